#if canImport(DeviceCheck)
import CountersignAPI
import DeviceCheck
import Dispatch
import Foundation

/// App Attest, waited for: it is asked on a thread of the library, which may wait.
enum AppAttest {
    /// The longest that one answer is waited for, in seconds.
    private static let longest = 20
    /// In milliseconds, before each further try.
    private static let pauses: [UInt32] = [500, 2_000, 5_000]

    /// `nil` where there is no App Attest.
    static func attest(_ clientDataHash: Data) throws -> AppAttestation? {
        let service = DCAppAttestService.shared
        guard service.isSupported else { return nil }
        let outcome = Attesting.attest(
            pauses: pauses,
            pause: { milliseconds in
                Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
            },
            makeKey: {
                try waited { done in service.generateKey(completionHandler: done) }
            },
            vouch: { key in
                let object: Data = try waited { done in
                    service.attestKey(
                        key,
                        clientDataHash: clientDataHash,
                        completionHandler: done
                    )
                }
                return [UInt8](object)
            }
        )
        switch outcome {
        case .unsupported:
            return nil
        case .failed:
            throw KeyStoreError.failed
        case .attested(let key, let object):
            guard let keyId = Data(base64Encoded: key) else { throw KeyStoreError.failed }
            return AppAttestation(object: Data(object), keyId: keyId)
        }
    }

    private static func waited<Value: Sendable>(
        _ begin: (@escaping @Sendable (Value?, (any Error)?) -> Void) -> Void
    ) throws -> Value {
        let given = Guarded<Result<Value, Attesting.Failure>?>(nil)
        let bell = DispatchSemaphore(value: 0)
        begin { value, error in
            let code = (error as? DCError)?.code.rawValue ?? 0
            let failure = Result<Value, Attesting.Failure>.failure(Attesting.Failure(code: code))
            let answer = value.map { value in Result<Value, Attesting.Failure>.success(value) }
            given.with { given in given = answer ?? failure }
            bell.signal()
        }
        _ = bell.wait(timeout: .now() + .seconds(longest))
        guard let answer = given.with({ given in given }) else {
            throw Attesting.Failure(code: 0)
        }
        return try answer.get()
    }
}
#endif
