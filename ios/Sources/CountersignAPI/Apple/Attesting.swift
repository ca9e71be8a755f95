/// Having App Attest vouch for a key, with the patience that its service needs.
package enum Attesting {
    /// What to do about a failure.
    package enum Remedy: Sendable, Equatable {
        /// Ask the same key again, a little later.
        case askAgain
        /// The key is worth nothing: begin with a new one.
        case newKey
        /// This phone has no App Attest: do without, and let the bank's policy judge.
        case doWithout
        /// Give up for now.
        case giveUp
    }

    /// The codes of `DCError`.
    package static func remedy(code: Int) -> Remedy {
        switch code {
        // unknownSystemFailure, serverUnavailable
        case 0, 4: .askAgain
        // featureUnsupported
        case 1: .doWithout
        // invalidKey
        case 3: .newKey
        // invalidInput: a defect of ours, and no reason to wait
        default: .giveUp
        }
    }

    /// What came of it.
    package enum Outcome: Sendable, Equatable {
        /// The key's id, as the service names it, and the attestation object.
        case attested(key: String, object: [UInt8])
        /// There is no App Attest here.
        case unsupported
        /// Not now. Nothing is swallowed: the key store fails, and the same offer can be tried again.
        case failed
    }

    /// Why a step failed.
    package struct Failure: Error, Sendable {
        /// The code of its `DCError`; 0 for anything else.
        package let code: Int

        package init(code: Int) {
            self.code = code
        }
    }

    /// Makes a key of the service and has it vouch. Each pause is in milliseconds.
    package static func attest(
        pauses: [UInt32],
        pause: (UInt32) -> Void,
        makeKey: () throws -> String,
        vouch: (String) throws -> [UInt8]
    ) -> Outcome {
        var key: String?
        for attempt in 0...pauses.count {
            do {
                let asked = try key ?? makeKey()
                key = asked
                return .attested(key: asked, object: try vouch(asked))
            } catch {
                let code = (error as? Failure)?.code ?? 0
                switch remedy(code: code) {
                case .askAgain: break
                case .newKey: key = nil
                case .doWithout: return .unsupported
                case .giveUp: return .failed
                }
            }
            if attempt < pauses.count { pause(pauses[attempt]) }
        }
        return .failed
    }
}
