import CountersignAPI
internal import CountersignFFI
import Foundation

/// A key store as the core calls it.
final class NativeKeyStore: CountersignFFI.KeyStore {
    private let keys: any CountersignAPI.KeyStore

    init(_ keys: any CountersignAPI.KeyStore) {
        self.keys = keys
    }

    func create(
        alias: String,
        purpose: CountersignFFI.KeyPurpose,
        challenge: Data
    ) throws -> CountersignFFI.CreatedKey {
        try attempted {
            try keys.create(alias: alias, purpose: purpose.forApp, challenge: challenge).native
        }
    }

    func sign(alias: String, message: Data) throws -> Data {
        try attempted { try keys.sign(alias: alias, message: message) }
    }

    func delete(aliases: [String]) throws -> [String] {
        try attempted { try keys.delete(aliases: aliases) }
    }

    func list(prefix: String) throws -> [String] {
        try attempted { try keys.list(prefix: prefix) }
    }

    private func attempted<Value>(_ call: () throws -> Value) throws -> Value {
        do {
            return try call()
        } catch let failure as CountersignAPI.KeyStoreError {
            throw failure.native
        } catch {
            throw CountersignFFI.KeyStoreError.Failed
        }
    }
}

/// A secret store as the core calls it.
final class NativeSecretStore: CountersignFFI.SecretStore {
    private let secrets: any CountersignAPI.SecretStore

    init(_ secrets: any CountersignAPI.SecretStore) {
        self.secrets = secrets
    }

    func read(
        name: String,
        into: CountersignFFI.SecretSlot
    ) throws -> CountersignFFI.SecretState {
        try poured(into) { slot in try secrets.read(name: name, into: slot) }
    }

    func make(
        name: String,
        into: CountersignFFI.SecretSlot
    ) throws -> CountersignFFI.SecretState {
        try poured(into) { slot in try secrets.make(name: name, into: slot) }
    }

    func remove(name: String) throws -> CountersignFFI.SecretState {
        try attempted { try secrets.remove(name: name) }
        return .absent
    }

    private func poured(
        _ into: CountersignFFI.SecretSlot,
        _ call: (Slot) throws -> Void
    ) throws -> CountersignFFI.SecretState {
        let slot = Slot(into)
        try attempted { try call(slot) }
        return slot.isPoured ? .present : .absent
    }

    private func attempted(_ call: () throws -> Void) throws {
        do {
            try call()
        } catch let failure as CountersignAPI.SecretStoreError {
            throw failure.native
        } catch {
            throw CountersignFFI.SecretStoreError.Failed
        }
    }
}

/// The core's slot, and whether anything was poured into it.
private final class Slot: CountersignAPI.SecretSlot {
    private let slot: CountersignFFI.SecretSlot
    private let poured = Guarded(false)

    init(_ slot: CountersignFFI.SecretSlot) {
        self.slot = slot
    }

    var isPoured: Bool { poured.with { poured in poured } }

    func pour(_ secret: Data) throws {
        // The core reads the bytes where they lie, and copies them into memory that it wipes.
        try slot.pour(secret: secret)
        poured.with { poured in poured = true }
    }
}

extension CountersignAPI.KeyStoreError {
    fileprivate var native: CountersignFFI.KeyStoreError {
        switch self {
        case .locked: .Locked
        case .gone: .Gone
        case .failed: .Failed
        }
    }
}

extension CountersignAPI.SecretStoreError {
    fileprivate var native: CountersignFFI.SecretStoreError {
        switch self {
        case .locked: .Locked
        case .failed: .Failed
        }
    }
}
