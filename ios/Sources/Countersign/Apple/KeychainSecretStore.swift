#if canImport(Security)
import CountersignAPI
import Foundation
import Security

/// Keeps the secrets in the Keychain: readable once the phone was unlocked after its start, on this
/// phone only, in no backup and no other device of the person.
///
/// The Keychain outlives the app. The first use after an installation wipes what an earlier one
/// left.
public final class KeychainSecretStore: SecretStore {
    private static let length = 32

    private let folder: CountersignFolder
    private let service: String
    private let isReady = Guarded(false)

    /// - Parameters:
    ///   - folder: where the database is: by it the store knows whether it was just installed.
    ///   - service: under which the secrets are kept; two databases of one app need one each.
    public init(folder: CountersignFolder, service: String = "dev.countersign.secrets") {
        self.folder = folder
        self.service = service
    }

    /// Pours the secret of this name, if there is one.
    public func read(name: String, into slot: any SecretSlot) throws {
        try getReady()
        var query = item(name)
        query[kSecMatchLimit] = kSecMatchLimitOne
        query[kSecReturnData] = true
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == KeychainFailure.notFound { return }
        guard status == KeychainFailure.success, let secret = found,
            CFGetTypeID(secret) == CFDataGetTypeID()
        else { throw KeychainFailure.ofSecret(status) }
        try pour(secret as! CFData, into: slot)
    }

    /// Makes a secret, keeps it in place of any other of that name, and pours it.
    public func make(name: String, into slot: any SecretSlot) throws {
        try getReady()
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: Self.length, alignment: 1)
        defer {
            memset_s(bytes, Self.length, 0, Self.length)
            bytes.deallocate()
        }
        guard SecRandomCopyBytes(kSecRandomDefault, Self.length, bytes) == KeychainFailure.success
        else { throw SecretStoreError.failed }
        // Shares our memory: what is wiped here is not copied on its way to the Keychain.
        guard let shared = CFDataCreateWithBytesNoCopy(
            kCFAllocatorDefault,
            bytes.assumingMemoryBound(to: UInt8.self),
            Self.length,
            kCFAllocatorNull
        ) else { throw SecretStoreError.failed }
        try keep(shared, as: name)
        try slot.pour(Data(bytesNoCopy: bytes, count: Self.length, deallocator: .none))
    }

    /// Forgets the secret of this name.
    public func remove(name: String) throws {
        try getReady()
        try delete(item(name))
    }

    private func getReady() throws {
        if isReady.with({ isReady in isReady }) { return }
        try folder.onFirstRun { try delete(all) }
        isReady.with { isReady in isReady = true }
    }

    private func keep(_ secret: CFData, as name: String) throws {
        let kept: [CFString: Any] = [
            kSecValueData: secret,
            kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
        ]
        let added = item(name).merging(kept) { _, new in new }
        var status = SecItemAdd(added as CFDictionary, nil)
        if status == KeychainFailure.duplicate {
            status = SecItemUpdate(item(name) as CFDictionary, kept as CFDictionary)
        }
        if status != KeychainFailure.success { throw KeychainFailure.ofSecret(status) }
    }

    private func delete(_ query: [CFString: Any]) throws {
        let status = SecItemDelete(query as CFDictionary)
        if status != KeychainFailure.success, status != KeychainFailure.notFound {
            throw KeychainFailure.ofSecret(status)
        }
    }

    /// Pours what the Keychain handed over, and wipes it where it lies: nobody else has it.
    private func pour(_ secret: CFData, into slot: any SecretSlot) throws {
        try withExtendedLifetime(secret) {
            let length = CFDataGetLength(secret)
            guard length > 0, let start = CFDataGetBytePtr(secret) else {
                throw SecretStoreError.failed
            }
            let bytes = UnsafeMutableRawPointer(mutating: start)
            defer { memset_s(bytes, length, 0, length) }
            try slot.pour(Data(bytesNoCopy: bytes, count: length, deallocator: .none))
        }
    }

    /// All secrets of this store.
    private var all: [CFString: Any] {
        [
            kSecClass: kSecClassGenericPassword,
            kSecAttrService: service,
            kSecAttrSynchronizable: false,
            kSecUseDataProtectionKeychain: true,
        ]
    }

    private func item(_ name: String) -> [CFString: Any] {
        var item = all
        item[kSecAttrAccount] = name
        return item
    }
}
#endif
