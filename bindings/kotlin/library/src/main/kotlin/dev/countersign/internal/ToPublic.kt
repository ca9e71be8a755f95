package dev.countersign.internal

import dev.countersign.AccountOffer
import dev.countersign.Approving
import dev.countersign.Assurance
import dev.countersign.Choice
import dev.countersign.ConsentRequest
import dev.countersign.Delivery
import dev.countersign.Direction
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.Field
import dev.countersign.FieldKind
import dev.countersign.Frequency
import dev.countersign.HistoryCheck
import dev.countersign.HistoryEntry
import dev.countersign.Offer
import dev.countersign.Outcome
import dev.countersign.PendingRequest
import dev.countersign.Problem
import dev.countersign.Reading
import dev.countersign.Received
import dev.countersign.Recent
import dev.countersign.Reported
import dev.countersign.Rotation
import dev.countersign.Round
import dev.countersign.Section
import dev.countersign.Told
import dev.countersign.View
import dev.countersign.Warning
import java.time.Duration
import java.time.Instant

private fun moment(seconds: Long): Instant = Instant.ofEpochSecond(seconds)

internal fun dev.countersign.ffi.Enrolment.toPublic() =
    Enrolment(
        id = id,
        issuer = issuer,
        bank = bank,
        account = account,
        state =
            when (state) {
                dev.countersign.ffi.EnrolmentState.PENDING -> EnrolmentState.PENDING
                dev.countersign.ffi.EnrolmentState.ACTIVE -> EnrolmentState.ACTIVE
                dev.countersign.ffi.EnrolmentState.BLOCKED -> EnrolmentState.BLOCKED
                dev.countersign.ffi.EnrolmentState.REVOKED -> EnrolmentState.REVOKED
            },
        digits = digits,
        assurance =
            Assurance(
                contentBound = assurance.contentBound,
                serverSignedRequest = assurance.serverSignedRequest,
                hardwareKey = assurance.hardwareKey,
            ),
        needsReenrolment = needsReenrolment,
        locked = locked,
        updateRequired = updateRequired,
        removing = removing,
    )

internal fun dev.countersign.ffi.Offer.toPublic() =
    Offer(number.toLong(), bank, account, moment(expiresAt))

internal fun dev.countersign.ffi.Received.toPublic() =
    Received(enrolment, request, moment(expiresAt), recent.toPublic(), muted)

internal fun dev.countersign.ffi.PendingRequest.toPublic() =
    PendingRequest(request, moment(expiresAt))

private fun dev.countersign.ffi.Recent.toPublic() =
    Recent(
        lastHour = lastHour.toInt(),
        lastDay = lastDay.toInt(),
        level =
            when (level) {
                dev.countersign.ffi.Frequency.USUAL -> Frequency.USUAL
                dev.countersign.ffi.Frequency.RAISED -> Frequency.RAISED
                dev.countersign.ffi.Frequency.ALARMING -> Frequency.ALARMING
            },
    )

internal fun dev.countersign.ffi.ConsentRequest.toPublic() =
    ConsentRequest(
        request = request,
        enrolment = enrolment,
        expiresAt = moment(expiresAt),
        requestHash = requestHash,
        recent = recent.toPublic(),
        reading =
            when (val reading = reading) {
                is dev.countersign.ffi.Reading.Shown -> Reading.Shown(reading.view.toPublic())
                is dev.countersign.ffi.Reading.NotShown ->
                    Reading.NotShown(Problem(reading.problem.text, reading.problem.section))
            },
    )

private fun dev.countersign.ffi.View.toPublic() =
    View(
        locale = locale,
        rightToLeft = rightToLeft,
        timeZone = timeZone,
        title = title,
        amount = amount,
        warnings = warnings.map { it.toPublic() },
        sections = sections.map { Section(it.key, it.title, it.fields.map { f -> f.toPublic() }) },
        choices = choices.map { it.toPublic() },
        numberDigits = numberDigits?.toInt(),
        requestedAt = moment(requestedAt),
        expiresAt = moment(expiresAt),
    )

private fun dev.countersign.ffi.Field.toPublic() =
    Field(
        key = key,
        label = label,
        text = text,
        kind =
            when (kind) {
                dev.countersign.ffi.FieldKind.PARTY -> FieldKind.PARTY
                dev.countersign.ffi.FieldKind.AMOUNT -> FieldKind.AMOUNT
                dev.countersign.ffi.FieldKind.ACCOUNT -> FieldKind.ACCOUNT
                dev.countersign.ffi.FieldKind.TEXT -> FieldKind.TEXT
                dev.countersign.ffi.FieldKind.DATE -> FieldKind.DATE
                dev.countersign.ffi.FieldKind.TIME -> FieldKind.TIME
                dev.countersign.ffi.FieldKind.PERMISSION -> FieldKind.PERMISSION
                dev.countersign.ffi.FieldKind.LINK -> FieldKind.LINK
                dev.countersign.ffi.FieldKind.CODE -> FieldKind.CODE
            },
        prominence = prominence.toInt(),
        direction =
            when (direction) {
                dev.countersign.ffi.Direction.LEFT_TO_RIGHT -> Direction.LEFT_TO_RIGHT
                dev.countersign.ffi.Direction.AUTOMATIC -> Direction.AUTOMATIC
            },
        clientWords = clientWords,
        warnings = warnings.map { it.toPublic() },
    )

