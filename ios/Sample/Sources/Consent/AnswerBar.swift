import Countersign
import SwiftUI

/// The two answers, of equal size and weight, with what stands before approving above them and the
/// third answer, smaller, below.
struct AnswerBar: View {
    @ObservedObject var model: ConsentModel
    let readOn: @MainActor () -> Void
    let report: @MainActor () -> Void

    @Environment(\.words) private var words
    @Environment(\.dynamicTypeSize) private var typeSize

    var body: some View {
        // Anew each second: time may run out while nobody touches anything.
        TimelineView(.periodic(from: .now, by: 1)) { _ in
            VStack(spacing: 8) {
                hint
                answers
                Button(action: report) {
                    Text(verbatim: words("answer_not_me"))
                        .font(.subheadline.weight(.medium))
                        .underline()
                        .foregroundStyle(Palette.muted)
                        .frame(minHeight: 48)
                        .contentShape(Rectangle())
                }
                .buttonStyle(.plain)
                .disabled(!model.screen.canDecline)
            }
        }
        .padding(.horizontal, 20)
        .padding(.top, 4)
        .frame(maxWidth: .infinity)
        .background(Palette.surface)
        .overlay(alignment: .top) { Divider().overlay(Palette.line) }
    }

    @ViewBuilder private var hint: some View {
        if model.obstacle == .reading {
            Button(action: readOn) {
                Label(words("missing_read"), systemImage: "arrow.down")
                    .font(.subheadline.weight(.medium))
                    .foregroundStyle(Palette.accent)
                    .frame(maxWidth: .infinity, minHeight: 48)
                    .contentShape(Rectangle())
            }
            .buttonStyle(.plain)
        } else {
            Text(verbatim: model.obstacle?.told(in: words) ?? words("answer_nothing_sent"))
                .font(.subheadline)
                .multilineTextAlignment(.center)
                .foregroundStyle(Palette.muted)
                .frame(maxWidth: .infinity, minHeight: 48)
        }
    }

    private var answers: some View {
        let stack = typeSize.isAccessibilitySize
            ? AnyLayout(VStackLayout(spacing: 12))
            : AnyLayout(HStackLayout(spacing: 12))
        return stack {
            Button {
                Task { await model.decline() }
            } label: {
                Label(words("answer_decline"), systemImage: "xmark")
            }
            .buttonStyle(.answer(.decline))
            .disabled(!model.screen.canDecline)
            Button {
                Task { await model.approve() }
            } label: {
                Label(
                    words("answer_approve"),
                    systemImage: words.recognisesFaces ? "faceid" : "touchid"
                )
            }
            .buttonStyle(.answer(.approve))
            .disabled(!model.canApprove)
            .accessibilityLabel(Text(verbatim: words("answer_approve_with")))
            .accessibilityHint(Text(verbatim: model.obstacle?.told(in: words) ?? ""))
        }
        .fixedSize(horizontal: false, vertical: true)
    }
}
