package dev.countersign.sample

import dev.countersign.CountersignException
import dev.countersign.View
import dev.countersign.android.ConsentScreenState
import dev.countersign.android.Place
import dev.countersign.sample.model.obstacle
import dev.countersign.sample.words.Phrase
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ObstacleTest {
    @Test
    fun `what was not read to the end is read on`() {
        val view = view()

        val obstacle = obstacle(view, arrived(view), timeIsUp = false)

        assertEquals(Phrase(R.string.missing_read), obstacle?.phrase)
        assertTrue(obstacle?.readOn == true)
    }

    @Test
    fun `nothing stands before approving once all of it was on the screen`() {
        val view = view()

        assertNull(obstacle(view, read(view), timeIsUp = false))
    }

    @Test
    fun `one account is asked for in other words than several`() {
        val one = view(choices = listOf(choice(1, 1)))
        val some = view(choices = listOf(choice(1, 2)))

        assertEquals(Phrase(R.string.missing_account), phrase(one))
        assertEquals(Phrase(R.string.missing_accounts), phrase(some))
    }

    @Test
    fun `an account that is chosen is not asked for again`() {
        val choice = choice(1, 1)
        val view = view(choices = listOf(choice))
        val chosen = read(view).choose(choice, "b", on = true)

        assertNull(obstacle(view, chosen, timeIsUp = false))
    }

    @Test
    fun `the number is asked for until all its digits are there`() {
        val view = view(numberDigits = 2)
        val first = read(view).typed("4")

        assertEquals(Phrase(R.string.missing_number), obstacle(view, first, false)?.phrase)
        assertNull(obstacle(view, first.typed("42"), timeIsUp = false))
    }

    @Test
    fun `without a key neither reading nor choosing helps`() {
        val view = view(choices = listOf(choice(1, 1)))
        val lost = arrived(view).failed(CountersignException.EnrolAgain())

        assertEquals(Phrase(R.string.missing_enrol), obstacle(view, lost, false)?.phrase)
    }

    @Test
    fun `nothing is asked for when the time is up`() {
        val view = view(choices = listOf(choice(1, 1)))

        val obstacle = obstacle(view, arrived(view), timeIsUp = true)

        assertEquals(Phrase(R.string.missing_time), obstacle?.phrase)
    }

    private fun phrase(view: View): Phrase? = obstacle(view, read(view), timeIsUp = false)?.phrase
}

internal fun arrived(view: View): ConsentScreenState =
    ConsentScreenState.ARRIVING.arrived(request(view))

/** All of it was on a very high screen at once. */
internal fun read(view: View): ConsentScreenState =
    arrived(view).let { it.scrolled(0, 1_000, all(it)) }

internal fun all(state: ConsentScreenState): List<Place> = state.parts.map { Place(it, 0, 1_000) }
