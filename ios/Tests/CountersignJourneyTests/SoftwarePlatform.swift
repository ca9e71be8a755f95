import Countersign
import CountersignTestkitFFI
import Foundation

/// The testkit's keys, as an app's platform would have them. Nothing protects them.
final class SoftwareKeyStore: KeyStore {
    private let phone: SoftwarePhone

    init(_ phone: SoftwarePhone) {
        self.phone = phone
    }

    func create(alias: String, purpose: KeyPurpose, challenge: Data) throws -> CreatedKey {
        let made = try phone.createKey(alias: alias)
        return CreatedKey(publicKey: made.publicKey, attestation: nil, level: .software)
    }

    func sign(alias: String, message: Data) throws -> Data {
        do {
            return try phone.sign(alias: alias, message: message)
        } catch KeyFault.Gone {
            throw KeyStoreError.gone
        }
    }

    func delete(aliases: [String]) throws -> [String] { try phone.deleteKeys(aliases: aliases) }

    func list(prefix: String) throws -> [String] { try phone.listKeys(prefix: prefix) }
}

/// The testkit's secrets.
final class SoftwareSecretStore: SecretStore {
    private let phone: SoftwarePhone

    init(_ phone: SoftwarePhone) {
        self.phone = phone
    }

    func read(name: String, into slot: any SecretSlot) throws {
        if let secret = try phone.readSecret(name: name) { try slot.pour(secret) }
    }

    func make(name: String, into slot: any SecretSlot) throws {
        try slot.pour(phone.makeSecret(name: name))
    }

    func remove(name: String) throws { try phone.removeSecret(name: name) }
}

/// A key store whose keys do not sign, for whatever reason.
final class MuteKeyStore: KeyStore {
    private let keys: any KeyStore
    private let reason: any Error

    init(_ keys: any KeyStore, reason: any Error) {
        self.keys = keys
        self.reason = reason
    }

    func create(alias: String, purpose: KeyPurpose, challenge: Data) throws -> CreatedKey {
        try keys.create(alias: alias, purpose: purpose, challenge: challenge)
    }

    func sign(alias: String, message: Data) throws -> Data { throw reason }

    func delete(aliases: [String]) throws -> [String] { try keys.delete(aliases: aliases) }

    func list(prefix: String) throws -> [String] { try keys.list(prefix: prefix) }
}

/// A defect of an app: an error that no store is said to throw.
struct Strange: Error {
    let secret = "what no log may hold"
}

/// A key store that fails in every call.
final class ThrowingKeyStore: KeyStore {
    func create(alias: String, purpose: KeyPurpose, challenge: Data) throws -> CreatedKey {
        throw Strange()
    }

    func sign(alias: String, message: Data) throws -> Data { throw Strange() }

    func delete(aliases: [String]) throws -> [String] { throw Strange() }

    func list(prefix: String) throws -> [String] { throw Strange() }
}

/// A secret store that fails in every call.
final class ThrowingSecretStore: SecretStore {
    func read(name: String, into slot: any SecretSlot) throws { throw Strange() }

    func make(name: String, into slot: any SecretSlot) throws { throw Strange() }

    func remove(name: String) throws { throw Strange() }
}

/// A secret store that holds nothing, and makes secrets of another length.
final class WrongSecretStore: SecretStore {
    private let length: Int

    init(length: Int) {
        self.length = length
    }

    func read(name: String, into slot: any SecretSlot) throws {}

    func make(name: String, into slot: any SecretSlot) throws {
        try slot.pour(Data(count: length))
    }

    func remove(name: String) throws {}
}
