//! Offers, and the devices that answer them.

use super::devices::{Device, TokenEntry};
use countersign_protocol::time::UnixSeconds;

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
        /// The customer's other active devices, to which it is announced.
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

countersign_protocol::silent_debug!(
    Offer,
    OfferStage,
    FetchedOffer,
    OfferToken,
    Registration,
    Registered,
    Confirmation
);
