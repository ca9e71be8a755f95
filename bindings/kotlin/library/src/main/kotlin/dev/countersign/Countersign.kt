package dev.countersign

import dev.countersign.ffi.Device
import dev.countersign.internal.NativeDevice
import dev.countersign.internal.NativeKeyStore
import dev.countersign.internal.NativeSecretStore
import dev.countersign.internal.Work
import dev.countersign.internal.toNative

/** Opens the device of this app. */
public object Countersign {
    /**
     * Opens the database and gets ready; makes no call to a bank. Keys that belong to no enrolment
     * of this database are deleted, so two databases of one app need a key store each.
     *
     * @throws CountersignException.Configuration if the configuration is wrong.
     * @throws CountersignException.TryLater if the phone is locked.
     * @throws CountersignException.StorageFull if there is no room.
     * @throws CountersignException.Reset if the database cannot be read on this phone.
     * @throws CountersignException.UpdateApp if a newer version of the app wrote it.
     */
    public suspend fun open(
        configuration: Configuration,
        keys: KeyStore,
        secrets: SecretStore,
    ): AuthenticationDevice {
        val work = Work()
        val device = work.run {
            Device.open(configuration.toNative(), NativeKeyStore(keys), NativeSecretStore(secrets))
        }
        return NativeDevice(device, work)
    }

    /**
     * Deletes every key and the database, so that the next [open] is a first start. The way out
     * after [CountersignException.Reset]. The bank is told nothing: the person must enrol again.
     * No device may be open.
     *
     * @param discardUndelivered whether decisions and reports that the bank has not heard of are
     *   deleted too: the person was told, and insists.
     * @throws CountersignException.Undelivered if there are some, and they are not to be discarded.
     */
    public suspend fun reset(
        configuration: Configuration,
        keys: KeyStore,
        secrets: SecretStore,
        discardUndelivered: Boolean = false,
    ) {
        Work().run {
            dev.countersign.ffi.reset(
                configuration.toNative(),
                NativeKeyStore(keys),
                NativeSecretStore(secrets),
                discardUndelivered,
            )
        }
    }
}
