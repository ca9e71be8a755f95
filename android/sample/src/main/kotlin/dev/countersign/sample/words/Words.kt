package dev.countersign.sample.words

import android.content.pm.PackageManager
import android.content.res.Resources

/** Says phrases in the language of the app's resources. */
internal class Words(private val resources: Resources, val biometric: Biometric) {
    fun say(id: Int): String = resources.getString(biometric.spoken(id))

    fun say(id: Int, vararg holes: Pair<String, String>): String =
        filled(say(id), holes.toMap())

    fun say(phrase: Phrase): String {
        val count = phrase.count ?: return say(phrase.id)
        // A number needs no isolation: it is a part of the sentence.
        return resources.getQuantityString(phrase.id, count).replace("{n}", count.toString())
    }

    companion object {
        fun of(resources: Resources, packages: PackageManager): Words {
            val finger = packages.hasSystemFeature(PackageManager.FEATURE_FINGERPRINT)
            // The name of PackageManager.FEATURE_FACE, which is younger than Android 9.
            val face = packages.hasSystemFeature("android.hardware.biometrics.face")
            return Words(resources, Biometric.of(finger, face))
        }
    }
}
