//! Devices and what they ask for.

use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, Capabilities, DeviceState, ReportReason};

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
    /// What the app says that it can do.
    pub capabilities: Capabilities,
    /// The format of its key attestation.
    pub attestation: String,
    /// What is proved of where its approval key lives.
    pub key_level: AttestedLevel,
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

/// What a device's call was authenticated with. The transaction that the call causes reads it
/// again: meanwhile the device may have been blocked or revoked, or its key replaced.
#[derive(Clone)]
pub struct Possession {
    /// The device.
    pub device: String,
    /// The transport key that it proved to hold.
    pub transport: PublicKey,
}

impl Device {
    /// What a call of this device was authenticated with.
    #[must_use]
    pub fn possession(&self) -> Possession {
        Possession { device: self.id.clone(), transport: self.transport }
    }
}

/// How the world overtook a call of a device: between the call's authentication and its
/// transaction. Nothing was changed; the answer is that of a call which came afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overtaken {
    /// The device is in a state in which it may not do this.
    State,
    /// The transport key that the call was authenticated with is not the device's any more.
    Key,
}

/// What came of a write that a device's call caused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is done, or was done by the same call before.
    Done,
    /// The id of the signed body was used before, or has ended.
    Replayed,
    /// The world was faster.
    Overtaken(Overtaken),
}

/// A new device that is still to be announced to another of the customer's devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The device that was added.
    pub added: String,
    /// The device that it is announced to.
    pub device: String,
    /// How often it was tried.
    pub attempts: u32,
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
    /// The app can do this now.
    Capabilities(Capabilities),
    /// Block the device, unless it reported the same before.
    Report {
        /// The request.
        request: String,
        /// Why.
        reason: ReportReason,
    },
}

countersign_protocol::silent_debug!(Device, Possession, TokenEntry, UsedId, Command);
