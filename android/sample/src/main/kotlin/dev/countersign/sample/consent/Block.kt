package dev.countersign.sample.consent

import dev.countersign.Choice
import java.time.Instant

/** A part of the consent screen. Blocks stand one below the other, in the order of their list. */
internal sealed interface Block {
    /** That more was asked than a person asks for, above everything else. */
    class Often(val lastHour: Int, val lastDay: Int, val alarming: Boolean) : Block

    /** Who asks, and that the bank knows them. */
    class Asker(
        val name: Row?,
        val onBehalfOf: Row?,
        val legalName: Row?,
        val others: List<Row>,
        val bank: String,
    ) : Block

    /** One sentence, the amount, and what belongs to it. */
    class Asked(val title: String, val amount: Amount?, val rows: List<Row>) : Block {
        /** The sentence's name among the parts that have to be seen. */
        val part: String = "title"
    }

    /** What to beware of: each in words, by its name among the parts that have to be seen. */
    class Warnings(val texts: Map<String, String>) : Block

    /** Details that belong together. */
    class Group(val title: String, val rows: List<Row>) : Block

    /** Accounts to choose from. */
    class Accounts(val choice: Choice, val parts: List<String>) : Block {
        /** Whether choosing one takes back the other. */
        val single: Boolean
            get() = choice.atMost == 1

        /** The most that may be chosen, where that is fewer than are offered. */
        val limit: Int?
            get() = choice.atMost.takeIf { it in 2 until choice.accounts.size }
    }

    /** The number from the other screen. */
    class Number(val digits: Int, val parts: List<String>) : Block

    /** Where it was started, and when. */
    class Origin(val requestedAt: Instant, val rows: List<Row>) : Block

    /** What few people ask for. It has to be on screen all the same. */
    class Further(val rows: List<Row>) : Block

    /** The end: once it was on screen, everything was. */
    data object End : Block
}

/** A label and a value. */
internal class Row(
    /** Its name among the parts that have to be seen before approving. */
    val part: String,
    val label: String,
    val text: String,
    val size: RowSize,
    /** Whether it is laid out from left to right in every language. */
    val leftToRight: Boolean,
    /** Whether no line may end within it. */
    val unbroken: Boolean,
    /** Whether its characters are to be told apart: a code to compare. */
    val code: Boolean,
    /** Whether the client wrote it: set apart, and labelled. */
    val clientWords: Boolean,
    /** Whether it is something the client would be allowed to do. */
    val granted: Boolean,
    /** Whether it says more of what the row above it says: the label is not repeated. */
    val continues: Boolean,
    /** What it is part of, where it stands among others. */
    val partOf: String?,
    val warnings: List<String>,
) {
    override fun toString(): String = "Row"
}

/** How large a value is set. */
internal enum class RowSize {
    LARGE,
    PLAIN,
    SMALL,
}
