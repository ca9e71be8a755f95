//! One screen of the phone: a request, and how far the person has come with it.

use countersign::consent::Reading;
use countersign::consent::words::Language;
use countersign::{Answered, Consent, Delivery, Ending, Prepared};
use serde::Serialize;
use serde_json::{Value, json};

/// What the phone shows of one request.
pub(super) struct Screen {
    pub(super) request: String,
    pub(super) state: ScreenState,
    pub(super) consent: Option<Consent>,
    pub(super) prepared: Option<Prepared>,
    pub(super) receipt: Option<String>,
    /// Whether the decision that was made is a yes.
    approving: bool,
}

/// How far it has come (design: one banner or screen for each).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScreenState {
    Arriving,
    Ready,
    CannotShow,
    WaitingForFingerprint,
    Cancelled,
    FingerprintFailed,
    LockedOut,
    KeyInvalid,
    Sending,
    Approved,
    Declined,
    Expired,
    Withdrawn,
    AnsweredElsewhere,
    Refused,
    Unknown,
    NeverLearned,
    Offline,
    NotGenuine,
}

impl Screen {
    /// A request of which only the id is known.
    pub(super) fn arriving(request: String) -> Self {
        Self {
            request,
            state: ScreenState::Arriving,
            consent: None,
            prepared: None,
            receipt: None,
            approving: false,
        }
    }

    /// A request in hand.
    pub(super) fn of(consent: Consent) -> Self {
        let state = match consent.reading() {
            Ok(Reading::NotShown(_)) => ScreenState::CannotShow,
            _ => ScreenState::Ready,
        };
        Self { state, consent: Some(consent.clone()), ..Self::arriving(consent.id().to_owned()) }
    }

    /// A decision is on its way.
    pub(super) fn send(&mut self, approving: bool) {
        self.approving = approving;
        self.prepared = None;
        self.state = ScreenState::Sending;
    }

    /// What became of the decision.
    pub(super) fn delivered(&mut self, delivery: &Delivery) {
        self.state = match delivery {
            Delivery::Ended(Ending::Decided(Answered::Recorded { receipt })) => {
                self.receipt = Some(receipt.clone());
                if self.approving { ScreenState::Approved } else { ScreenState::Declined }
            }
            Delivery::Ended(Ending::Decided(Answered::Refused)) => ScreenState::Refused,
            Delivery::Ended(Ending::AnsweredElsewhere) => ScreenState::AnsweredElsewhere,
            Delivery::Ended(Ending::Withdrawn) => ScreenState::Withdrawn,
            Delivery::Ended(Ending::Expired) => ScreenState::Expired,
            Delivery::Unknown => ScreenState::Unknown,
            Delivery::NeverLearned => ScreenState::NeverLearned,
        };
    }

    /// Ends a request that nobody decided here.
    pub(super) fn end_undecided(&mut self, state: ScreenState) {
        if self.state.is_open() {
            self.state = state;
            self.prepared = None;
        }
    }

    /// Lets go of the request.
    pub(super) fn put_back(&self) {
        if let Some(consent) = &self.consent {
            consent.put_back();
        }
    }

    /// What the pages show: nothing of a request that nobody touched for a while.
    pub(super) fn shown(&self, language: Language) -> Option<Value> {
        let reading = self.consent.as_ref().map(Consent::reading).transpose().ok()?;
        let view = match reading {
            Some(Reading::Shown(view)) => serde_json::to_value(view).unwrap_or_default(),
            _ => Value::Null,
        };
        let problem = match reading {
            Some(Reading::NotShown(problem)) => {
                json!({ "kind": problem.kind, "text": problem.kind.in_words(language) })
            }
            _ => Value::Null,
        };
        Some(json!({
            "state": self.state,
            "request": self.request,
            "view": view,
            "problem": problem,
            "prompt": self.prepared.as_ref().map(Prepared::prompt),
            "receipt": self.receipt,
        }))
    }
}

impl ScreenState {
    /// Whether the person can still decide.
    pub(super) const fn is_open(self) -> bool {
        self.may_approve() || matches!(self, Self::CannotShow | Self::KeyInvalid)
    }

    /// Whether the person can approve.
    pub(super) const fn may_approve(self) -> bool {
        matches!(
            self,
            Self::Ready
                | Self::WaitingForFingerprint
                | Self::Cancelled
                | Self::FingerprintFailed
                | Self::LockedOut
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_is_not_ended_again() {
        let mut screen = Screen::arriving("a".to_owned());
        screen.send(true);
        screen.delivered(&Delivery::Ended(Ending::Decided(Answered::Recorded {
            receipt: "r".to_owned(),
        })));

        screen.end_undecided(ScreenState::Withdrawn);

        assert_eq!(screen.state, ScreenState::Approved);
    }
}
