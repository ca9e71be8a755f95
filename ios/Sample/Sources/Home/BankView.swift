import Countersign
import SwiftUI

/// The bank's app once the device is open: a request, adding this phone, or home.
struct BankView: View {
    @ObservedObject var bank: BankModel

    var body: some View {
        content.task(id: bank.enrolments.isEmpty) {
            if !bank.enrolments.isEmpty { Notices.register() }
        }
    }

    @ViewBuilder private var content: some View {
        if let consent = bank.consent {
            ConsentScreenView(model: consent, bank: bank)
        } else if let enrolling = bank.enrolling {
            EnrolView(model: enrolling, bank: bank)
        } else {
            place
        }
    }

    @ViewBuilder private var place: some View {
        switch bank.place {
        case .starting: StartingView(bank: bank)
        case .invitation: InvitationView(bank: bank)
        case .digits(let enrolment): DigitsView(enrolment: enrolment, bank: bank)
        case .stopped(let enrolment): StoppedView(enrolment: enrolment, bank: bank)
        case .home: HomeView(bank: bank)
        }
    }
}

/// Until this phone has read what it knows.
private struct StartingView: View {
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words

    var body: some View {
        ScrollView {
            if let banner = bank.banner, !bank.isAsking {
                BannerView(banner, words: words)
                Button(words("answer_again")) { Task { await bank.refresh() } }
                    .buttonStyle(.plainOutline)
                    .padding(20)
            } else {
                Message(
                    symbol: "building.columns.fill",
                    tone: .calm,
                    title: bank.name,
                    text: words("home_asking"),
                    isBusy: true
                )
            }
        }
        .background(Palette.surface.ignoresSafeArea())
    }
}
