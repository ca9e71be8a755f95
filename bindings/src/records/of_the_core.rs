//! The core's own types as plain data, and back.

use super::{
    Approving, Assurance, Delivery, DenialReason, Enrolment, EnrolmentState, Frequency,
    HistoryCheck, HistoryEntry, Outcome, PendingRequest, PromptFailure, PushTarget, Received,
    Recent, Reported, Rotation, Round, Told, Tried,
};
use countersign as core;
use countersign::Ending;

impl From<core::Enrolment> for Enrolment {
    fn from(enrolment: core::Enrolment) -> Self {
        Self {
            id: enrolment.id,
            issuer: enrolment.issuer,
            bank: enrolment.bank,
            account: enrolment.account,
            state: match enrolment.state {
                core::EnrolmentState::Pending => EnrolmentState::Pending,
                core::EnrolmentState::Active => EnrolmentState::Active,
                core::EnrolmentState::Blocked => EnrolmentState::Blocked,
                core::EnrolmentState::Revoked => EnrolmentState::Revoked,
            },
            digits: enrolment.digits,
            assurance: Assurance {
                content_bound: enrolment.assurance.content_bound,
                server_signed_request: enrolment.assurance.server_signed_request,
                hardware_key: enrolment.assurance.hardware_key,
            },
            needs_reenrolment: enrolment.needs_reenrolment,
            locked: enrolment.locked,
            update_required: enrolment.update_required,
            removing: enrolment.removing,
        }
    }
}

impl From<PushTarget> for core::PushTarget {
    fn from(target: PushTarget) -> Self {
        Self { provider: target.provider, token: target.token }
    }
}

impl From<core::Received> for Received {
    fn from(received: core::Received) -> Self {
        Self {
            enrolment: received.enrolment,
            request: received.request,
            expires_at: received.expires_at.0,
            recent: received.recent.into(),
            muted: received.muted,
        }
    }
}

impl From<core::PendingRequest> for PendingRequest {
    fn from(pending: core::PendingRequest) -> Self {
        Self { request: pending.id, expires_at: pending.expires_at.0 }
    }
}

impl From<core::Recent> for Recent {
    fn from(recent: core::Recent) -> Self {
        Self {
            last_hour: recent.last_hour,
            last_day: recent.last_day,
            level: match recent.level {
                core::Frequency::Usual => Frequency::Usual,
                core::Frequency::Raised => Frequency::Raised,
                core::Frequency::Alarming => Frequency::Alarming,
            },
        }
    }
}

impl From<core::Delivery> for Delivery {
    fn from(delivery: core::Delivery) -> Self {
        match delivery {
            core::Delivery::Unknown => Self::Unknown,
            core::Delivery::NeverLearned => Self::NeverLearned,
            core::Delivery::Ended(Ending::Decided(core::Answered::Recorded { receipt })) => {
                Self::Recorded { receipt }
            }
            core::Delivery::Ended(Ending::Decided(core::Answered::Refused)) => Self::Refused,
            core::Delivery::Ended(Ending::AnsweredElsewhere) => Self::AnsweredElsewhere,
            core::Delivery::Ended(Ending::Withdrawn) => Self::Withdrawn,
            core::Delivery::Ended(Ending::Expired) => Self::Expired,
        }
    }
}

impl From<DenialReason> for core::DenialReason {
    fn from(reason: DenialReason) -> Self {
        match reason {
            DenialReason::NotMe => Self::NotMe,
            DenialReason::WrongDetails => Self::WrongDetails,
            DenialReason::ChangedMind => Self::ChangedMind,
            DenialReason::CannotDisplay => Self::CannotDisplay,
            DenialReason::Unspecified => Self::Unspecified,
        }
    }
}

impl From<PromptFailure> for core::PromptFailure {
    fn from(failure: PromptFailure) -> Self {
        match failure {
            PromptFailure::NotRecognised => Self::NotRecognised,
            PromptFailure::LockedOut => Self::LockedOut,
            PromptFailure::KeyInvalidated => Self::KeyInvalidated,
            PromptFailure::Other => Self::Other,
        }
    }
}

impl From<core::Approving> for Approving {
    fn from(approving: core::Approving) -> Self {
        match approving {
            core::Approving::Possible => Self::Possible,
            core::Approving::Locked => Self::Locked,
            core::Approving::ReEnrol => Self::EnrolAgain,
        }
    }
}

impl From<core::Told> for Told {
    fn from(told: core::Told) -> Self {
        match told {
            core::Told::Now => Self::Now,
            core::Told::Later => Self::Later,
            core::Told::Refused => Self::Refused,
        }
    }
}

impl From<core::Reported> for Reported {
    fn from(reported: core::Reported) -> Self {
        Self { denial: reported.denial.map(Delivery::from), report: reported.report.into() }
    }
}

impl From<core::Round> for Round {
    fn from(round: core::Round) -> Self {
        let tried = |(request, delivery): (String, core::Delivery)| Tried {
            request,
            delivery: delivery.into(),
        };
        Self {
            tried: round.tried.into_iter().map(tried).collect(),
            next_ms: round.next.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
        }
    }
}

impl HistoryEntry {
    pub(crate) fn of(entry: core::HistoryEntry, title: Option<String>) -> Self {
        Self {
            number: entry.number,
            enrolment: entry.enrolment,
            request: entry.request,
            title,
            arrived_at: entry.arrived_at.0,
            outcome: match entry.outcome {
                core::Outcome::Open => Outcome::Open,
                core::Outcome::Unknown => Outcome::Unknown,
                core::Outcome::NeverLearned => Outcome::NeverLearned,
                core::Outcome::Ended(Ending::Decided(verdict)) => match verdict {
                    core::Verdict::Approved => Outcome::Approved,
                    core::Verdict::Denied => Outcome::Denied,
                    core::Verdict::Refused => Outcome::Refused,
                },
                core::Outcome::Ended(Ending::AnsweredElsewhere) => Outcome::AnsweredElsewhere,
                core::Outcome::Ended(Ending::Withdrawn) => Outcome::Withdrawn,
                core::Outcome::Ended(Ending::Expired) => Outcome::Expired,
            },
            ended_at: entry.ended_at.map(|at| at.0),
            receipt: entry.receipt,
        }
    }
}

impl From<core::HistoryCheck> for HistoryCheck {
    fn from(check: core::HistoryCheck) -> Self {
        match check {
            core::HistoryCheck::Whole { entries } => Self::Whole { entries },
            core::HistoryCheck::Broken(_) => Self::Broken,
        }
    }
}

impl From<core::Rotation> for Rotation {
    fn from(rotation: core::Rotation) -> Self {
        match rotation {
            core::Rotation::Done => Self::Done,
            core::Rotation::Unknown => Self::Unknown,
        }
    }
}
