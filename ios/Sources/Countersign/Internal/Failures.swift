import CountersignAPI
internal import CountersignFFI

/// Runs a native call, and says of what it throws what the app is to do.
func translated<Value>(_ call: () throws -> Value) throws -> Value {
    do {
        return try call()
    } catch let failure as CountersignError {
        throw failure
    } catch let failure as any Translated {
        throw failure.translated
    } catch {
        // A panic, perhaps. Its message may hold anything: it goes no further.
        throw CountersignError.defect
    }
}

/// An error of the native library.
private protocol Translated: Error {
    var translated: CountersignError { get }
}

extension CountersignFFI.OpenError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .Configuration: .configuration
        case .TryLater: .tryLater
        case .StorageFull: .storageFull
        case .Reset: .reset
        case .UpdateApp: .updateApp
        case .Undelivered: .undelivered
        }
    }
}

extension CountersignFFI.EnrolError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .BeginAgain: .beginAgain
        case .NotGenuine: .notGenuine
        case .AskAgain: .askAgain
        case .TryLater: .tryLater
        case .Refused: .refused
        case .UpdateApp: .updateApp
        }
    }
}

extension CountersignFFI.FetchError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .NotGenuine: .notGenuine
        case .Over: .over
        case .DecideOthersFirst: .decideOthersFirst
        case .TryLater: .tryLater
        case .EnrolAgain: .enrolAgain
        case .UpdateApp: .updateApp
        }
    }
}

extension CountersignFFI.HandError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .OpenAgain: .openAgain
        }
    }
}

extension CountersignFFI.PrepareError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .Correct: .correct
        case .OnlyDeny: .onlyDeny
        case .Over: .over
        case .OpenAgain: .openAgain
        case .EnrolAgain: .enrolAgain
        case .TryLater: .tryLater
        }
    }
}

extension CountersignFFI.DecideError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .Over: .over
        case .AskAgain: .askAgain
        case .OpenAgain: .openAgain
        case .OnlyDeny: .onlyDeny
        case .EnrolAgain: .enrolAgain
        case .TryLater: .tryLater
        }
    }
}

extension CountersignFFI.ManageError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .TryLater: .tryLater
        case .EnrolAgain: .enrolAgain
        case .Refused: .refused
        case .NotGenuine: .notGenuine
        case .UpdateApp: .updateApp
        }
    }
}

extension CountersignFFI.RotateError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .BeginAgain: .beginAgain
        case .AskAgain: .askAgain
        case .TryLater: .tryLater
        case .EnrolAgain: .enrolAgain
        case .Refused: .refused
        case .UpdateApp: .updateApp
        }
    }
}

extension CountersignFFI.HistoryError: Translated {
    fileprivate var translated: CountersignError {
        switch self {
        case .TryLater: .tryLater
        case .Damaged: .historyDamaged
        }
    }
}
