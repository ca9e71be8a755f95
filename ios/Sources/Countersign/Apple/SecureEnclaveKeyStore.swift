#if canImport(Security) && canImport(LocalAuthentication)
import CountersignAPI
import Foundation
import LocalAuthentication
import Security

/// Keys in the Secure Enclave. A transport key signs in silence; an approval key signs only when a
/// face or finger of those enrolled when it was made is shown, at every use, and is lost when they
/// change.
///
/// Apple attests no key of the enclave. App Attest vouches for an approval key instead: that the
/// bank's genuine app on a genuine phone made it (docs/attestation.md).
public final class SecureEnclaveKeyStore: KeyStore {
    private let namespace: String
    private let attests: Bool

    /// - Parameters:
    ///   - namespace: under which the keys are kept; two databases of one app need one each.
    ///   - attests: whether App Attest is asked to vouch for approval keys. If it is and its
    ///     service cannot be reached, enrolling fails with ``CountersignError/tryLater`` and the
    ///     same offer can be taken again. Where there is no App Attest, as in the simulator, the
    ///     bank gets none.
    public init(namespace: String = "dev.countersign.keys", attests: Bool = true) {
        self.namespace = namespace
        self.attests = attests
    }

    /// Makes a key. A key of that alias is replaced.
    public func create(alias: String, purpose: KeyPurpose, challenge: Data) throws -> CreatedKey {
        if try !delete(aliases: [alias]).isEmpty { throw KeyStoreError.failed }
        let biometrics = Sensor.now()
        let point = try autoreleasepool {
            try publicPoint(of: make(alias, KeySpecification.of(purpose), biometrics.state))
        }
        return CreatedKey(
            publicKey: point,
            attestation: try attestation(of: alias, purpose, challenge, point),
            level: Self.level,
            unlock: biometrics.unlock
        )
    }

    /// Signs with a transport key.
    public func sign(alias: String, message: Data) throws -> Data {
        // The key is fetched, used and let go: the enclave has few places for keys in use.
        try autoreleasepool {
            let key = try held(alias, in: nil).key
            var error: Unmanaged<CFError>?
            if let signature = SecKeyCreateSignature(
                key,
                Self.algorithm,
                message as CFData,
                &error
            ) {
                return signature as Data
            }
            throw KeychainFailure.ofKey(causes: causes(error))
        }
    }

    /// Deletes keys and returns those of them that are still there.
    public func delete(aliases: [String]) throws -> [String] {
        for alias in aliases { SecItemDelete(item(alias) as CFDictionary) }
        let left = Set(try list(prefix: ""))
        return aliases.filter { alias in left.contains(alias) }
    }

    /// The keys whose alias begins with this.
    public func list(prefix: String) throws -> [String] {
        var query = all
        query[kSecMatchLimit] = kSecMatchLimitAll
        query[kSecReturnAttributes] = true
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == KeychainFailure.notFound { return [] }
        guard status == KeychainFailure.success, let items = found as? [[String: Any]] else {
            throw KeychainFailure.ofKey(status)
        }
        let tags = items.compactMap { item in item[kSecAttrApplicationTag as String] as? Data }
        return tags.compactMap { tag in alias(of: tag) }.filter { alias in alias.hasPrefix(prefix) }
    }

    static var algorithm: SecKeyAlgorithm { .ecdsaSignatureMessageX962SHA256 }

    private static var level: KeyLevel {
        // The simulator's enclave is a file.
        #if targetEnvironment(simulator)
        return .software
        #else
        return .secureElement
        #endif
    }

    /// A key in use, and the state of the biometrics for which it was made.
    struct Held {
        let key: SecKey
        let madeFor: String?
    }

