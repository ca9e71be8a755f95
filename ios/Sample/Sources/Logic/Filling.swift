/// A text of the app's resources with its holes filled.
enum Filling {
    /// Puts `values` into the holes of `template`, which are written `{name}`. A value is isolated,
    /// and is never searched for holes of its own. A hole without a value stays as it is.
    static func fill(_ template: String, with values: [String: String]) -> String {
        var filled = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += values[name].map(\.isolated) ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}
