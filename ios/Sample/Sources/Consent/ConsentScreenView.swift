import Countersign
import SwiftUI

/// One request, in whatever state it is.
struct ConsentScreenView: View {
    @ObservedObject var model: ConsentModel
    @ObservedObject var bank: BankModel

    @Environment(\.accessibilityReduceMotion) private var reducesMotion

    var body: some View {
        content
            .animation(reducesMotion ? nil : .easeOut(duration: 0.16), value: model.situation)
            .task(id: model.isSending) { await model.waitForAnswer() }
            .task(id: model.situation) { await model.settle() }
    }

    @ViewBuilder private var content: some View {
        if let situation = model.situation {
            SituationView(situation: situation, model: model, bank: bank)
        } else if let view = model.screen.view, let layout = model.layout {
            ConsentView(model: model, layout: layout, enrolAgain: enrolAgain)
                .environment(\.locale, Locale(identifier: view.locale))
                .environment(\.layoutDirection, view.rightToLeft ? .rightToLeft : .leftToRight)
        }
    }

    private func enrolAgain() {
        bank.leave()
        bank.beginEnrolling()
    }
}
