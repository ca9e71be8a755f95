//! What an AS knows when a decision comes.

use countersign_protocol::consent::{Template, Types};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, Capabilities, DeviceState, KeyPurpose};

/// What the AS knows of a request and of the device that is calling.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// The AS's issuer URL.
    pub issuer: &'a str,
    /// The device's id.
    pub device: &'a str,
    /// Whether it may answer.
    pub device_state: DeviceState,
    /// What it says that it can show.
    pub capabilities: &'a Capabilities,
    /// The handle of the account that this device knows (`sub` of the request).
    pub account: &'a str,
    /// The device's transport key.
    pub transport_key: &'a PublicKey,
    /// The device's approval key.
    pub approval_key: &'a PublicKey,
    /// What is proved of where that key lives.
    pub key_level: AttestedLevel,
    /// Keys of the device that were replaced since the request was made (§6.1). Others do no
    /// harm: they verify nothing that was asked after they went.
    pub retired_keys: &'a [RetiredKey],
    /// The request as it was signed for this device: the very bytes.
    pub request_token: &'a str,
    /// The AS's request keys; one of them signed the request.
    pub request_keys: &'a [PublicKey],
    /// The number that the person had to type, if one was asked for.
    pub number: Option<&'a str>,
    /// The types that the AS can read, with its own descriptions of the bank's own ones.
    pub types: &'a Types,
    /// The templates that decisions are verified by: each for as long as an active device has it.
    pub templates: &'a [Template],
    /// Whether the request was answered or ended.
    pub state: RecordState<'a>,
}

/// Whether a request was answered or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState<'a> {
    /// It waits.
    Pending,
    /// It was withdrawn, or has expired.
    Ended,
    /// It was decided.
    Decided {
        /// Base64url SHA-256 of the decision token, if this very request was decided by one that
        /// has a receipt.
        hash: Option<&'a str>,
    },
}

/// A key that was replaced.
#[derive(Clone, Copy)]
pub struct RetiredKey {
    /// The key.
    pub key: PublicKey,
    /// What it was for.
    pub role: KeyPurpose,
    /// When another took its place.
    pub at: UnixSeconds,
    /// Of an approval key: what was proved of where it lived. Not known any more is
    /// [`AttestedLevel::Software`].
    pub key_level: AttestedLevel,
}

impl std::fmt::Debug for RetiredKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RetiredKey")
    }
}

impl std::fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({:?})", self.state)
    }
}
