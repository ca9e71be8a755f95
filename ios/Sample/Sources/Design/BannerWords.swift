extension BannerView {
    /// A banner in words. `enrol` is what enrolling again does, where that is the way out.
    init(_ banner: Banner, words: Words, enrol: (@MainActor () -> Void)? = nil) {
        self.init(
            symbol: banner.symbol,
            tone: banner.tone,
            title: words(banner.title),
            text: words(banner.text),
            action: banner.asksToEnrol
                ? enrol.map { Action(name: words("enrol_again"), run: $0) }
                : nil
        )
    }
}
