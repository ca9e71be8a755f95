package dev.countersign.sample

import java.net.URI
import java.net.URISyntaxException

/** What a link that opened the app leads to. The paths are those of the manifest. */
internal enum class LinkKind {
    /** An offer to enrol. */
    OFFER,

    /** A hint that a request may be waiting. */
    REQUEST;

    companion object {
        /** By the path alone; `null` if it is none of ours. What is in it, the core looks at. */
        fun of(link: String): LinkKind? =
            when (path(link)) {
                "/enrol" -> OFFER
                "/request" -> REQUEST
                else -> null
            }

        private fun path(link: String): String? =
            try {
                URI(link).path
            } catch (_: URISyntaxException) {
                null
            }
    }
}
