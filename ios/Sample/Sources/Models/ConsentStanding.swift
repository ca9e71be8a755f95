import CountersignAPI

/// How a request stands, for what is drawn.
extension ConsentModel {
    /// What stands in place of the request; `nil` while the request itself is on the screen.
    var situation: Situation? {
        if let reported { return Situation(reported) }
        switch screen.stage {
        case .ready, .waitingForPrompt: return nil
        case .arriving: return .arriving
        case .cannotBeShown: return .cannotShow
        case .sending: return isTakingLong ? .waiting : .sending
        case .ended(let ending): return Situation(ending)
        case .failed(let error): return Situation(error)
        }
    }

    /// What was asked, in one sentence, where all of it could be shown.
    var title: String? {
        guard case .shown(let view) = screen.request?.reading else { return nil }
        return view.title
    }

    /// What to say above the request.
    var banner: Banner? { notice ?? screen.banner.map { Banner($0) } }

    /// Whether an answer is on its way.
    var isSending: Bool { screen.stage == .sending }

    /// Whether the prompt is up.
    var isPrompting: Bool {
        if case .waitingForPrompt = screen.stage { return true }
        return false
    }

    /// Whether nothing is left to do with it.
    var isOver: Bool {
        switch screen.stage {
        case .ended, .failed: true
        default: false
        }
    }
}
