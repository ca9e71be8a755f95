package dev.countersign.android

import dev.countersign.View

/**
 * Which ends of which parts were on the screen. Ends and not pixels, so that it holds when the
 * screen is turned or the text grows, and so that a part larger than the screen can be read at all.
 */
internal class SeenParts(
    private val tops: Set<String> = emptySet(),
    private val bottoms: Set<String> = emptySet(),
) {
    fun and(top: Int, bottom: Int, places: List<Place>): SeenParts {
        val drawn = places.filter { it.top < it.bottom }
        return SeenParts(
            tops + drawn.filter { it.top in top until bottom }.map { it.part },
            bottoms + drawn.filter { it.bottom in (top + 1)..bottom }.map { it.part },
        )
    }

    fun hold(parts: List<String>): Boolean = tops.containsAll(parts) && bottoms.containsAll(parts)
}

/** The names of all that a view has to show, in its order. */
internal fun View.parts(): List<String> = buildList {
    add("title")
    if (amount != null) add("amount")
    for (index in warnings.indices) add("warning/$index")
    for (section in sections) {
        for (field in section.fields) add("section/${section.key}${field.key}")
    }
    for (choice in choices) add("choice/${choice.detail}")
    if (numberDigits != null) add("number")
}
