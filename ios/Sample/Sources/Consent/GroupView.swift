import SwiftUI

/// Details that belong together, under their heading.
struct GroupView<Content: View>: View {
    let title: String
    @ViewBuilder var content: Content

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Text(verbatim: title.isolated)
                .font(.headline)
                .foregroundStyle(Palette.ink)
                .accessibilityAddTraits(.isHeader)
            Card { content }
        }
    }
}

/// How long ago something was asked, as a row.
struct AgoRow: View {
    let moment: Date

    @Environment(\.words) private var words

    var body: some View {
        TimelineView(.periodic(from: .now, by: 20)) { context in
            let seconds = Int(context.date.timeIntervalSince(moment).rounded())
            VStack(alignment: .leading, spacing: 3) {
                Text(verbatim: words("asked_ago"))
                    .font(.footnote)
                    .foregroundStyle(Palette.muted)
                Text(verbatim: TimeAgo(seconds: seconds).told(in: words))
                    .font(.body.weight(.medium))
                    .foregroundStyle(Palette.ink)
            }
            .frame(maxWidth: .infinity, alignment: .leading)
        }
        .padding(.horizontal, 14)
        .padding(.vertical, 10)
        .accessibilityElement(children: .combine)
    }
}
