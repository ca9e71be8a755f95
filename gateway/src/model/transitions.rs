//! What can become of a device, a consent and an offer: every transition there is, as one table
//! each. The storage builds the statements that write from these tables, so that the rule and the
//! SQL cannot differ; whatever plays a gateway's life elsewhere asks the same tables.

use super::{ConsentState, DeviceState};

/// What happens to a device, or what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceEvent {
    /// The session at the bank confirmed its digits.
    Confirmed,
    /// Nobody confirmed its digits in time, or wrong ones were typed too often.
    NotConfirmed,
    /// A copy of a consent is signed for it.
    Asked,
    /// It decided a consent, rightly or in a way that fails and counts.
    Decided,
    /// Too many of its approvals failed, or of its account's.
    TooManyFailures,
    /// It reported a request, or failures of its own.
    Reported,
    /// The bank lets it answer again.
    Unblocked,
    /// The bank removed it, or it removed itself.
    Revoked,
    /// Its notices go elsewhere from now on.
    PushChanged,
    /// Its app can do something else from now on.
    CapabilitiesChanged,
    /// One of its keys took the place of another.
    KeyReplaced,
    /// It got an access token. Whoever may not answer learns it with one.
    TokenIssued,
}

/// What happens to a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentEvent {
    /// The person approved.
    Approved,
    /// The person declined.
    Denied,
    /// An approval by the right key failed a check.
    Failed,
    /// Its time is over.
    Expired,
    /// The AS took it back.
    Withdrawn,
}

/// How far an offer has come, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferStep {
    /// No device has taken it. Its own time ends it.
    Open,
    /// A device took it, and its digits wait to be confirmed.
    Registered,
    /// The device was confirmed.
    Confirmed,
    /// It ended without a confirmed device.
    Ended,
}

/// What happens to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferEvent {
    /// Its token was fetched.
    Fetched,
    /// A device answered it.
    Registered,
    /// Wrong digits were typed, and others may be tried.
    WrongDigits,
    /// The right digits were typed.
    Confirmed,
    /// Its device was revoked before it was confirmed.
    Ended,
}

impl DeviceEvent {
    /// Every event.
    pub const ALL: [Self; 12] = [
        Self::Confirmed,
        Self::NotConfirmed,
        Self::Asked,
        Self::Decided,
        Self::TooManyFailures,
        Self::Reported,
        Self::Unblocked,
        Self::Revoked,
        Self::PushChanged,
        Self::CapabilitiesChanged,
        Self::KeyReplaced,
        Self::TokenIssued,
    ];

    /// The state of a device after this event; `None` if it cannot happen in that state. Nothing
    /// leads out of [`DeviceState::Revoked`].
    #[must_use]
    pub const fn on(self, state: DeviceState) -> Option<DeviceState> {
        use DeviceState::{Active, Blocked, Pending, Revoked};
        match (state, self) {
            (Pending, Self::Confirmed) | (Blocked, Self::Unblocked) => Some(Active),
            (Pending, Self::NotConfirmed) => Some(Revoked),
            (Active, Self::Asked | Self::Decided | Self::KeyReplaced) => Some(Active),
            (Active, Self::TooManyFailures) => Some(Blocked),
            // It may report while it is blocked: the bank learns why. One that was never confirmed
            // has nothing to report, and must not come to be unblocked in place of confirmed.
            (Active | Blocked, Self::Reported) => Some(Blocked),
            (Pending | Active | Blocked, Self::Revoked) => Some(Revoked),
            (Pending | Active | Blocked, Self::PushChanged | Self::CapabilitiesChanged)
            | (_, Self::TokenIssued) => Some(state),
            _ => None,
        }
    }

    /// The states that it starts from, each with the one that it leads to.
    pub fn moves(self) -> impl Iterator<Item = (DeviceState, DeviceState)> {
        use DeviceState::{Active, Blocked, Pending, Revoked};
        let states = [Pending, Active, Blocked, Revoked].into_iter();
        states.filter_map(move |from| self.on(from).map(|to| (from, to)))
    }
}

impl ConsentEvent {
    /// Every event.
    pub const ALL: [Self; 5] =
        [Self::Approved, Self::Denied, Self::Failed, Self::Expired, Self::Withdrawn];

    /// The state of a consent after this event; `None` if it cannot happen in that state. Each is
    /// an end: of many the first counts. `over` says whether the consent's time is over: then it
    /// can expire, and nothing else.
    #[must_use]
    pub const fn on(self, state: ConsentState, over: bool) -> Option<ConsentState> {
        match (state, self, over) {
            (ConsentState::Pending, Self::Approved, false) => Some(ConsentState::Approved),
            (ConsentState::Pending, Self::Denied, false) => Some(ConsentState::Denied),
            (ConsentState::Pending, Self::Failed, false) => Some(ConsentState::Failed),
            (ConsentState::Pending, Self::Withdrawn, false) => Some(ConsentState::Withdrawn),
            (ConsentState::Pending, Self::Expired, true) => Some(ConsentState::Expired),
            _ => None,
        }
    }

    /// The states that it starts from, each with the one that it leads to.
    pub fn moves(self, over: bool) -> impl Iterator<Item = (ConsentState, ConsentState)> {
        use ConsentState::{Approved, Denied, Expired, Failed, Pending, Withdrawn};
        let states = [Pending, Approved, Denied, Failed, Expired, Withdrawn].into_iter();
        states.filter_map(move |from| self.on(from, over).map(|to| (from, to)))
    }
}

impl OfferStep {
    /// Its name in the records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Registered => "registered",
            Self::Confirmed => "confirmed",
            Self::Ended => "ended",
        }
    }
}

impl OfferEvent {
    /// Every event.
    pub const ALL: [Self; 5] =
        [Self::Fetched, Self::Registered, Self::WrongDigits, Self::Confirmed, Self::Ended];

    /// The step of an offer after this event; `None` if it cannot happen at that step.
    #[must_use]
    pub const fn on(self, step: OfferStep) -> Option<OfferStep> {
        match (step, self) {
            (OfferStep::Open, Self::Fetched) => Some(OfferStep::Open),
            (OfferStep::Open, Self::Registered) | (OfferStep::Registered, Self::WrongDigits) => {
                Some(OfferStep::Registered)
            }
            (OfferStep::Registered, Self::Confirmed) => Some(OfferStep::Confirmed),
            (OfferStep::Registered, Self::Ended) => Some(OfferStep::Ended),
            _ => None,
        }
    }

    /// The steps that it starts from, each with the one that it leads to.
    pub fn moves(self) -> impl Iterator<Item = (OfferStep, OfferStep)> {
        use OfferStep::{Confirmed, Ended, Open, Registered};
        let steps = [Open, Registered, Confirmed, Ended].into_iter();
        steps.filter_map(move |from| self.on(from).map(|to| (from, to)))
    }
}
