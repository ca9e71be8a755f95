//! A consent: how it is asked for, and what became of it.

use countersign_protocol::consent::{Client, Context, OfferedAccount, PayeeVerification};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::AttestedLevel;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A consent to ask for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    /// The AS's id of the customer's account.
    pub account: String,
    /// Who asks.
    pub client: Client,
    /// The scope asked for. It or `authorization_details` is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The details asked for (RFC 9396): a JSON array, kept as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<Box<RawValue>>,
    /// The client's binding message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding_message: Option<String>,
    /// Where the request was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// How many digits the person is to type: 2 to 6. `None` asks for no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_entry: Option<u8>,
    /// The accounts that the person may choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<OfferedAccount>>,
    /// Whether the payees' names fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee_verification: Option<Vec<PayeeVerification>>,
    /// How long the answer is waited for, in seconds.
    pub expires_in: u32,
}

/// A consent that devices were notified of.
#[derive(Clone, Serialize)]
pub struct CreatedConsent {
    /// Its id.
    pub consent: String,
    /// When it ends.
    pub expires_at: UnixSeconds,
    /// What the client shows for the person to type, if number entry was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_to_enter: Option<String>,
    /// The devices that were notified.
    pub devices: Vec<String>,
}

/// A consent that waits for a CIBA request to name it.
#[derive(Clone, Serialize)]
pub struct PreparedConsent {
    /// Its id, for the extra parameter `consent`.
    pub consent: String,
    /// Until when it can be named.
    pub expires_at: UnixSeconds,
}

/// What became of a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// No answer yet.
    Pending,
    /// The person approved.
    Approved,
    /// The person declined.
    Denied,
    /// An approval by the right key failed a check (docs/protocol.md §5.2, 11 to 16).
    Failed,
    /// Nobody answered in time.
    Expired,
    /// The AS took it back.
    Withdrawn,
}

/// A consent and what became of it.
#[derive(Clone, Serialize)]
pub struct ConsentRecord {
    /// Its id.
    pub consent: String,
    /// What became of it.
    pub state: ConsentState,
    /// Why the person declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How the person approved (RFC 8176), as far as it is proved: `swk` and `user` where nothing
    /// is proved of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    /// What is proved of where the key lives that approved it: `software` where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_level: Option<AttestedLevel>,
    /// The accounts that were chosen: `[{"detail", "accounts"}]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Box<RawValue>>,
    /// The PSD2 authentication code: the `jti` of the approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication_code: Option<String>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<UnixSeconds>,
    /// The decision as it was signed: evidence to keep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// How far reporting it to the AS has come, where the gateway does that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported: Option<Reported>,
}

/// How far reporting an outcome to the AS has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reported {
    /// The AS has not answered yet. The webhook is called again until it does.
    Due,
    /// The AS has it.
    Taken,
    /// Keycloak answered with something else than 200. It is not called again.
    Refused,
    /// Keycloak was called, and nobody saw an answer: it may have it or not. It is not called
    /// again, because a second call would delete a grant that the first one approved.
    Unknown,
}

impl ConsentState {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        use ConsentState::{Approved, Denied, Expired, Failed, Pending, Withdrawn};
        [Pending, Approved, Denied, Failed, Expired, Withdrawn]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

countersign_protocol::silent_debug!(NewConsent, CreatedConsent, PreparedConsent, ConsentRecord);
