import Countersign
import SwiftUI

/// An account that this phone decides for, and what its answers are worth.
struct EnrolmentCard: View {
    let enrolment: Enrolment
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words
    @State private var isRemoving = false

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            VStack(alignment: .leading, spacing: 3) {
                Text(verbatim: words("home_decides_for"))
                    .font(.footnote)
                    .foregroundStyle(Palette.muted)
                Text(verbatim: enrolment.bank.isolated).font(.headline)
                Text(verbatim: enrolment.account.isolated).font(.body.weight(.medium))
            }
            .accessibilityElement(children: .combine)
            if let banner = Banner(enrolment) {
                Label(words(banner.title), systemImage: banner.symbol)
                    .font(.subheadline.weight(.semibold))
                    .foregroundStyle(banner.tone.foreground)
            }
            AssuranceList(assurance: enrolment.assurance)
            actions
        }
        .foregroundStyle(Palette.ink)
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(16)
        .background(Palette.sunken, in: shape)
        .overlay { shape.strokeBorder(Palette.line) }
        .confirmationDialog(
            Text(verbatim: words("remove_open")),
            isPresented: $isRemoving,
            titleVisibility: .visible
        ) {
            Button(words("remove_confirm"), role: .destructive) {
                Task { await bank.remove(enrolment) }
            }
            Button(words("report_back"), role: .cancel) {}
        } message: {
            Text(verbatim: words("remove_text"))
        }
    }

    private var actions: some View {
        VStack(alignment: .leading, spacing: 8) {
            if enrolment.needsReenrolment || enrolment.state == .revoked {
                Button(words("enrol_again")) { bank.beginEnrolling() }.buttonStyle(.plainOutline)
            }
            Button(words("remove_open")) { isRemoving = true }
                .font(.subheadline.weight(.medium))
                .foregroundStyle(Palette.muted)
                .frame(minHeight: 48)
                .disabled(enrolment.removing)
        }
    }

    private var shape: RoundedRectangle { RoundedRectangle(cornerRadius: 16, style: .continuous) }
}

/// What the answers of an enrolment are worth: a weaker server never looks stronger.
private struct AssuranceList: View {
    let assurance: Assurance

    var body: some View {
        VStack(alignment: .leading, spacing: 6) {
            line("assurance_content_bound", assurance.contentBound)
            line("assurance_server_signed_request", assurance.serverSignedRequest)
            line("assurance_hardware_key", assurance.hardwareKey)
        }
    }

    private func line(_ key: String, _ holds: Bool) -> some View {
        AssuranceLine(key: holds ? key : key + "_not", holds: holds)
    }
}

private struct AssuranceLine: View {
    let key: String
    let holds: Bool

    @Environment(\.words) private var words

    var body: some View {
        Label {
            Text(verbatim: words(key)).foregroundStyle(Palette.muted)
        } icon: {
            Image(systemName: holds ? "checkmark" : "info.circle")
                .foregroundStyle(holds ? Palette.accent : Palette.muted)
        }
        .font(.subheadline)
    }
}
