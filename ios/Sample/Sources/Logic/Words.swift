import Foundation

/// What the app says around a request, in the language that it is set to. Words about a request
/// itself come from the core and stand in no resource.
struct Words: Sendable {
    /// The language, as a BCP 47 tag.
    let language: String

    /// Whether the phone recognises faces. What names a finger has a second wording for these.
    let recognisesFaces: Bool

    private let lookUp: @Sendable (String) -> String?

    /// - Parameter lookUp: the text of a key, or `nil` if there is none. Called on any thread.
    init(
        language: String,
        recognisesFaces: Bool,
        lookUp: @escaping @Sendable (String) -> String?
    ) {
        self.language = language
        self.recognisesFaces = recognisesFaces
        self.lookUp = lookUp
    }

    /// The text of a key. A key that stands in no table is returned itself, which a test finds.
    func callAsFunction(_ key: String) -> String {
        if recognisesFaces, let text = lookUp(key + "_face") { return text }
        return lookUp(key) ?? key
    }

    /// The text of a key with its holes filled.
    func callAsFunction(_ key: String, _ values: [String: String]) -> String {
        Filling.fill(self(key), with: values)
    }

    /// The text of a key in the form that `number` takes; the number stands in the hole `{n}`.
    func counted(_ key: String, _ number: Int) -> String {
        let form = PluralForm(of: number, in: language)
        let text = lookUp("\(key)#\(form.rawValue)") ?? self("\(key)#\(PluralForm.other.rawValue)")
        return text.replacingOccurrences(of: "{n}", with: String(number))
    }
}
