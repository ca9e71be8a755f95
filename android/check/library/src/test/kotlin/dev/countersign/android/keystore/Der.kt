package dev.countersign.android.keystore

import java.security.KeyPair
import java.security.PublicKey
import java.security.Signature
import java.security.cert.CertificateFactory
import java.security.cert.X509Certificate

/** The chain of a key: its own certificate and its maker's, with an attestation if there is one. */
internal fun chainOf(
    key: PublicKey,
    maker: KeyPair,
    attestation: ByteArray?,
): List<X509Certificate> =
    listOf(certificate(key, maker, attestation), certificate(maker.public, maker, null))

/** What a key has that was made without an attestation: it vouches for itself. */
internal fun alone(key: KeyPair): List<X509Certificate> = listOf(certificate(key.public, key, null))

private fun certificate(key: PublicKey, signer: KeyPair, attestation: ByteArray?): X509Certificate {
    val body =
        sequence(
            tagged(0xa0, integer(2)),
            integer(1),
            ECDSA_WITH_SHA_256,
            NAME,
            sequence(time("700101000000Z"), time("480101000000Z")),
            NAME,
            key.encoded,
            extensions(attestation),
        )
    val signature =
        Signature.getInstance("SHA256withECDSA", software).run {
            initSign(signer.private)
            update(body)
            sign()
        }
    val whole = sequence(body, ECDSA_WITH_SHA_256, tagged(0x03, byteArrayOf(0) + signature))
    return CertificateFactory.getInstance("X.509").generateCertificate(whole.inputStream())
        as X509Certificate
}

private fun extensions(attestation: ByteArray?): ByteArray =
    if (attestation == null) ByteArray(0)
    else {
        val extension = sequence(KEY_DESCRIPTION, tagged(0x04, tagged(0x04, attestation)))
        tagged(0xa3, sequence(extension))
    }

private fun sequence(vararg parts: ByteArray) = tagged(0x30, parts.reduce(ByteArray::plus))

private fun integer(value: Int) = tagged(0x02, byteArrayOf(value.toByte()))

private fun time(value: String) = tagged(0x17, value.toByteArray())

private fun tagged(tag: Int, content: ByteArray): ByteArray =
    byteArrayOf(tag.toByte()) + length(content.size) + content

private fun length(size: Int): ByteArray =
    when {
        size < 0x80 -> byteArrayOf(size.toByte())
        size < 0x100 -> byteArrayOf(0x81.toByte(), size.toByte())
        else -> byteArrayOf(0x82.toByte(), (size shr 8).toByte(), size.toByte())
    }

private fun hex(text: String) = text.chunked(2).map { it.toInt(16).toByte() }.toByteArray()

/** 1.2.840.10045.4.3.2 */
private val ECDSA_WITH_SHA_256 = hex("300a06082a8648ce3d040302")

/** CN=a */
private val NAME = hex("300c310a300806035504030c0161")

/** 1.3.6.1.4.1.11129.2.1.17 */
private val KEY_DESCRIPTION = hex("060a2b06010401d679020111")
