//! An offer to enrol a device, and how far it has come.

use countersign_protocol::time::UnixSeconds;
use serde::Serialize;

/// An offer to enrol a device.
#[derive(Clone, Serialize)]
pub struct CreatedOffer {
    /// Its id.
    pub offer: String,
    /// The token: for a link by value, `?offer=<token>`.
    pub token: String,
    /// Where the token can be fetched once: for a link by reference, `?offer_uri=<url>`.
    pub offer_uri: String,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// How far an offer has come.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OfferState {
    /// No device has taken it.
    Open,
    /// A device took it; the session shows these digits and asks whether the phone does too.
    Registered {
        /// The six digits.
        digits: String,
        /// The phone's model, as it says.
        model: String,
        /// The phone's system, as it says.
        os: String,
    },
    /// The device was confirmed and is active.
    Confirmed {
        /// Its id.
        device: String,
    },
    /// It ended without a confirmed device.
    Expired,
}

/// A device that was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfirmedDevice {
    /// Its id.
    pub device: String,
    /// The customer's other active devices, to which the new one is announced.
    pub told: Vec<String>,
}

countersign_protocol::silent_debug!(CreatedOffer, OfferState);
