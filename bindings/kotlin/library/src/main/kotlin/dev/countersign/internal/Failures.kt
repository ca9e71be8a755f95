package dev.countersign.internal

import dev.countersign.CountersignException
import dev.countersign.ffi.DecideException
import dev.countersign.ffi.EnrolException
import dev.countersign.ffi.FetchException
import dev.countersign.ffi.HandException
import dev.countersign.ffi.HistoryException
import dev.countersign.ffi.InternalException
import dev.countersign.ffi.ManageException
import dev.countersign.ffi.OpenException
import dev.countersign.ffi.PrepareException
import dev.countersign.ffi.RotateException

/** Runs a native call, and says of what it throws what the app is to do. */
internal fun <T> translated(call: () -> T): T =
    try {
        call()
    } catch (failure: OpenException) {
        throw failure.translated()
    } catch (failure: EnrolException) {
        throw failure.translated()
    } catch (failure: FetchException) {
        throw failure.translated()
    } catch (failure: HandException) {
        throw failure.translated()
    } catch (failure: PrepareException) {
        throw failure.translated()
    } catch (failure: DecideException) {
        throw failure.translated()
    } catch (failure: ManageException) {
        throw failure.translated()
    } catch (failure: RotateException) {
        throw failure.translated()
    } catch (failure: HistoryException) {
        throw failure.translated()
    } catch (_: InternalException) {
        // Its message may hold a panic's: it goes no further.
        throw CountersignException.Defect()
    }

private fun OpenException.translated(): CountersignException =
    when (this) {
        is OpenException.Configuration -> CountersignException.Configuration()
        is OpenException.TryLater -> CountersignException.TryLater()
        is OpenException.StorageFull -> CountersignException.StorageFull()
        is OpenException.Undelivered -> CountersignException.Undelivered()
        is OpenException.Reset -> CountersignException.Reset()
        is OpenException.UpdateApp -> CountersignException.UpdateApp()
    }

private fun EnrolException.translated(): CountersignException =
    when (this) {
        is EnrolException.BeginAgain -> CountersignException.BeginAgain()
        is EnrolException.NotGenuine -> CountersignException.NotGenuine()
        is EnrolException.AskAgain -> CountersignException.AskAgain()
        is EnrolException.TryLater -> CountersignException.TryLater()
        is EnrolException.Refused -> CountersignException.Refused()
        is EnrolException.UpdateApp -> CountersignException.UpdateApp()
    }

private fun FetchException.translated(): CountersignException =
    when (this) {
        is FetchException.NotGenuine -> CountersignException.NotGenuine()
        is FetchException.Over -> CountersignException.Over()
        is FetchException.DecideOthersFirst -> CountersignException.DecideOthersFirst()
        is FetchException.TryLater -> CountersignException.TryLater()
        is FetchException.EnrolAgain -> CountersignException.EnrolAgain()
        is FetchException.UpdateApp -> CountersignException.UpdateApp()
    }

private fun HandException.translated(): CountersignException =
    when (this) {
        is HandException.OpenAgain -> CountersignException.OpenAgain()
    }

private fun PrepareException.translated(): CountersignException =
    when (this) {
        is PrepareException.Correct -> CountersignException.Correct()
        is PrepareException.OnlyDeny -> CountersignException.OnlyDeny()
        is PrepareException.Over -> CountersignException.Over()
        is PrepareException.OpenAgain -> CountersignException.OpenAgain()
        is PrepareException.EnrolAgain -> CountersignException.EnrolAgain()
        is PrepareException.TryLater -> CountersignException.TryLater()
    }

private fun DecideException.translated(): CountersignException =
    when (this) {
        is DecideException.Over -> CountersignException.Over()
        is DecideException.AskAgain -> CountersignException.AskAgain()
        is DecideException.OpenAgain -> CountersignException.OpenAgain()
        is DecideException.OnlyDeny -> CountersignException.OnlyDeny()
        is DecideException.EnrolAgain -> CountersignException.EnrolAgain()
        is DecideException.TryLater -> CountersignException.TryLater()
    }

private fun ManageException.translated(): CountersignException =
    when (this) {
        is ManageException.TryLater -> CountersignException.TryLater()
        is ManageException.EnrolAgain -> CountersignException.EnrolAgain()
        is ManageException.Refused -> CountersignException.Refused()
        is ManageException.NotGenuine -> CountersignException.NotGenuine()
        is ManageException.UpdateApp -> CountersignException.UpdateApp()
    }

private fun RotateException.translated(): CountersignException =
    when (this) {
        is RotateException.BeginAgain -> CountersignException.BeginAgain()
        is RotateException.AskAgain -> CountersignException.AskAgain()
        is RotateException.TryLater -> CountersignException.TryLater()
        is RotateException.EnrolAgain -> CountersignException.EnrolAgain()
        is RotateException.Refused -> CountersignException.Refused()
        is RotateException.UpdateApp -> CountersignException.UpdateApp()
    }

private fun HistoryException.translated(): CountersignException =
    when (this) {
        is HistoryException.TryLater -> CountersignException.TryLater()
        is HistoryException.Damaged -> CountersignException.HistoryDamaged()
    }
