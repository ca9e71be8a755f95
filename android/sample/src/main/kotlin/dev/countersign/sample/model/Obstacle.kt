package dev.countersign.sample.model

import dev.countersign.Choice
import dev.countersign.View
import dev.countersign.android.ConsentScreenState
import dev.countersign.android.Missing
import dev.countersign.sample.R
import dev.countersign.sample.words.Phrase

/** What stands before approving, in words. */
internal class Obstacle(
    val phrase: Phrase,
    /** Whether reading on takes it away. */
    val readOn: Boolean = false,
)

/** The first thing that stands before approving; `null` if nothing does. */
internal fun obstacle(view: View, state: ConsentScreenState, timeIsUp: Boolean): Obstacle? {
    val missing = state.missing
    return when {
        Missing.KEY in missing || Missing.NOT_SHOWN in missing ->
            Obstacle(Phrase(R.string.missing_enrol))
        timeIsUp -> Obstacle(Phrase(R.string.missing_time))
        Missing.CHOICE in missing ->
            Obstacle(view.choices.firstNotNullOf { choice(it, state) })
        Missing.NUMBER in missing -> Obstacle(Phrase(R.string.missing_number))
        Missing.READING in missing -> Obstacle(Phrase(R.string.missing_read), readOn = true)
        else -> null
    }
}

private fun choice(choice: Choice, state: ConsentScreenState): Phrase? {
    val chosen = choice.accounts.count { state.isChosen(choice, it.id) }
    return when {
        chosen > choice.atMost -> Phrase(R.plurals.missing_fewer, choice.atMost)
        chosen >= choice.atLeast -> null
        choice.atMost == 1 -> Phrase(R.string.missing_account)
        else -> Phrase(R.string.missing_accounts)
    }
}
