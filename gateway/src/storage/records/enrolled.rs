//! Offers, devices and what they ask for.

use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::DeviceState;
use countersign_protocol::vocabulary::ReportReason;

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
    /// When it was last heard of: a new access token, a decision, a change of its own. At most
    /// the life of an access token behind the truth.
    pub last_seen_at: Option<UnixSeconds>,
    /// Since when it is in this state; unknown where an older version changed it.
    pub state_since: Option<UnixSeconds>,
    /// Why it is in this state, if there is more to say.
    pub state_reason: Option<String>,
}

/// How a device's state is to change.
#[derive(Clone, Copy, Debug)]
pub struct StateChange<'a> {
    /// Only if it is one of these.
    pub from: &'a [DeviceState],
    /// What it is to be.
    pub to: DeviceState,
    /// Why.
    pub reason: Option<&'a str>,
}

/// A device of a customer that is still to be told of a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The device that was added.
    pub added: String,
    /// The device that is to be told.
    pub device: String,
    /// How often it was tried.
    pub attempts: u32,
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
        /// The customer's other active devices, which are told.
        told: Vec<String>,
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
    /// Block the device, unless it reported the same before.
    Report {
        /// The request.
        request: String,
        /// Why.
        reason: ReportReason,
    },
}

/// Why a device that reported is blocked, in the bank's list of devices.
pub(crate) const fn blocked_because(reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::NotMe => "reported",
        ReportReason::Failures => "failures",
    }
}

countersign_protocol::silent_debug!(
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
    Command
);
