package dev.countersign.sample.model

import dev.countersign.AuthenticationDevice
import dev.countersign.Enrolment
import dev.countersign.HistoryCheck
import dev.countersign.HistoryEntry

/** What was decided, page by page. */
internal class History(
    private val device: AuthenticationDevice,
    private val show: (Screen) -> Unit,
) {
    private var entries: List<HistoryEntry> = emptyList()
    private var banner: Banner? = null
    private var more = false
    private var opened: HistoryEntry? = null

    /** The newest page, and whether anything is missing of what there should be. */
    suspend fun open(enrolments: List<Enrolment>) {
        opened = null
        entries = page(before = null)
        banner = null
        list()
        val damaged = enrolments.any { device.checkHistory(it.id) is HistoryCheck.Broken }
        if (damaged) {
            banner = Banner.HISTORY_DAMAGED
            if (opened == null) list()
        }
    }

    /** The page after the last one. */
    suspend fun older() {
        entries = entries + page(before = entries.minOfOrNull { it.number })
        list()
    }

    fun open(entry: HistoryEntry) {
        opened = entry
        show(Screen.PastOne(entry, reporting = false))
    }

    fun askToReport(on: Boolean) {
        opened?.let { show(Screen.PastOne(it, reporting = on)) }
    }

    /** "This was not me", of something that is over. */
    suspend fun report(entry: HistoryEntry) {
        val told = device.report(entry.enrolment, entry.request)
        show(Screen.Ended(Ending.of(told), title = entry.title))
    }

    /** The entry of a request, if it is among the newest. */
    suspend fun find(request: String): HistoryEntry? =
        device.history(count = MOST).find { it.request == request }

    private fun list() = show(Screen.Past(entries, more, banner))

    private suspend fun page(before: Long?): List<HistoryEntry> {
        val page = device.history(before, PAGE)
        more = page.size == PAGE
        return page
    }

    private companion object {
        const val PAGE = 25
        const val MOST = 100
    }
}
