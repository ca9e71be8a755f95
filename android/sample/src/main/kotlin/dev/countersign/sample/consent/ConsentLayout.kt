package dev.countersign.sample.consent

import dev.countersign.Direction
import dev.countersign.Field
import dev.countersign.FieldKind
import dev.countersign.Frequency
import dev.countersign.Recent
import dev.countersign.Section
import dev.countersign.View

/**
 * Puts a view into the order of the screen: who, what, warnings, details by prominence, choices,
 * where from, and the rest. Every field stands in it once; nothing is decided here but its place.
 */
internal fun layOut(view: View, recent: Recent, bank: String): List<Block> {
    val layout = ConsentLayout(view)
    return buildList {
        often(recent)?.let(::add)
        add(layout.asker(bank))
        add(layout.asked())
        layout.warnings()?.let(::add)
        addAll(layout.groups())
        addAll(layout.choices())
        layout.number()?.let(::add)
        add(layout.origin())
        layout.further()?.let(::add)
        add(Block.End)
    }
}

private fun often(recent: Recent): Block.Often? =
    if (recent.level == Frequency.USUAL) null
    else Block.Often(recent.lastHour, recent.lastDay, recent.level == Frequency.ALARMING)

private class ConsentLayout(private val view: View) {
    private val client = view.sections.find { it.key == CLIENT }
    private val details = view.sections.filter { it.key.startsWith(DETAILS) }

    /** The amount that stands in large type is not said again. */
    private val hero: Placed? =
        details.flatMap { it.placed() }.find { (_, field) ->
            field.kind == FieldKind.AMOUNT && field.text == view.amount && field.warnings.isEmpty()
        }

    /** One detail is what the sentence is about: what is large in it belongs to the amount. */
    private val only: Section? = details.singleOrNull()

    fun asker(bank: String): Block.Asker {
        val fields = client?.placed().orEmpty().filter { it.field.prominence < FURTHER }
        val name = fields.find { it.isNamed("name") }
        val behalf = fields.find { it.isNamed("on_behalf_of") }
        val legal = fields.find { it.isNamed("legal_name") }
        val others = fields - setOfNotNull(name, behalf, legal)
        return Block.Asker(name?.row(), behalf?.row(), legal?.row(), others.rows(), bank)
    }

    fun asked(): Block.Asked {
        val rows = only?.placed().orEmpty().filter { it.field.prominence == LARGE && it != hero }
        val amount = view.amount?.let { Amount(it, listOfNotNull("amount", hero?.part)) }
        return Block.Asked(view.title, amount, rows.rows())
    }

    fun warnings(): Block.Warnings? {
        val texts = view.warnings.withIndex().associate { (index, warning) ->
            "warning/$index" to warning.text
        }
        return if (texts.isEmpty()) null else Block.Warnings(texts)
    }

    /** The accounts of the request are shown where they are chosen. */
    fun choices(): List<Block.Accounts> =
        view.choices.map { Block.Accounts(it, parts(ACCOUNTS) + "choice/${it.detail}") }

    /** And the number where it is typed. */
    fun number(): Block.Number? =
        view.numberDigits?.let { Block.Number(it, parts(NUMBER) + "number") }

    fun groups(): List<Block.Group> =
        view.sections.filter { !hasPlaceElsewhere(it.key) }.mapNotNull { section ->
            val placed = section.placed()
            val large = placed.filter { it.field.prominence == LARGE && it != hero }
            val plain = placed.filter { it.field.prominence in LARGE + 1 until FURTHER }
            val fields = if (section === only) plain else large + plain
            if (fields.isEmpty()) null else Block.Group(section.title, fields.rows())
        }

    fun origin(): Block.Origin {
        val fields = view.sections.filter { it.key == CONTEXT || it.key == REQUEST }
            .flatMap { it.placed() }
            .filter { it.field.prominence < FURTHER }
        return Block.Origin(view.requestedAt, fields.rows())
    }

    fun further(): Block.Further? {
        val rows = view.sections.flatMap { section ->
            section.placed().filter { it.field.prominence >= FURTHER }.map { it.row(section.title) }
        }
        return if (rows.isEmpty()) null else Block.Further(rows)
    }

    private fun hasPlaceElsewhere(key: String): Boolean =
        when {
            key == CLIENT || key == CONTEXT || key == REQUEST -> true
            key == NUMBER -> view.numberDigits != null
            key.startsWith(ACCOUNTS) -> view.choices.isNotEmpty()
            else -> false
        }

    private fun parts(section: String): List<String> =
        view.sections.filter { it.key.startsWith(section) }
            .flatMap { it.placed() }
            .filter { it.field.prominence < FURTHER }
            .map { it.part }
}

/** A field, and its name among the parts that have to be seen before approving. */
private data class Placed(val part: String, val field: Field)

private fun Section.placed(): List<Placed> = fields.map { Placed("section/$key${it.key}", it) }

private fun List<Placed>.rows(): List<Row> =
    mapIndexed { place, placed ->
        val above = getOrNull(place - 1)
        placed.row(continues = placed.isGranted() && above?.field?.label == placed.field.label)
    }

private fun Placed.row(partOf: String? = null, continues: Boolean = false): Row =
    Row(
        part = part,
        label = field.label,
        text = field.text,
        size = when {
            field.prominence <= LARGE -> RowSize.LARGE
            field.prominence < FURTHER -> RowSize.PLAIN
            else -> RowSize.SMALL
        },
        leftToRight = field.direction == Direction.LEFT_TO_RIGHT,
        unbroken = field.kind == FieldKind.AMOUNT,
        code = field.kind == FieldKind.CODE,
        clientWords = field.clientWords,
        granted = isGranted(),
        continues = continues,
        partOf = partOf,
        warnings = field.warnings.map { it.text },
    )

/** Not what kind of thing it is, and nothing to beware of. */
private fun Placed.isGranted(): Boolean =
    field.kind == FieldKind.PERMISSION && !isNamed("type") && field.warnings.isEmpty()

private fun Placed.isNamed(name: String): Boolean = field.key.removePrefix("/") == name

private const val CLIENT = "client"
private const val CONTEXT = "context"
private const val REQUEST = "request"
private const val NUMBER = "number_entry"
private const val ACCOUNTS = "accounts/"
private const val DETAILS = "authorization_details/"
private const val LARGE = 1
private const val FURTHER = 3
