package dev.countersign.android.keystore

import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.StrongBoxUnavailableException
import java.io.InputStream
import java.io.OutputStream
import java.security.InvalidAlgorithmParameterException
import java.security.InvalidKeyException
import java.security.Key
import java.security.KeyFactorySpi
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreSpi
import java.security.PrivateKey
import java.security.Provider
import java.security.PublicKey
import java.security.SecureRandom
import java.security.Security
import java.security.Signature
import java.security.SignatureException
import java.security.SignatureSpi
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.ECGenParameterSpec
import java.security.spec.KeySpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/** What Java's security classes ask for, answered by a [FakePhone]. */
internal class FakeProvider(phone: FakePhone) :
    Provider(FakePhone.NAME, "1", "a phone in software") {
    init {
        offer("KeyStore", FakePhone.NAME) { Store(phone) }
        offer("KeyPairGenerator", "EC") { PairGenerator(phone) }
        offer("KeyFactory", "EC") { Factory(phone) }
        offer("KeyGenerator", "AES") { SecretGenerator(phone) }
        val held = mapOf("SupportedKeyClasses" to HeldKey::class.java.name)
        offer("Signature", "SHA256withECDSA", held) { Signing() }
    }

    private fun offer(
        type: String,
        algorithm: String,
        attributes: Map<String, String> = emptyMap(),
        make: () -> Any,
    ) {
        val service =
            object : Service(this, type, algorithm, "none", null, attributes) {
                override fun newInstance(parameter: Any?): Any = make()
            }
        putService(service)
    }
}

/** What does the sums: whichever this machine prefers, for Robolectric brings its own. */
internal val software: Provider
    get() = Security.getProviders("KeyPairGenerator.EC").first { it.name != FakePhone.NAME }

internal fun ecKeyPair(): KeyPair =
    KeyPairGenerator.getInstance("EC", software).run {
        initialize(ECGenParameterSpec("secp256r1"))
        generateKeyPair()
    }

/** In hardware, at this level. Its maker has had other arguments in every version of Android. */
internal fun keyInfo(alias: String, level: Int): KeyInfo {
    val maker = KeyInfo::class.java.constructors.single()
    val types = maker.parameterTypes
    val arguments =
        types.mapIndexed { index, type ->
            when (type) {
                String::class.java -> alias
                Boolean::class.java -> index == INSIDE_HARDWARE
                Int::class.java -> if (index == types.size - 2) level else 0
                Array<String>::class.java -> emptyArray<String>()
                else -> null
            }
        }
    return maker.newInstance(*arguments.toTypedArray()) as KeyInfo
}

private const val INSIDE_HARDWARE = 1

private class PairGenerator(private val phone: FakePhone) : KeyPairGeneratorSpi() {
    private lateinit var spec: KeyGenParameterSpec

    override fun initialize(params: AlgorithmParameterSpec, random: SecureRandom?) {
        spec = params as KeyGenParameterSpec
        if (spec.isUserAuthenticationRequired && !phone.hasFinger) {
            val cause = IllegalStateException("At least one biometric must be enrolled")
            throw InvalidAlgorithmParameterException(cause)
        }
    }

    override fun initialize(keysize: Int, random: SecureRandom?) = error("a spec is needed")

    override fun generateKeyPair(): KeyPair {
        if (spec.isStrongBoxBacked && !phone.hasStrongBox) throw StrongBoxUnavailableException()
        return phone.make(spec)
    }
}

private class SecretGenerator(private val phone: FakePhone) : KeyGeneratorSpi() {
    private lateinit var spec: KeyGenParameterSpec

    override fun engineInit(params: AlgorithmParameterSpec, random: SecureRandom?) {
        spec = params as KeyGenParameterSpec
    }

    override fun engineInit(random: SecureRandom?) = error("a spec is needed")

    override fun engineInit(keysize: Int, random: SecureRandom?) = error("a spec is needed")

    override fun engineGenerateKey(): SecretKey {
        phone.asked += spec
        val generator = KeyGenerator.getInstance("AES", "SunJCE").apply { init(spec.keySize) }
        return generator.generateKey().also { phone.secretKeys[spec.keystoreAlias] = it }
    }
}

