import Foundation

/// Makes, uses and deletes keys that never leave the phone. On Apple's phones,
/// `SecureEnclaveKeyStore`.
///
/// Called on threads of the library, and while no lock of the core is held; it must not call a
/// device or a consent. What it returns is evidence that the core checks. To fail, throw a
/// ``KeyStoreError``; anything else that is thrown counts as ``KeyStoreError/failed``.
public protocol KeyStore: AnyObject, Sendable {
    /// Makes a P-256 key. A key of that alias is replaced. May take seconds.
    func create(alias: String, purpose: KeyPurpose, challenge: Data) throws -> CreatedKey

    /// Signs with a transport key: ECDSA with SHA-256, DER. Never asked of an approval key.
    func sign(alias: String, message: Data) throws -> Data

    /// Deletes keys and returns those of them that are still there.
    func delete(aliases: [String]) throws -> [String]

    /// The keys whose alias begins with this, in any order.
    func list(prefix: String) throws -> [String]
}

/// What a key is for. One key has one purpose.
public enum KeyPurpose: Sendable, Equatable, CaseIterable {
    /// Proves possession at every call: silent, usable while the phone is unlocked.
    case transport
    /// Signs approvals: a biometric at every use, invalidated when biometrics change.
    case approval
}

/// A key that was just made.
public struct CreatedKey: Sendable, Equatable, Discreet {
    /// The public half: the uncompressed point (65 bytes), or a SubjectPublicKeyInfo.
    public var publicKey: Data
    /// What vouches for it; `nil` if nothing does.
    public var attestation: AppAttestation?
    /// Where it lives, as the platform reports it.
    public var level: KeyLevel
    /// What unlocks an approval key.
    public var unlock: Unlock

    /// A key.
    public init(
        publicKey: Data,
        attestation: AppAttestation?,
        level: KeyLevel,
        unlock: Unlock = .biometric
    ) {
        self.publicKey = publicKey
        self.attestation = attestation
        self.level = level
        self.unlock = unlock
    }

    /// Where it lives, and nothing else.
    public var description: String { "CreatedKey(\(level))" }
}

/// Apple's word that a genuine copy of the app spoke for an approval key (docs/protocol.md §3.2).
public struct AppAttestation: Sendable, Equatable, Discreet {
    /// The attestation object, CBOR.
    public var object: Data
    /// The id of the App Attest key: 32 bytes.
    public var keyId: Data

    /// An attestation.
    public init(object: Data, keyId: Data) {
        self.object = object
        self.keyId = keyId
    }
}

/// Where a key lives.
public enum KeyLevel: Sendable, Equatable, CaseIterable {
    /// In this process or on disk: protected by nothing.
    case software
    /// In a trusted execution environment.
    case trustedEnvironment
    /// In a chip of its own, such as the Secure Enclave.
    case secureElement
}

/// What unlocks an approval key, where its policy leaves only one way.
public enum Unlock: Sendable, Equatable, CaseIterable {
    /// A fingerprint and nothing else.
    case fingerprint
    /// A face and nothing else.
    case face
    /// A strong biometric of either kind.
    case biometric
}

/// Why a key could not be made or used.
public enum KeyStoreError: Error, Sendable, Equatable, CaseIterable {
    /// Not now: the phone is locked.
    case locked
    /// The key is gone or was invalidated.
    case gone
    /// The store failed; trying again may help.
    case failed
}

/// Keeps the few bytes that open the database, so that only this app on this phone can read them.
/// On Apple's phones, `KeychainSecretStore`.
///
/// A secret is poured, never returned: whoever pours wipes what it poured from. To fail, throw a
/// ``SecretStoreError``; anything else that is thrown counts as ``SecretStoreError/failed``.
public protocol SecretStore: AnyObject, Sendable {
    /// Pours the secret of this name, if there is one.
    func read(name: String, into slot: any SecretSlot) throws

    /// Makes 32 unpredictable bytes, keeps them in place of any others of that name, and pours
    /// them.
    func make(name: String, into slot: any SecretSlot) throws

    /// Forgets the secret of this name. That there was none is fine.
    func remove(name: String) throws
}

/// Where a secret is poured.
public protocol SecretSlot: AnyObject, Sendable {
    /// Takes the bytes, and keeps no reference to them. The caller wipes its own afterwards.
    func pour(_ secret: Data) throws
}

/// Why a secret could not be read or kept.
public enum SecretStoreError: Error, Sendable, Equatable, CaseIterable {
    /// Not now: the phone is locked.
    case locked
    /// The store failed.
    case failed
}
