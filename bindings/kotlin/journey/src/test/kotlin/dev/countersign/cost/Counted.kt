package dev.countersign.cost

import dev.countersign.AuthenticationDevice
import dev.countersign.KeyStore
import dev.countersign.ffi.ConsentInterface
import dev.countersign.ffi.Device
import dev.countersign.ffi.DeviceInterface
import dev.countersign.internal.NativeDevice
import dev.countersign.internal.NativeKeyStore
import dev.countersign.internal.NativeSecretStore
import dev.countersign.internal.Work
import dev.countersign.internal.toNative
import dev.countersign.journey.SoftwareKeyStore
import dev.countersign.journey.SoftwareSecretStore
import dev.countersign.journey.TestPhone
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Proxy
import java.util.Collections

/** A device whose calls into Rust, and whose calls out of it, are written down by name. */
internal class Counted(phone: TestPhone) {
    val calls: MutableList<String> = Collections.synchronizedList(mutableListOf())
    val callbacks: MutableList<String> = Collections.synchronizedList(mutableListOf())

    private val keys =
        counting<KeyStore>(SoftwareKeyStore(phone.platform), callbacks)
    private val secrets =
        counting<dev.countersign.SecretStore>(SoftwareSecretStore(phone.platform), callbacks)
    private val native =
        Device.open(
            phone.configuration().toNative(),
            NativeKeyStore(keys),
            NativeSecretStore(secrets),
        )

    val device: AuthenticationDevice =
        NativeDevice(native, Work(), counting<DeviceInterface>(native, calls)) { consent ->
            counting<ConsentInterface>(consent, calls)
        }

    fun forget() {
        calls.clear()
        callbacks.clear()
    }

    private inline fun <reified T> counting(target: T, names: MutableList<String>): T =
        Proxy.newProxyInstance(javaClass.classLoader, arrayOf(T::class.java)) { _, method, args ->
            names.add(method.name)
            try {
                method.invoke(target, *args.orEmpty())
            } catch (thrown: InvocationTargetException) {
                throw thrown.targetException
            }
        } as T
}
