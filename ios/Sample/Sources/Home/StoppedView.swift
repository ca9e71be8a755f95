import Countersign
import SwiftUI

/// The bank blocked this phone, or removed it.
struct StoppedView: View {
    let enrolment: Enrolment
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words

    var body: some View {
        ScrollView {
            Message(
                symbol: "lock.fill",
                tone: .danger,
                title: words(isRevoked ? "enrol_revoked" : "enrol_blocked"),
                text: words(isRevoked ? "enrol_revoked_text" : "enrol_blocked_text")
            ) {
                VStack(spacing: 12) {
                    Text(verbatim: enrolment.account.isolated)
                        .font(.headline)
                        .foregroundStyle(Palette.ink)
                    Button(words("enrol_again")) { bank.beginEnrolling() }
                        .buttonStyle(.answer(.approve))
                    Button(words("home_refresh")) { Task { await bank.refresh() } }
                        .buttonStyle(.plainOutline)
                        .disabled(bank.isAsking)
                }
                .padding(.top, 12)
            }
        }
        .background(Palette.surface.ignoresSafeArea())
    }

    private var isRevoked: Bool { enrolment.state == .revoked }
}