private fun dev.countersign.ffi.Warning.toPublic() = Warning(key, text)

private fun dev.countersign.ffi.Choice.toPublic() =
    Choice(
        detail = detail.toInt(),
        title = title,
        atLeast = atLeast.toInt(),
        atMost = atMost.toInt(),
        accounts =
            accounts.map { AccountOffer(it.id, it.label, it.identification, it.currency) },
    )

internal fun dev.countersign.ffi.Delivery.toPublic(): Delivery =
    when (this) {
        is dev.countersign.ffi.Delivery.Recorded -> Delivery.Recorded(receipt)
        dev.countersign.ffi.Delivery.Refused -> Delivery.Refused
        dev.countersign.ffi.Delivery.AnsweredElsewhere -> Delivery.AnsweredElsewhere
        dev.countersign.ffi.Delivery.Withdrawn -> Delivery.Withdrawn
        dev.countersign.ffi.Delivery.Expired -> Delivery.Expired
        dev.countersign.ffi.Delivery.Unknown -> Delivery.Unknown
        dev.countersign.ffi.Delivery.NeverLearned -> Delivery.NeverLearned
    }

internal fun dev.countersign.ffi.Approving.toPublic(): Approving =
    when (this) {
        dev.countersign.ffi.Approving.POSSIBLE -> Approving.POSSIBLE
        dev.countersign.ffi.Approving.LOCKED -> Approving.LOCKED
        dev.countersign.ffi.Approving.ENROL_AGAIN -> Approving.ENROL_AGAIN
    }

internal fun dev.countersign.ffi.Told.toPublic(): Told =
    when (this) {
        dev.countersign.ffi.Told.NOW -> Told.NOW
        dev.countersign.ffi.Told.LATER -> Told.LATER
        dev.countersign.ffi.Told.REFUSED -> Told.REFUSED
    }

internal fun dev.countersign.ffi.Reported.toPublic() =
    Reported(denial?.toPublic(), report.toPublic())

internal fun dev.countersign.ffi.Round.toPublic() =
    Round(
        tried = tried.map { it.request to it.delivery.toPublic() },
        next = nextMs?.let { Duration.ofMillis(it.toLong()) },
    )

internal fun dev.countersign.ffi.Rotation.toPublic(): Rotation =
    when (this) {
        dev.countersign.ffi.Rotation.DONE -> Rotation.DONE
        dev.countersign.ffi.Rotation.UNKNOWN -> Rotation.UNKNOWN
    }

internal fun dev.countersign.ffi.HistoryCheck.toPublic(): HistoryCheck =
    when (this) {
        is dev.countersign.ffi.HistoryCheck.Whole -> HistoryCheck.Whole(entries.toLong())
        dev.countersign.ffi.HistoryCheck.Broken -> HistoryCheck.Broken
    }

internal fun dev.countersign.ffi.HistoryEntry.toPublic() =
    HistoryEntry(
        number = number,
        enrolment = enrolment,
        request = request,
        title = title,
        arrivedAt = moment(arrivedAt),
        outcome =
            when (outcome) {
                dev.countersign.ffi.Outcome.APPROVED -> Outcome.APPROVED
                dev.countersign.ffi.Outcome.DENIED -> Outcome.DENIED
                dev.countersign.ffi.Outcome.UNKNOWN -> Outcome.UNKNOWN
                dev.countersign.ffi.Outcome.NEVER_LEARNED -> Outcome.NEVER_LEARNED
                dev.countersign.ffi.Outcome.REFUSED -> Outcome.REFUSED
                dev.countersign.ffi.Outcome.ANSWERED_ELSEWHERE -> Outcome.ANSWERED_ELSEWHERE
                dev.countersign.ffi.Outcome.WITHDRAWN -> Outcome.WITHDRAWN
                dev.countersign.ffi.Outcome.EXPIRED -> Outcome.EXPIRED
                dev.countersign.ffi.Outcome.OPEN -> Outcome.OPEN
            },
        endedAt = endedAt?.let { moment(it) },
        receipt = receipt,
    )
