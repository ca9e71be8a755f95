#if canImport(Security) && canImport(LocalAuthentication)
import CountersignAPI
import Dispatch
import Foundation
import LocalAuthentication
import Security

/// Face ID or Touch ID, asked for by the signature itself: there is no "yes" that somebody could
/// forge, only a signature or none. It has no fall-back to the passcode.
///
/// The app needs `NSFaceIDUsageDescription`.
public final class BiometricSigningPrompt: SigningPrompt, @unchecked Sendable {
    /// What the prompt says when it is not about a consent: the app's own words.
    public struct Words: Sendable {
        /// Adding this phone, or proving its new key.
        public var newKey: String
        /// Replacing this phone's key: the old one vouches for the new.
        public var oldKey: String

        /// Both sentences, none of them empty.
        public init(newKey: String, oldKey: String) {
            self.newKey = newKey
            self.oldKey = oldKey
        }
    }

    private let keys: SecureEnclaveKeyStore
    private let words: Words
    // Serial: one prompt at a time. A queue may be used from any thread.
    private let queue = DispatchQueue(label: "dev.countersign.prompt", qos: .userInteractive)

    /// A prompt for the keys of this store.
    public init(keys: SecureEnclaveKeyStore, words: Words) {
        self.keys = keys
        self.words = words
    }

    /// Shows the system's prompt, with the text of the consent as its reason.
    public func ask(
        _ request: SigningRequest,
        answer: @escaping @Sendable (PromptAnswer) -> Void
    ) -> PromptHandle {
        let session = Session(reason: reason(for: request.purpose))
        let keys = self.keys
        queue.async { answer(session.sign(request, with: keys)) }
        return PromptHandle { session.close() }
    }

    private func reason(for purpose: SigningPurpose) -> String {
        switch purpose {
        case .consent(let text): text
        case .newKey: words.newKey
        case .oldKey: words.oldKey
        }
    }
}

/// One showing of the prompt. `LAContext` may be invalidated from any thread; that is how a prompt
/// is taken down.
private final class Session: @unchecked Sendable {
    private let context = LAContext()

    init(reason: String) {
        context.localizedReason = reason
        context.localizedFallbackTitle = ""
        context.touchIDAuthenticationAllowableReuseDuration = 0
    }

    func close() {
        context.invalidate()
    }

    /// Waits for the person.
    func sign(_ request: SigningRequest, with keys: SecureEnclaveKeyStore) -> PromptAnswer {
        autoreleasepool {
            do {
                let held = try keys.held(request.key, in: context)
                return sign(request.signingInput, with: held)
            } catch let failure as KeyStoreError {
                return SigningFailure.answer(failure)
            } catch {
                return .failed(.other)
            }
        }
    }

    private func sign(_ input: Data, with held: SecureEnclaveKeyStore.Held) -> PromptAnswer {
        var error: Unmanaged<CFError>?
        let algorithm = SecureEnclaveKeyStore.algorithm
        let signature = SecKeyCreateSignature(held.key, algorithm, input as CFData, &error)
        if let signature { return .signed(signature as Data) }
        let sensor = Sensor.now()
        return SigningFailure.answer(
            causes: causes(error),
            haveBiometricsChanged: Biometrics.haveChanged(
                before: held.madeFor,
                now: sensor.state,
                code: sensor.code
            )
        )
    }
}
#endif
