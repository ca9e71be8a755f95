extension String {
    /// Kept from turning the text around it; its own direction is that of its first strong letter.
    var isolated: String { "\u{2068}\(self)\u{2069}" }

    /// Kept from turning the text around it, and from left to right in every language: amounts,
    /// account numbers, codes.
    var isolatedLeftToRight: String { "\u{2066}\(self)\u{2069}" }
}
