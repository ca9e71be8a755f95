//! Consents, decisions, and the outcomes that are still to be reported.

use super::devices::{Overtaken, Possession};
use crate::model::ConsentState;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::AttestedLevel;
use countersign_verify::Check;

/// A consent with its requests, to be kept.
#[derive(Clone)]
pub struct NewConsentEntry {
    /// Its id.
    pub id: String,
    /// The AS's id of the account.
    pub account: String,
    /// When it is made.
    pub created_at: UnixSeconds,
    /// When it ends.
    pub exp: UnixSeconds,
    /// The number to type.
    pub number: Option<String>,
    /// One for each device.
    pub requests: Vec<NewRequestEntry>,
    /// Whether the outcome is reported to the AS's webhook.
    pub report: bool,
    /// Keycloak's authentication that asked for it: realm, id, bearer token.
    pub authentication: Option<(String, String, String)>,
    /// Whether it was prepared under this id: then it is used up by this, and by nothing less.
    pub prepared: bool,
    /// How many may wait for one account.
    pub pending_most: u32,
    /// How many may be made for one account in an hour.
    pub hourly_most: u32,
}

/// One device's copy of a consent.
#[derive(Clone)]
pub struct NewRequestEntry {
    /// Its id.
    pub id: String,
    /// The device.
    pub device: String,
    /// The signed request.
    pub token: String,
}

/// What came of a new consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedConsent {
    /// It is kept, with the copies of those devices that are still active.
    Done {
        /// These devices.
        devices: Vec<String>,
    },
    /// None of the devices is active any more.
    NoDevice,
    /// The prepared consent was used before, has ended, or is another account's.
    NotPrepared,
    /// Too many; wait so many seconds.
    TooMany(u32),
    /// Keycloak's authentication was there before.
    Conflict,
}

/// A request, the state of its consent, and the decision on it.
#[derive(Clone)]
pub struct RequestEntry {
    /// Its id.
    pub id: String,
    /// The device.
    pub device: String,
    /// The consent.
    pub consent: String,
    /// The signed request; `None` once its time of keeping was over.
    pub token: Option<String>,
    /// When it ends.
    pub exp: UnixSeconds,
    /// The number to type.
    pub number: Option<String>,
    /// The consent's state now.
    pub state: ConsentState,
    /// Which device decided the consent, if any did.
    pub decided_by: Option<String>,
    /// The hash of the decision on this very request.
    pub decision_hash: Option<String>,
    /// The receipt for it.
    pub receipt: Option<String>,
}

/// A decision that passed checks 1 to 16.
#[derive(Clone)]
pub struct DecisionEntry {
    /// The consent.
    pub consent: String,
    /// The request.
    pub request: String,
    /// The device, and what its call was authenticated with.
    pub by: Possession,
    /// The decision's id.
    pub jti: String,
    /// The hash of its token.
    pub hash: String,
    /// Its token.
    pub token: String,
    /// The receipt for it.
    pub receipt: String,
    /// Approved or denied.
    pub state: ConsentState,
    /// Why it was denied.
    pub reason: Option<String>,
    /// How it was approved: a JSON array.
    pub amr: Option<String>,
    /// What is proved of where the key lives that approved it.
    pub key_level: Option<AttestedLevel>,
    /// The accounts chosen: a JSON array.
    pub selection: Option<String>,
}

/// What came of check 17.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consumed {
    /// This decision is the one.
    First,
    /// Another was first, or the time is over.
    TooLate,
    /// The device was blocked or revoked meanwhile, or its key replaced.
    Overtaken(Overtaken),
}

/// What came of an approval that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The consent failed by it, and the failure counts.
    Ended {
        /// The devices that a full count blocked.
        blocked: Vec<String>,
    },
    /// The consent had ended before.
    TooLate,
    /// The device was blocked or revoked meanwhile, or its key replaced: its failure ends nothing
    /// and counts for nobody.
    Overtaken(Overtaken),
}

/// An approval that failed one of the checks 11 to 16 that end a request.
#[derive(Clone)]
pub struct Failure {
    /// The consent.
    pub consent: String,
    /// The request.
    pub request: String,
    /// The device, and what its call was authenticated with.
    pub by: Possession,
    /// The AS's id of the account.
    pub account: String,
    /// The hash of the decision's token.
    pub hash: String,
    /// The decision's token.
    pub token: String,
    /// The check that it failed.
    pub check: Check,
}

/// A consent that has expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedConsent {
    /// Its id.
    pub consent: String,
}

/// A consent made ready for a CIBA request that will name it.
#[derive(Clone)]
pub struct PreparedConsentEntry {
    /// Its id.
    pub id: String,
    /// The AS's id of the account.
    pub account: String,
    /// The consent as JSON.
    pub content: String,
    /// Until when it can be used.
    pub exp: UnixSeconds,
}

/// An outcome that is to be reported to the AS's webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The consent.
    pub consent: String,
    /// How often it was tried.
    pub attempts: u32,
}

/// A call to Keycloak that is about to be made.
#[derive(Clone)]
pub struct Callback {
    /// The realm's name.
    pub realm: String,
    /// Keycloak's id of the authentication.
    pub id: String,
    /// The consent.
    pub consent: String,
    /// Keycloak's bearer token, to be sent back.
    pub bearer: String,
    /// `SUCCEED`, `UNAUTHORIZED` or `CANCELLED`.
    pub outcome: String,
}

countersign_protocol::silent_debug!(
    NewConsentEntry,
    NewRequestEntry,
    RequestEntry,
    DecisionEntry,
    Failure,
    PreparedConsentEntry,
    Callback
);
