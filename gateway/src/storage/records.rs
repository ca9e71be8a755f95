//! The records that the rooms of the gateway and the storage exchange.

use crate::channel::{ConsentState, DeviceState};
use countersign::jose::PublicKey;
use countersign::time::UnixSeconds;

/// An enrolled device.
#[derive(Clone)]
pub struct Device {
    /// Its id.
    pub id: String,
    /// The AS's id of the account.
    pub account: String,
    /// The handle of the account that this device knows.
    pub sub: String,
    /// The handle that notices carry.
    pub enrolment: String,
    /// The masked label of the account.
    pub label: String,
    /// Proves possession at every call.
    pub transport: PublicKey,
    /// Signs approvals.
    pub approval: PublicKey,
    /// The phone's model, as it says.
    pub model: String,
    /// The phone's system, as it says.
    pub os: String,
    /// What the app can do: the JSON it sent.
    pub capabilities: String,
    /// The format of its key attestation.
    pub attestation: String,
    /// What is known of where its keys live.
    pub key_level: String,
    /// The attestation as it was sent, if there was one: for a later check.
    pub evidence: Option<String>,
    /// Who carries notices to it.
    pub push_provider: Option<String>,
    /// The provider's token.
    pub push_token: Option<String>,
    /// Whether it may answer.
    pub state: DeviceState,
    /// Consecutive failures.
    pub failures: u32,
    /// When it was enrolled.
    pub enrolled_at: UnixSeconds,
}

/// An offer that was just made.
#[derive(Clone)]
pub struct Offer {
    /// Its id.
    pub id: String,
    /// The hash of the handle in its `offer_uri`.
    pub handle_hash: String,
    /// The AS's id of the account.
    pub account: String,
    /// The masked label of the account.
    pub label: String,
    /// The attestation challenge.
    pub nonce: String,
    /// The token.
    pub token: String,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// When it ends.
    pub exp: UnixSeconds,
}

/// An offer and how far it has come.
#[derive(Clone)]
pub struct OfferStage {
    /// The offer.
    pub offer: Offer,
    /// The device that answered it.
    pub device: Option<Device>,
    /// The digits that both sides show.
    pub digits: Option<String>,
    /// Until when they can be confirmed.
    pub confirm_by: Option<UnixSeconds>,
    /// The hash of the registration that was accepted.
    pub registration_hash: Option<String>,
    /// The receipt that answered it.
    pub receipt: Option<String>,
    /// Whether it ended without a confirmed device.
    pub ended: bool,
}

/// What a handle led to.
#[derive(Clone, PartialEq, Eq)]
pub enum FetchedOffer {
    /// The token, for the first and last time.
    Token(OfferToken),
    /// It was fetched before, or has ended.
    Gone,
    /// No such handle.
    Unknown,
}

/// An offer's token.
#[derive(Clone, PartialEq, Eq)]
pub struct OfferToken(pub String);

/// A device that answers an offer.
#[derive(Clone)]
pub struct Registration {
    /// The offer's id.
    pub offer: String,
    /// The device, pending.
    pub device: Device,
    /// The hash of the registration token.
    pub hash: String,
    /// The receipt for it.
    pub receipt: String,
    /// The digits that both sides show.
    pub digits: String,
    /// Until when they can be confirmed.
    pub confirm_by: UnixSeconds,
    /// Its first access token.
    pub token: TokenEntry,
}

/// What came of a registration.
#[derive(Clone, PartialEq, Eq)]
pub enum Registered {
    /// The device is kept.
    Done,
    /// The offer was used by another registration, or a key belongs to another device.
    Conflict,
    /// The offer has ended.
    Gone,
}

/// What came of comparing digits.
#[derive(Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// The device is active now.
    Done {
        /// The device's id.
        device: String,
    },
    /// Other digits. With `ended`, for the last time.
    Wrong {
        /// Whether the offer ended by it.
        ended: bool,
    },
    /// It was confirmed before, or nobody has registered yet.
    Conflict,
    /// It has ended.
    Gone,
    /// No such offer.
    Unknown,
}

