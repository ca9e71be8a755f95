/// How serious something is. An icon and words always say the same: never a colour alone.
enum Tone: Sendable {
    case info, good, calm, warning, danger
}