    /// The key of an alias. An approval key asks for a face or finger in this context, as it signs.
    func held(_ alias: String, in context: LAContext?) throws -> Held {
        var query = item(alias)
        query[kSecMatchLimit] = kSecMatchLimitOne
        query[kSecReturnRef] = true
        query[kSecReturnAttributes] = true
        if let context { query[kSecUseAuthenticationContext] = context }
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        guard status == KeychainFailure.success, let values = found as? [String: Any],
            let key = values[kSecValueRef as String],
            CFGetTypeID(key as CFTypeRef) == SecKeyGetTypeID()
        else { throw KeychainFailure.ofKey(status) }
        return Held(key: key as! SecKey, madeFor: values[kSecAttrLabel as String] as? String)
    }

    private func make(
        _ alias: String,
        _ specification: KeySpecification,
        _ biometrics: String?
    ) throws -> SecKey {
        var error: Unmanaged<CFError>?
        var use: SecAccessControlCreateFlags = .privateKeyUsage
        if specification.asksForBiometrics { use.insert(.biometryCurrentSet) }
        guard let access = SecAccessControlCreateWithFlags(
            kCFAllocatorDefault,
            specification.accessible.constant,
            use,
            &error
        ) else { throw KeychainFailure.ofKey(causes: causes(error)) }
        let kept: [CFString: Any] = [
            kSecAttrIsPermanent: true,
            kSecAttrApplicationTag: tag(of: alias),
            kSecAttrAccessControl: access,
            // Tells a changed face or finger from one that was not recognised: the codes do not.
            kSecAttrLabel: biometrics ?? "",
        ]
        let attributes: [CFString: Any] = [
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
            kSecAttrKeySizeInBits: 256,
            kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
            kSecUseDataProtectionKeychain: true,
            kSecPrivateKeyAttrs: kept,
        ]
        guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error) else {
            throw KeychainFailure.ofKey(causes: causes(error))
        }
        return key
    }

    private func publicPoint(of key: SecKey) throws -> Data {
        guard let publicKey = SecKeyCopyPublicKey(key),
            let point = SecKeyCopyExternalRepresentation(publicKey, nil)
        else { throw KeyStoreError.failed }
        return point as Data
    }

    private func attestation(
        of alias: String,
        _ purpose: KeyPurpose,
        _ challenge: Data,
        _ point: Data
    ) throws -> AppAttestation? {
        guard attests, purpose == .approval else { return nil }
        do {
            return try AppAttest.attest(appAttestHash(challenge: challenge, publicKey: point))
        } catch {
            // A key that nobody vouches for is not left behind.
            _ = try delete(aliases: [alias])
            throw error
        }
    }

    private var all: [CFString: Any] {
        [
            kSecClass: kSecClassKey,
            kSecAttrKeyClass: kSecAttrKeyClassPrivate,
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
            kSecUseDataProtectionKeychain: true,
        ]
    }

    private func item(_ alias: String) -> [CFString: Any] {
        var item = all
        item[kSecAttrApplicationTag] = tag(of: alias)
        return item
    }

    private func tag(of alias: String) -> Data { Data("\(namespace)/\(alias)".utf8) }

    private func alias(of tag: Data) -> String? {
        let tag = String(decoding: tag, as: UTF8.self)
        guard tag.hasPrefix("\(namespace)/") else { return nil }
        return String(tag.dropFirst(namespace.count + 1))
    }
}

extension KeySpecification.Accessible {
    fileprivate var constant: CFString {
        switch self {
        case .afterFirstUnlock: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        case .whenPasscodeSet: kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly
        }
    }
}

/// The errors that the system gives, the outermost first. Releases it.
func causes(_ error: Unmanaged<CFError>?) -> [SigningFailure.Cause] {
    var causes: [SigningFailure.Cause] = []
    var next = error.map { error in error.takeRetainedValue() as Error as NSError }
    while let cause = next, causes.count < 8 {
        causes.append(SigningFailure.Cause(domain: cause.domain, code: cause.code))
        next = cause.userInfo[NSUnderlyingErrorKey] as? NSError
    }
    return causes
}
#endif