/// An access token, by its hash.
#[derive(Clone)]
pub struct TokenEntry {
    /// The hash of the token.
    pub hash: String,
    /// The device that it was given to.
    pub device: String,
    /// When it ends.
    pub exp: UnixSeconds,
}

/// The id of a signed body, accepted once.
#[derive(Clone)]
pub struct UsedId {
    /// The device that signed.
    pub device: String,
    /// The id.
    pub jti: String,
    /// When the body ends, and with it the need to remember.
    pub exp: UnixSeconds,
}

/// What a device asks for by a signed body.
#[derive(Clone)]
pub enum Command {
    /// Send notices there from now on.
    Push {
        /// Who carries them.
        provider: String,
        /// The provider's token.
        token: Option<String>,
    },
    /// The app can do this now: JSON.
    Capabilities(String),
    /// The person did not start this request: block the device.
    Report {
        /// The request.
        request: String,
    },
}

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
    /// Whether the AS's webhook is to be told of the outcome.
    pub report: bool,
    /// Keycloak's authentication that asked for it: realm, id, bearer token.
    pub authentication: Option<(String, String, String)>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddedConsent {
    /// It is kept.
    Done,
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
    /// The signed request.
    pub token: String,
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

/// A decision that passed checks 1 to 13.
#[derive(Clone)]
pub struct DecisionEntry {
    /// The consent.
    pub consent: String,
    /// The request.
    pub request: String,
    /// The device.
    pub device: String,
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
    /// The accounts chosen: a JSON array.
    pub selection: Option<String>,
}

/// What came of check 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consumed {
    /// This decision is the one.
    First,
    /// Another was first, or the time is over.
    TooLate,
}

/// An approval that failed one of the checks 9 to 13.
#[derive(Clone)]
pub struct Failure {
    /// The consent.
    pub consent: String,
    /// The request.
    pub request: String,
    /// The device.
    pub device: String,
    /// The AS's id of the account.
    pub account: String,
    /// The hash of the decision's token.
    pub hash: String,
    /// The decision's token.
    pub token: String,
    /// The check's name.
    pub check: &'static str,
}

/// A consent that has expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedConsent {
    /// Its id.
    pub consent: String,
}

/// A consent made ready for a CIBA request that will name it.
#[derive(Clone)]
pub struct PreparedConsent {
    /// Its id.
    pub id: String,
    /// The AS's id of the account.
    pub account: String,
    /// The consent as JSON.
    pub content: String,
    /// Until when it can be used.
    pub exp: UnixSeconds,
}

/// An outcome that the AS's webhook is to be told.
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

/// One entry for the log.
#[derive(Clone, Debug, Default)]
pub struct AuditEntry<'a> {
    /// What happened.
    pub event: &'a str,
    /// The device.
    pub device: Option<&'a str>,
    /// The consent.
    pub consent: Option<&'a str>,
    /// The request.
    pub request: Option<&'a str>,
    /// The check that failed.
    pub checked: Option<&'a str>,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place in the log.
    pub number: i64,
    /// When.
    pub at: UnixSeconds,
    /// What happened.
    pub event: String,
    /// The device.
    pub device: Option<String>,
    /// The consent.
    pub consent: Option<String>,
    /// The request.
    pub request: Option<String>,
    /// The check that failed.
    pub checked: Option<String>,
}

/// These hold names, accounts or tokens, so Debug output is the type's name.
macro_rules! silent_debug {
    ($($type:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($type))
            }
        }
    )*};
}

silent_debug!(
    Device,
    Offer,
    OfferStage,
    FetchedOffer,
    OfferToken,
    Registration,
    Registered,
    Confirmation,
    TokenEntry,
    UsedId,
    Command,
    NewConsentEntry,
    NewRequestEntry,
    RequestEntry,
    DecisionEntry,
    Failure,
    PreparedConsent,
    Callback,
);
