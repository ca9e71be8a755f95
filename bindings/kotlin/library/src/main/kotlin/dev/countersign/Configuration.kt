package dev.countersign

/** What the app decides once. */
public class Configuration(
    /** The AS's that the app may enrol at. No offer, link or push adds one. */
    public val issuers: List<Issuer>,
    /** The path of the database: in a folder of this app that is never backed up. */
    public val database: String,
    /** What the phone's owner reads, as BCP 47 tags, the preferred one first. */
    public val preferredLanguages: List<String>,
    /** The IANA name of the phone's time zone. Of an unknown one, times are told in UTC. */
    public val timeZone: String,
    /** What kind of phone this is, for the bank's list of devices. */
    public val phone: Phone,
    /** The languages the app is translated into; empty for all six of the core. */
    public val appLanguages: List<String> = emptyList(),
    /** A bank's own types, each as the JSON of docs/own-types.md. */
    public val ownTypes: List<ByteArray> = emptyList(),
    /** How long the history is kept. */
    public val retention: Retention? = null,
)

/** What kind of phone this is. */
public class Phone(
    /** The model, at most 64 characters. */
    public val model: String,
    /** The operating system and its version, at most 64 characters. */
    public val os: String,
    /** Any text that changes when the phone starts anew: Android's `BOOT_COUNT`. */
    public val bootId: String,
)

/** How long the history is kept. What is open always is. */
public class Retention(
    /** At most this many ended requests of each enrolment. */
    public val entries: Int,
    /** None that ended more days ago than this. */
    public val days: Int,
)

/** An AS that the app may enrol at. */
public class Issuer(
    /** The issuer identifier, to the letter as it stands in tokens. */
    public val issuer: String,
    /** What people call the bank. */
    public val name: String,
    /** The keys that vouch for its request keys, each a JWK (`kty`, `crv`, `x`, `y`). */
    public val vouchingKeys: List<String>,
    /** How its connections are protected. */
    public val security: Security,
)

/** How connections to an AS are protected. */
public sealed interface Security {
    /** TLS, with a chosen set of roots and at least two pins. */
    public class Tls(
        /** Which roots a chain may end in. */
        public val roots: Roots,
        /** SHA-256 of the keys the server may have, base64: the one in use, and a backup. */
        public val pins: List<String>,
    ) : Security

    /** No protection, for tests: accepted for loopback hosts only. */
    public data object PlainLoopback : Security
}

/** The authorities that a chain may end in. */
public sealed interface Roots {
    /** Mozilla's list, as compiled in. */
    public data object Mozilla : Roots

    /** These certificates (DER) and no others. */
    public class Only(public val certificates: List<ByteArray>) : Roots
}
