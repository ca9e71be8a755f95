import Countersign
import SwiftUI

/// What was decided, page by page.
struct HistoryView: View {
    @ObservedObject var model: HistoryModel

    @Environment(\.words) private var words

    var body: some View {
        ScrollView {
            LazyVStack(alignment: .leading, spacing: 0) {
                if let banner = model.banner { BannerView(banner, words: words) }
                ForEach(model.entries) { entry in
                    NavigationLink {
                        EntryView(entry: entry, model: model)
                    } label: {
                        EntryRow(entry: entry)
                    }
                    .buttonStyle(.plain)
                    Divider().overlay(Palette.line)
                }
                .padding(.horizontal, 20)
                if model.entries.isEmpty {
                    Text(verbatim: words("past_empty"))
                        .foregroundStyle(Palette.muted)
                        .frame(maxWidth: .infinity, minHeight: 120)
                }
                if model.hasMore {
                    Button(words("past_more")) { Task { await model.older() } }
                        .buttonStyle(.plainOutline)
                        .padding(20)
                }
            }
        }
        .background(Palette.surface.ignoresSafeArea())
        .navigationTitle(Text(verbatim: words("home_history")))
        .navigationBarTitleDisplayMode(.inline)
        .task { await model.open() }
    }
}

/// One line: what, how it ended, and when.
struct EntryRow: View {
    let entry: HistoryEntry

    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: 3) {
            Text(verbatim: (entry.title ?? words("past_unnamed")).isolated)
                .font(.body.weight(.medium))
                .foregroundStyle(Palette.ink)
            HStack(alignment: .firstTextBaseline, spacing: 8) {
                OutcomeLabel(outcome: entry.outcome)
                Spacer(minLength: 8)
                AgoText(moment: entry.endedAt ?? entry.arrivedAt)
            }
        }
        .multilineTextAlignment(.leading)
        .frame(maxWidth: .infinity, minHeight: 48, alignment: .leading)
        .padding(.vertical, 8)
        .contentShape(Rectangle())
        .accessibilityElement(children: .combine)
    }
}

/// How long ago something was.
struct AgoText: View {
    let moment: Date

    @Environment(\.words) private var words

    var body: some View {
        TimelineView(.periodic(from: .now, by: 30)) { context in
            let seconds = Int(context.date.timeIntervalSince(moment).rounded())
            Text(verbatim: TimeAgo(seconds: seconds).told(in: words))
                .font(.footnote)
                .foregroundStyle(Palette.muted)
        }
    }
}
