/// The form that a number takes in a language, by CLDR's cardinal rules for whole numbers.
enum PluralForm: String, CaseIterable, Sendable {
    case zero, one, two, few, many, other

    /// The form of `number` in `language`, a BCP 47 tag of one of the six languages of this app.
    /// Any other language counts as English does.
    init(of number: Int, in language: String) {
        let count = number.magnitude
        switch language.prefix(while: { $0 != "-" && $0 != "_" }).lowercased() {
        case "ar": self = .arabic(count)
        case "es": self = .romance(count, one: 1...1)
        case "fr", "pt": self = .romance(count, one: 0...1)
        default: self = count == 1 ? .one : .other
        }
    }

    private static func arabic(_ count: UInt) -> PluralForm {
        switch (count, count % 100) {
        case (0, _): return .zero
        case (1, _): return .one
        case (2, _): return .two
        case (_, 3...10): return .few
        case (_, 11...99): return .many
        default: return .other
        }
    }

    /// These languages say "one million of": a form of its own for whole millions.
    private static func romance(_ count: UInt, one: ClosedRange<UInt>) -> PluralForm {
        if one.contains(count) { return .one }
        return count != 0 && count % 1_000_000 == 0 ? .many : .other
    }
}
