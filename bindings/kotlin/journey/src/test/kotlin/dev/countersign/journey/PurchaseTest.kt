package dev.countersign.journey

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Chosen
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.DenialReason
import dev.countersign.FieldKind
import dev.countersign.Outcome
import dev.countersign.Reading
import dev.countersign.SigningPurpose
import dev.countersign.View
import dev.countersign.testing.FakePrompt
import dev.countersign.PromptAnswer
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** A shop asks, over CIBA, and the person decides on the phone. */
internal class PurchaseTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `a purchase with a number to type is shown, approved, and granted to the shop`() =
        atTheShop { desk, phone, device, at ->
            val order = desk.bank.buy("coffee-grinder", true)
            val number = checkNotNull(desk.bank.order(order, "waiting").numberToEnter)
            val consent = device.open(desk.push(at))

            val view = (consent.request.reading as Reading.Shown).view
            val result = consent.approve(ApprovalInput(number = number), phone.finger)

            assertEquals("Pay €123.50 EUR to Merchant A", view.title.plain())
            assertEquals("€123.50 EUR", view.amount?.plain())
            assertEquals(2, view.numberDigits)
            assertEquals("DE02 1001 0010 9307 1186 03", view.text(FieldKind.ACCOUNT))
            val delivery = (result as ApprovalResult.Decided).delivery
            assertTrue((delivery as Delivery.Recorded).receipt.count { it == '.' } == 2)
            val granted = desk.bank.order(order, "done").granted.orEmpty()
            assertTrue(""""amount":"123.50"""" in granted, granted)
            val entry = device.history().first()
            assertEquals(Outcome.APPROVED, entry.outcome)
            assertEquals("Pay €123.50 EUR to Merchant A", entry.title?.plain())
            assertEquals(delivery.receipt, entry.receipt)
        }

    @Test
    fun `a wrong number ends the request, and the shop gets nothing`() =
        atTheShop { desk, phone, device, at ->
            val order = desk.bank.buy("coffee-grinder", true)
            val number = checkNotNull(desk.bank.order(order, "waiting").numberToEnter)
            val wrong = if (number == "42") "24" else "42"
            val consent = device.open(desk.push(at))

            val result = consent.approve(ApprovalInput(number = wrong), phone.finger)

            assertEquals(Delivery.Refused, (result as ApprovalResult.Decided).delivery)
            desk.bank.order(order, "refused")
        }

    @Test
    fun `the account that the person chose is the account that the shop gets`() =
        atTheShop { desk, phone, device, at ->
            val order = desk.bank.buy("rain-coat", false)
            val consent = device.open(desk.push(at))
            val choice = (consent.request.reading as Reading.Shown).view.choices.single()
            val chosen = Chosen(choice.detail, listOf("household"))

            assertThrows<CountersignException.Correct> {
                runBlocking { consent.approve(ApprovalInput(), phone.finger) }
            }
            consent.approve(ApprovalInput(selection = listOf(chosen)), phone.finger)

            assertEquals(listOf("travel", "household"), choice.accounts.map { it.id })
            val granted = desk.bank.order(order, "done").granted.orEmpty()
            assertTrue("DE87200500001234567890" in granted, granted)
        }

    @Test
    fun `declining needs no finger, and the shop is refused`() =
        atTheShop { desk, _, device, at ->
            val order = desk.bank.buy("desk-lamp", false)
            val consent = device.open(desk.push(at))
            val warnings = (consent.request.reading as Reading.Shown).view.warnings.map { it.key }

            val delivery = consent.deny(DenialReason.WRONG_DETAILS)

            assertEquals(listOf("payee_no_match"), warnings)
            assertTrue(delivery is Delivery.Recorded)
            desk.bank.order(order, "refused")
            assertEquals(Outcome.DENIED, device.history().first().outcome)
        }

    @Test
    fun `the prompt says what the screen said`() =
        enrolled(folder) {
            val (_, consent) = asked()
            val prompt = FakePrompt(PromptAnswer.Cancelled)

            consent.approve(ApprovalInput(), prompt)

            val said = (prompt.asked.single() as SigningPurpose.Consent).text
            assertEquals((consent.request.reading as Reading.Shown).view.title, said)
        }

    @Test
    fun `what cannot be shown cannot be approved, and is denied`() =
        enrolled(folder) {
            val (consent, hand) = asked(payment(at.account, type = "something_new"))

            val problem = (hand.request.reading as Reading.NotShown).problem
            assertThrows<CountersignException.OnlyDeny> {
                runBlocking { hand.approve(ApprovalInput(), phone.finger) }
            }
            hand.deny(DenialReason.CANNOT_DISPLAY)

            assertEquals("A kind of request that this app does not know.", problem.text)
            assertEquals("authorization_details/0", problem.section)
            assertEquals("denied", outcome(consent))
        }

    /** With a phone of the customer that the shop asks for. */
    private fun atTheShop(
        test: suspend (Desk, TestPhone, dev.countersign.AuthenticationDevice, Enrolled) -> Unit,
    ) = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            phone.open().use { device -> test(desk, phone, device, device.enrolAt(desk, phone)) }
        }
    }

    private fun View.text(kind: FieldKind): String =
        sections.flatMap { it.fields }.first { it.kind == kind }.text.plain()
}

/** Without the invisible signs that keep foreign names and numbers in their place. */
internal fun String.plain(): String =
    replace(Regex("[\u2066\u2068\u2069]"), "").replace('\u00a0', ' ')
