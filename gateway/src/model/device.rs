//! A customer's devices, as the bank sees them.

use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, DeviceState};
use serde::{Deserialize, Serialize};

/// Why the bank removes a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    /// The customer lost the phone.
    Lost,
    /// It was stolen.
    Stolen,
    /// The customer has another phone now.
    Replaced,
    /// The bank suspects fraud.
    Fraud,
    /// The account was closed.
    AccountClosed,
    /// Anything else.
    #[default]
    Unspecified,
}

/// Devices of an account, oldest first.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DevicePage {
    /// The devices.
    pub devices: Vec<DeviceRecord>,
    /// Where the next page begins: behind this device. `None` on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One of a customer's devices.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DeviceRecord {
    /// Its id.
    pub id: String,
    /// The phone's model, as it says.
    pub model: String,
    /// The phone's system, as it says.
    pub os: String,
    /// Whether it may answer.
    pub state: DeviceState,
    /// When it was enrolled.
    pub enrolled_at: UnixSeconds,
    /// Consecutive failures.
    pub failures: u32,
    /// The format of its key attestation.
    pub attestation: String,
    /// What is proved of where its approval key lives: `software` where nothing is.
    pub key_level: AttestedLevel,
    /// When it was last heard of: a new access token, a decision, or a change of its own. At most
    /// the life of an access token behind the truth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<UnixSeconds>,
    /// Since when it is in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_since: Option<UnixSeconds>,
    /// Why it is blocked (`failures`, `reported`) or revoked (`removed` by the device itself,
    /// `not_confirmed`, or the bank's [`RevocationReason`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
}

impl RevocationReason {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Stolen => "stolen",
            Self::Replaced => "replaced",
            Self::Fraud => "fraud",
            Self::AccountClosed => "account_closed",
            Self::Unspecified => "unspecified",
        }
    }
}

countersign_protocol::silent_debug!(DevicePage, DeviceRecord);
