package dev.countersign.sample.consent

/** The amount as the core words it, in parts: the digits are set larger than the currency. */
internal class Amount(
    private val text: String,
    /** What it stands for among the parts that have to be seen: itself, and its field. */
    val seen: List<String>,
) {
    /** The parts in order. Together they are the text, to the letter. */
    val parts: List<Part>
        get() = PARTS.findAll(text).map { Part(it.value, it.value.any(Char::isDigit)) }.toList()

    /** To be read out, and to be shown where parts are not set apart. */
    val whole: String
        get() = text

    override fun toString(): String = "Amount"

    /** A run of blanks, or of anything else. */
    class Part(val text: String, val large: Boolean) {
        override fun toString(): String = "Part"
    }

    private companion object {
        val PARTS = Regex("""[\s\u00a0\u202f]+|[^\s\u00a0\u202f]+""")
    }
}
