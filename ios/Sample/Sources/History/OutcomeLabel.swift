import Countersign
import SwiftUI

/// How a request ended: a drawing and words.
struct OutcomeLabel: View {
    let outcome: Outcome

    @Environment(\.words) private var words

    var body: some View {
        Label {
            Text(verbatim: words(key))
        } icon: {
            Image(systemName: symbol)
        }
        .font(.subheadline.weight(.semibold))
        .foregroundStyle(outcome == .approved ? Palette.accent : Palette.muted)
    }

    private var key: String {
        switch outcome {
        case .approved: "outcome_approved"
        case .denied: "outcome_denied"
        case .unknown: "outcome_unknown"
        case .neverLearned: "outcome_never_learned"
        case .refused: "outcome_refused"
        case .answeredElsewhere: "outcome_answered_elsewhere"
        case .withdrawn: "outcome_withdrawn"
        case .expired: "outcome_expired"
        case .open: "outcome_open"
        }
    }

    private var symbol: String {
        switch outcome {
        case .approved: "checkmark"
        case .denied: "xmark"
        case .unknown, .neverLearned: "questionmark"
        case .refused: "exclamationmark.triangle"
        case .answeredElsewhere: "iphone"
        case .withdrawn: "arrow.uturn.backward"
        case .expired, .open: "hourglass"
        }
    }
}
