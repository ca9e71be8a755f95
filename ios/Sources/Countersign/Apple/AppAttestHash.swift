import CountersignAPI
internal import CountersignFFI
import Foundation

/// What App Attest signs: the challenge and the key, by the core's own rule.
func appAttestHash(challenge: Data, publicKey: Data) throws -> Data {
    do {
        return try CountersignFFI.appAttestClientDataHash(
            challenge: challenge,
            publicKey: publicKey
        )
    } catch {
        throw CountersignAPI.KeyStoreError.failed
    }
}
