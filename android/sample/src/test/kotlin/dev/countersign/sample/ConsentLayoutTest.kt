package dev.countersign.sample

import dev.countersign.FieldKind
import dev.countersign.Frequency
import dev.countersign.Recent
import dev.countersign.Section
import dev.countersign.View
import dev.countersign.Warning
import dev.countersign.android.ConsentScreenState
import dev.countersign.sample.consent.Block
import dev.countersign.sample.consent.Row
import dev.countersign.sample.consent.RowSize
import dev.countersign.sample.consent.layOut
import dev.countersign.testing.USUAL
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ConsentLayoutTest {
    @Test
    fun `a payment reads from who asks to where it came from`() {
        val view = view(warnings = listOf(Warning("payee_no_match", "The name does not fit")))

        val blocks = layOut(view, USUAL, "Desk Bank")

        val order = blocks.map { it::class.simpleName }
        assertEquals(
            listOf("Asker", "Asked", "Warnings", "Group", "Origin", "Further", "End"),
            order,
        )
    }

    @Test
    fun `payee and account stand under the amount, and everything else after the warnings`() {
        val blocks = layOut(view(), USUAL, "Desk Bank")

        val asked = blocks.filterIsInstance<Block.Asked>().single()
        val group = blocks.filterIsInstance<Block.Group>().single()
        assertEquals("Pay 123.50 EUR to Merchant A", asked.title)
        assertEquals("123.50 EUR", asked.amount?.whole)
        assertEquals(
            listOf("Merchant A", "DE02 1001 0010 9307 1186 03"),
            asked.rows.map { it.text },
        )
        assertEquals("Payment", group.title)
        assertEquals(listOf("Payment", "Order 1"), group.rows.map { it.text })
    }

    @Test
    fun `the names of the client stand together, and what is further down stands last`() {
        val blocks = layOut(view(), USUAL, "Desk Bank")

        val asker = blocks.filterIsInstance<Block.Asker>().single()
        val further = blocks.filterIsInstance<Block.Further>().single()
        assertEquals("Corner Shop", asker.name?.text)
        assertEquals("Corner Shop Ltd", asker.legalName?.text)
        assertNull(asker.onBehalfOf)
        assertEquals("Desk Bank", asker.bank)
        val texts = further.rows.map { "${it.partOf}: ${it.text}" }
        assertEquals(
            listOf("Client: HRB 1", "Payment: E2E-1", "Context: 192.0.2.1", "Request: 12:30"),
            texts,
        )
    }

    @Test
    fun `the client's words are set apart, and accounts keep their direction`() {
        val rows = layOut(view(), USUAL, "Desk Bank").flatMap(::rows)

        val words = rows.filter { it.clientWords }.map { it.text }
        val account = rows.single { it.text.startsWith("DE02") }
        assertEquals(listOf("Merchant A", "Order 1"), words)
        assertTrue(account.leftToRight)
        assertEquals(RowSize.LARGE, account.size)
    }

    @Test
    fun `of several details each keeps its own amount and payee`() {
        val second = Section(
            "authorization_details/1",
            "Payment 2",
            listOf(
                amount("/instructedAmount", "7.00 EUR"),
                field("/creditorName", "Merchant B", 1, FieldKind.PARTY),
            ),
        )
        val view = view(listOf(CLIENT, PAYMENT, second), amount = null)

        val blocks = layOut(view, USUAL, "Desk Bank")

        val asked = blocks.filterIsInstance<Block.Asked>().single()
        val groups = blocks.filterIsInstance<Block.Group>()
        assertTrue(asked.rows.isEmpty())
        assertEquals(
            listOf(
                listOf(
                    "123.50 EUR",
                    "Merchant A",
                    "DE02 1001 0010 9307 1186 03",
                    "Payment",
                    "Order 1",
                ),
                listOf("7.00 EUR", "Merchant B"),
            ),
            groups.map { group -> group.rows.map { it.text } },
        )
    }

    @Test
    fun `an amount with a warning stands in its row as well`() {
        val doubtful = amount("/instructedAmount", "123.50 EUR")
            .copy(warnings = listOf(Warning("mixed_numbers", "Two kinds of digits")))
        val detail = PAYMENT.copy(fields = listOf(doubtful))

        val blocks = layOut(view(listOf(CLIENT, detail)), USUAL, "Desk Bank")

        val row = blocks.filterIsInstance<Block.Asked>().single().rows.single()
        assertEquals("123.50 EUR", row.text)
        assertEquals(listOf("Two kinds of digits"), row.warnings)
    }

    @Test
    fun `permissions under one label are a list with one heading`() {
        val access = Section(
            "authorization_details/0",
            "Access",
            listOf(
                field("/type", "Account information", kind = FieldKind.PERMISSION, label = "Kind"),
                field("/actions/0", "See accounts", 2, FieldKind.PERMISSION, label = "May"),
                field("/actions/1", "See balances", 2, FieldKind.PERMISSION, label = "May"),
            ),
        )

        val blocks = layOut(view(listOf(CLIENT, access), amount = null), USUAL, "Desk Bank")

        val rows = blocks.filterIsInstance<Block.Group>().single().rows
        assertEquals(listOf(false, true, true), rows.map { it.granted })
        assertEquals(listOf(false, false, true), rows.map { it.continues })
    }

    @Test
    fun `how often it was asked stands above everything, unless it is nothing special`() {
        val often = Recent(lastHour = 12, lastDay = 13, level = Frequency.ALARMING)

        val usual = layOut(view(), USUAL, "Desk Bank")
        val alarming = layOut(view(), often, "Desk Bank")

        assertTrue(usual.none { it is Block.Often })
        val first = alarming.first() as Block.Often
        assertEquals(12, first.lastHour)
        assertTrue(first.alarming)
    }

    @Test
    fun `everything that has to be seen before approving has its place on the screen`() {
        for (view in everyKind()) {
            val wanted = ConsentScreenState.ARRIVING.arrived(request(view)).parts

            val seen = layOut(view, USUAL, "Desk Bank").flatMap(::parts)

            assertEquals(wanted.toSet(), seen.toSet())
            assertEquals(seen.distinct(), seen, "nothing stands on the screen twice")
        }
    }

    private fun everyKind(): List<View> {
        val accounts = listOf("a", "b").mapIndexed { index, id ->
            Section(
                "accounts/$index",
                "Account",
                listOf(field("/label", "Account $id"), field("/identification", "•••• 1111")),
            )
        }
        val number = Section("number_entry", "Number", listOf(field("/digits", "2")))
        val message = Section("binding_message", "Message", listOf(field("", "Order 1", 1)))
        val result = field("/result", "No match", prominence = 1)
        val payee = Section("payee_verification/0", "Payee", listOf(result))
        val warning = Warning("payee_no_match", "The name does not fit")
        val base = listOf(CLIENT, PAYMENT, payee, message, CONTEXT, TIMES)
        return listOf(
            view(),
            view(base, warnings = listOf(warning, warning)),
            view(base + accounts, choices = listOf(choice(1, 1))),
            view(base + number, numberDigits = 2),
            view(base + accounts + number),
            view(listOf(PAYMENT, PAYMENT.copy(key = "authorization_details/1")), amount = null),
            view(listOf(Section("own_section", "New", listOf(field("/x", "y", prominence = 1))))),
        )
    }
}

internal fun rows(block: Block): List<Row> =
    when (block) {
        is Block.Asker ->
            listOfNotNull(block.name, block.onBehalfOf, block.legalName) + block.others
        is Block.Asked -> block.rows
        is Block.Group -> block.rows
        is Block.Origin -> block.rows
        is Block.Further -> block.rows
        else -> emptyList()
    }

private fun parts(block: Block): List<String> =
    rows(block).map { it.part } +
        when (block) {
            is Block.Asked -> listOf(block.part) + block.amount?.seen.orEmpty()
            is Block.Warnings -> block.texts.keys
            is Block.Accounts -> block.parts
            is Block.Number -> block.parts
            else -> emptyList()
        }
