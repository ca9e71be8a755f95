#if canImport(Darwin)
import CountersignAPI
import Darwin
import Foundation

/// Where the library keeps its files on this phone: in the app's own container, never in an App
/// Group, where an extension or another app of the bank could read them; never in a backup, for the
/// keys that open them stay behind; and readable once the phone was unlocked, as the secret is.
public struct CountersignFolder: Sendable, Equatable {
    /// The folder.
    public let url: URL

    /// The path for ``Configuration/database``.
    public var database: String { url.appendingPathComponent("countersign.db").path }

    /// The folder `dev.countersign` in Application Support, made if it is not there.
    ///
    /// - Throws: ``CountersignError/storageFull`` if there is no room;
    ///   ``CountersignError/tryLater`` if it cannot be made now.
    public static func standard() throws -> CountersignFolder {
        do {
            let support = try FileManager.default.url(
                for: .applicationSupportDirectory,
                in: .userDomainMask,
                appropriateFor: nil,
                create: true
            )
            return try CountersignFolder(at: support.appendingPathComponent("dev.countersign"))
        } catch CocoaError.fileWriteOutOfSpace {
            throw CountersignError.storageFull
        } catch {
            throw CountersignError.tryLater
        }
    }

    private init(at url: URL) throws {
        var url = url
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: true,
            attributes: Self.protection(untilUnlocked: true)
        )
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try url.setResourceValues(values)
        self.url = url
    }

    /// Has everything wiped that an earlier installation left behind, and remembers that it was.
    ///
    /// - Throws: ``SecretStoreError/locked`` if the phone does not say yet what is there.
    func onFirstRun(wipe: () throws -> Void) throws {
        let mark = url.appendingPathComponent("installed").path
        switch FirstRun.verdict(mark: presence(mark), database: presence(database)) {
        case .keep: break
        case .wait: throw SecretStoreError.locked
        case .wipe: try wipe()
        }
        if presence(mark) != .there { try leave(mark) }
    }

    private func leave(_ mark: String) throws {
        // Without protection, so that it can be seen before the phone is unlocked.
        let made = FileManager.default.createFile(
            atPath: mark,
            contents: Data(),
            attributes: Self.protection(untilUnlocked: false)
        )
        if !made { throw SecretStoreError.failed }
    }

    private func presence(_ path: String) -> FirstRun.Presence {
        var status = stat()
        let code = lstat(path, &status) == 0 ? 0 : errno
        return FirstRun.Presence(errno: code, noEntry: ENOENT)
    }

    private static func protection(untilUnlocked: Bool) -> [FileAttributeKey: Any] {
        var attributes: [FileAttributeKey: Any] = [:]
        #if os(iOS)
        attributes[.protectionKey] =
            untilUnlocked
            ? FileProtectionType.completeUntilFirstUserAuthentication : FileProtectionType.none
        #endif
        return attributes
    }
}
#endif
