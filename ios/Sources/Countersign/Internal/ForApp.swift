import CountersignAPI
internal import CountersignFFI
import Foundation

// What the native library gives, as the app is shown it. What is asked is in RequestForApp.swift.

extension CountersignFFI.ToSign {
    /// What the prompt is asked for.
    func asked(for purpose: SigningPurpose) -> SigningRequest {
        SigningRequest(key: key, signingInput: signingInput, purpose: purpose)
    }
}

extension CountersignFFI.KeyPurpose {
    var forApp: CountersignAPI.KeyPurpose {
        switch self {
        case .transport: .transport
        case .approval: .approval
        }
    }
}

extension CountersignFFI.Enrolment {
    var forApp: CountersignAPI.Enrolment {
        CountersignAPI.Enrolment(
            id: id,
            issuer: issuer,
            bank: bank,
            account: account,
            state: state.forApp,
            digits: digits,
            assurance: CountersignAPI.Assurance(
                contentBound: assurance.contentBound,
                serverSignedRequest: assurance.serverSignedRequest,
                hardwareKey: assurance.hardwareKey
            ),
            needsReenrolment: needsReenrolment,
            locked: locked,
            updateRequired: updateRequired,
            removing: removing
        )
    }
}

extension CountersignFFI.EnrolmentState {
    fileprivate var forApp: CountersignAPI.EnrolmentState {
        switch self {
        case .pending: .pending
        case .active: .active
        case .blocked: .blocked
        case .revoked: .revoked
        }
    }
}

extension CountersignFFI.Offer {
    var forApp: CountersignAPI.Offer {
        CountersignAPI.Offer(
            number: number,
            bank: bank,
            account: account,
            expiresAt: moment(expiresAt)
        )
    }
}

extension CountersignFFI.Received {
    var forApp: CountersignAPI.Received {
        CountersignAPI.Received(
            enrolment: enrolment,
            request: request,
            expiresAt: moment(expiresAt),
            recent: recent.forApp,
            muted: muted
        )
    }
}

extension CountersignFFI.PendingRequest {
    var forApp: CountersignAPI.PendingRequest {
        CountersignAPI.PendingRequest(request: request, expiresAt: moment(expiresAt))
    }
}

extension CountersignFFI.Recent {
    var forApp: CountersignAPI.Recent {
        CountersignAPI.Recent(
            lastHour: Int(lastHour),
            lastDay: Int(lastDay),
            level: level.forApp
        )
    }
}

extension CountersignFFI.Frequency {
    fileprivate var forApp: CountersignAPI.Frequency {
        switch self {
        case .usual: .usual
        case .raised: .raised
        case .alarming: .alarming
        }
    }
}

extension CountersignFFI.Delivery {
    var forApp: CountersignAPI.Delivery {
        switch self {
        case .recorded(let receipt): .recorded(receipt: receipt)
        case .refused: .refused
        case .answeredElsewhere: .answeredElsewhere
        case .withdrawn: .withdrawn
        case .expired: .expired
        case .unknown: .unknown
        case .neverLearned: .neverLearned
        }
    }
}

extension CountersignFFI.Approving {
    var forApp: CountersignAPI.Approving {
        switch self {
        case .possible: .possible
        case .locked: .locked
        case .enrolAgain: .enrolAgain
        }
    }
}

extension CountersignFFI.Told {
    var forApp: CountersignAPI.Told {
        switch self {
        case .now: .now
        case .later: .later
        case .refused: .refused
        }
    }
}

extension CountersignFFI.Reported {
    var forApp: CountersignAPI.Reported {
        CountersignAPI.Reported(denial: denial?.forApp, report: report.forApp)
    }
}

extension CountersignFFI.Round {
    var forApp: CountersignAPI.Round {
        CountersignAPI.Round(
            tried: tried.map { tried in
                CountersignAPI.Round.Tried(request: tried.request, delivery: tried.delivery.forApp)
            },
            next: nextMs.map { time in Duration.milliseconds(Int64(clamping: time)) }
        )
    }
}

extension CountersignFFI.Rotation {
    var forApp: CountersignAPI.Rotation {
        switch self {
        case .done: .done
        case .unknown: .unknown
        }
    }
}

extension CountersignFFI.HistoryCheck {
    var forApp: CountersignAPI.HistoryCheck {
        switch self {
        case .whole(let entries): .whole(entries: entries)
        case .broken: .broken
        }
    }
}

extension CountersignFFI.HistoryEntry {
    var forApp: CountersignAPI.HistoryEntry {
        CountersignAPI.HistoryEntry(
            number: number,
            enrolment: enrolment,
            request: request,
            title: title,
            arrivedAt: moment(arrivedAt),
            outcome: outcome.forApp,
            endedAt: endedAt.map { time in moment(time) },
            receipt: receipt
        )
    }
}

extension CountersignFFI.Outcome {
    fileprivate var forApp: CountersignAPI.Outcome {
        switch self {
        case .approved: .approved
        case .denied: .denied
        case .unknown: .unknown
        case .neverLearned: .neverLearned
        case .refused: .refused
        case .answeredElsewhere: .answeredElsewhere
        case .withdrawn: .withdrawn
        case .expired: .expired
        case .open: .open
        }
    }
}

/// Of Unix seconds.
func moment(_ seconds: Int64) -> Date {
    Date(timeIntervalSince1970: TimeInterval(seconds))
}
