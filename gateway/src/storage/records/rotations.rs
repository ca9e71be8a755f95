//! Keys of devices that replace others.

use super::devices::Overtaken;
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, KeyPurpose};

/// A rotation that passed every check but those that need the records as they are now.
#[derive(Clone)]
pub struct Rotation {
    /// The device.
    pub device: String,
    /// The transport key that the call was authenticated with.
    pub transport: PublicKey,
    /// The id of the challenge, which serves one rotation.
    pub challenge: String,
    /// Base64url SHA-256 of the rotation.
    pub hash: String,
    /// The rotation as it was signed: evidence to keep.
    pub token: String,
    /// Which key is replaced.
    pub role: KeyPurpose,
    /// The key that signed the rotation.
    pub old: PublicKey,
    /// The key that takes its place.
    pub new: PublicKey,
    /// Of an approval key: where it lives.
    pub attested: Option<Attested>,
    /// When the rotation ends.
    pub exp: UnixSeconds,
    /// The receipt for it.
    pub receipt: String,
    /// How many keys the device may replace in a day.
    pub most_in_a_day: u32,
}

/// What is known of where an approval key lives.
#[derive(Clone)]
pub struct Attested {
    /// The format of the evidence.
    pub format: String,
    /// What it proved.
    pub level: AttestedLevel,
    /// The evidence, if there was any.
    pub evidence: Option<String>,
}

/// What came of a rotation.
#[derive(Clone, PartialEq, Eq)]
pub enum Rotated {
    /// The new key is in its place.
    Done,
    /// The same bytes came before, and this was the receipt.
    Same(String),
    /// The challenge was used by other bytes, the old key is no longer the device's, or the new
    /// one is known already.
    Conflict,
    /// It came too late; the same bytes will be too late for ever.
    Gone,
    /// The device was blocked or revoked meanwhile, or its transport key replaced.
    Overtaken(Overtaken),
    /// It has replaced as many as it may: the seconds to wait.
    TooMany(u32),
}

countersign_protocol::silent_debug!(Rotation, Attested, Rotated);
