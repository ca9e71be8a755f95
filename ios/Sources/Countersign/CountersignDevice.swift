import CountersignAPI
internal import CountersignFFI

/// Opens the device of this app.
///
/// Kotlin has this as `Countersign`; a Swift type must not be called what its module is.
public enum CountersignDevice {
    /// Opens the database and gets ready; makes no call to a bank. Keys that belong to no enrolment
    /// of this database are deleted, so two databases of one app need a key store each.
    ///
    /// - Throws: ``CountersignError/configuration`` if the configuration is wrong;
    ///   ``CountersignError/tryLater`` if the phone is locked; ``CountersignError/storageFull`` if
    ///   there is no room; ``CountersignError/reset`` if the database cannot be read on this phone;
    ///   ``CountersignError/updateApp`` if a newer version of the app wrote it.
    public static func open(
        _ configuration: CountersignAPI.Configuration,
        keys: any CountersignAPI.KeyStore,
        secrets: any CountersignAPI.SecretStore
    ) async throws -> any AuthenticationDevice {
        let work = Work()
        return try await work.run {
            let device = try CountersignFFI.Device.open(
                configuration: configuration.native,
                keys: NativeKeyStore(keys),
                secrets: NativeSecretStore(secrets)
            )
            return NativeDevice(device, work: work)
        }
    }

    /// Deletes every key and the database, so that the next ``open(_:keys:secrets:)`` is a first
    /// start. The way out after ``CountersignError/reset``. The bank is told nothing: the person
    /// must enrol again. No device may be open.
    ///
    /// - Parameter discardUndelivered: whether decisions and reports that the bank has not heard of
    ///   are deleted too: the person was told, and insists.
    /// - Throws: ``CountersignError/undelivered`` if there are some, and they are not to be
    ///   discarded; ``CountersignError/tryLater``: calling it again continues where it stopped.
    public static func reset(
        _ configuration: CountersignAPI.Configuration,
        keys: any CountersignAPI.KeyStore,
        secrets: any CountersignAPI.SecretStore,
        discardUndelivered: Bool = false
    ) async throws {
        try await Work().run {
            try CountersignFFI.reset(
                configuration: configuration.native,
                keys: NativeKeyStore(keys),
                secrets: NativeSecretStore(secrets),
                discardUndelivered: discardUndelivered
            )
        }
    }
}