private class Factory(private val phone: FakePhone) : KeyFactorySpi() {
    @Suppress("UNCHECKED_CAST")
    override fun <T : KeySpec> engineGetKeySpec(key: Key, keySpec: Class<T>): T {
        check(keySpec == KeyInfo::class.java)
        return phone.info((key as HeldKey).alias) as T
    }

    override fun engineGeneratePublic(keySpec: KeySpec): PublicKey = error("not asked for")

    override fun engineGeneratePrivate(keySpec: KeySpec): PrivateKey = error("not asked for")

    override fun engineTranslateKey(key: Key): Key = error("not asked for")
}

@Suppress("OVERRIDE_DEPRECATION")
private class Signing : SignatureSpi() {
    private lateinit var operation: FakePhone.Operation
    private lateinit var signature: Signature

    override fun engineInitSign(privateKey: PrivateKey) {
        val key = privateKey as HeldKey
        val entry = key.phone.keys[key.alias] ?: throw InvalidKeyException("no such key")
        if (entry.invalidated) throw KeyPermanentlyInvalidatedException()
        if (entry.spec.isUnlockedDeviceRequired && key.phone.isLocked) {
            throw InvalidKeyException("Keystore operation failed", KeyStoreException(-72, "locked"))
        }
        operation = FakePhone.Operation(entry, !entry.spec.isUserAuthenticationRequired)
        signature = Signature.getInstance("SHA256withECDSA", software)
        signature.initSign(entry.pair.private)
    }

    override fun engineUpdate(b: Byte) = signature.update(b)

    override fun engineUpdate(b: ByteArray, off: Int, len: Int) = signature.update(b, off, len)

    override fun engineSign(): ByteArray {
        if (!operation.authorised) throw SignatureException(KeyStoreException(-26, "no finger"))
        operation.authorised = !operation.entry.spec.isUserAuthenticationRequired
        return signature.sign()
    }

    override fun engineGetParameter(param: String): Any = operation

    override fun engineSetParameter(param: String, value: Any?) = error("not asked for")

    override fun engineInitVerify(publicKey: PublicKey) = throw InvalidKeyException("only signs")

    override fun engineVerify(sigBytes: ByteArray): Boolean = error("only signs")
}

private class Store(private val phone: FakePhone) : KeyStoreSpi() {
    override fun engineGetKey(alias: String, password: CharArray?): Key? {
        phone.loadingFails.removeFirstOrNull()?.let { throw it }
        return phone.secretKeys[alias] ?: phone.keys[alias]?.let { HeldKey(alias, phone) }
    }

    override fun engineGetCertificateChain(alias: String): Array<Certificate>? =
        phone.keys[alias]?.chain?.toTypedArray()

    override fun engineDeleteEntry(alias: String) {
        phone.keys.remove(alias)
        phone.secretKeys.remove(alias)
    }

    override fun engineAliases(): Enumeration<String> =
        Collections.enumeration(phone.keys.keys + phone.secretKeys.keys)

    override fun engineContainsAlias(alias: String): Boolean =
        alias in phone.keys || alias in phone.secretKeys

    override fun engineLoad(stream: InputStream?, password: CharArray?) {}

    override fun engineGetCertificate(alias: String): Certificate? = error("not asked for")

    override fun engineGetCreationDate(alias: String): Date? = error("not asked for")

    override fun engineSetKeyEntry(
        alias: String,
        key: Key,
        password: CharArray?,
        chain: Array<out Certificate>?,
    ) = error("not asked for")

    override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<out Certificate>?) =
        error("not asked for")

    override fun engineSetCertificateEntry(alias: String, cert: Certificate) =
        error("not asked for")

    override fun engineSize(): Int = error("not asked for")

    override fun engineIsKeyEntry(alias: String): Boolean = error("not asked for")

    override fun engineIsCertificateEntry(alias: String): Boolean = error("not asked for")

    override fun engineGetCertificateAlias(cert: Certificate): String? = error("not asked for")

    override fun engineStore(stream: OutputStream?, password: CharArray?) = error("not asked for")
}
