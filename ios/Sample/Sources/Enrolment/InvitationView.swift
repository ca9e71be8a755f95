import SwiftUI

/// No phone is enrolled: the way in.
struct InvitationView: View {
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words

    var body: some View {
        ScrollView {
            if let banner = bank.banner { BannerView(banner, words: words) }
            LinkEntry(bank: bank.name) { bank.beginEnrolling(with: $0) }
        }
        .background(Palette.surface.ignoresSafeArea())
    }
}
