import Foundation

/// A receipt as the bank signed it, made readable. It is shown, and nothing is decided by it: the
/// core has verified it.
struct Receipt: Equatable {
    /// The header and the claims, as JSON, to the letter.
    let parts: [String]

    /// Reads a compact JWS; `nil` if it is none.
    init?(_ token: String) {
        let encoded = token.split(separator: ".", omittingEmptySubsequences: false)
        let texts = encoded.prefix(2).compactMap { Receipt.decoded($0) }
        guard encoded.count == 3, texts.count == 2 else { return nil }
        parts = texts
    }

    private static func decoded(_ text: Substring) -> String? {
        let base64 = text.replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let bytes = Data(base64Encoded: base64 + padding) else { return nil }
        return String(data: bytes, encoding: .utf8)
    }
}
