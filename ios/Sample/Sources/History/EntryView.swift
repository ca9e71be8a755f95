import Countersign
import SwiftUI

/// One request that is over, with its receipt, and the way to say that it was not oneself.
struct EntryView: View {
    let entry: HistoryEntry
    @ObservedObject var model: HistoryModel

    @Environment(\.words) private var words
    @State private var isReporting = false

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                Text(verbatim: (entry.title ?? words("past_unnamed")).isolated)
                    .font(.title2.weight(.semibold))
                    .foregroundStyle(Palette.ink)
                    .accessibilityAddTraits(.isHeader)
                OutcomeLabel(outcome: entry.outcome)
                Text(verbatim: moment).font(.subheadline).foregroundStyle(Palette.muted)
                if let receipt = entry.receipt { ReceiptView(token: receipt) }
                if let situation = model.reported[entry.request] {
                    BannerView(
                        symbol: situation.symbol,
                        tone: situation.tone,
                        title: words(situation.title),
                        text: words(situation.text)
                    )
                } else {
                    Button(words("past_not_me")) { isReporting = true }
                        .buttonStyle(.plainOutline)
                }
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(20)
        }
        .background(Palette.surface.ignoresSafeArea())
        .navigationBarTitleDisplayMode(.inline)
        .sheet(isPresented: $isReporting) {
            ReportSheet { Task { await model.report(entry) } }
                .environment(\.words, words)
        }
    }

    /// When it ended, or came if it has not.
    private var moment: String {
        (entry.endedAt ?? entry.arrivedAt).formatted(
            Date.FormatStyle(date: .long, time: .shortened)
                .locale(Locale(identifier: words.language))
        )
    }
}
