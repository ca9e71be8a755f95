//! What an AS and the gateway tell each other.

use countersign::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Who asks, in the words of the bank.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The name that people know.
    pub name: String,
    /// The name in the register.
    pub legal_name: String,
    /// For whom it asks, if not for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// Its number in a register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
}

/// Where the request was started.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_at: Option<UnixSeconds>,
    /// On what device, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Where, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// From which address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
}

/// An account that the person may choose.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferedAccount {
    /// The AS's id of it.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its number, masked.
    pub identification: String,
    /// Its currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// Whether a payee's name fits their account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayeeVerification {
    /// The index of the authorization detail.
    pub detail: u32,
    /// How well it fits.
    pub result: PayeeMatch,
    /// The name that the payee's bank has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_on_file: Option<String>,
}

/// How well a payee's name fits their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayeeMatch {
    /// It is the name.
    Match,
    /// It is nearly the name.
    CloseMatch,
    /// It is another name.
    NoMatch,
    /// The payee's bank did not say.
    NotAvailable,
}

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

/// A consent that devices were told of.
#[derive(Clone, Serialize)]
pub struct CreatedConsent {
    /// Its id.
    pub consent: String,
    /// When it ends.
    pub expires_at: UnixSeconds,
    /// What the client shows for the person to type, if number entry was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_to_enter: Option<String>,
    /// The devices that were told.
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
    /// An approval by the right key failed a check (docs/protocol.md §5.2, 9 to 13).
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
    /// How the person approved (RFC 8176).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
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
}

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

/// Whether a device may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Registered; its digits are not confirmed.
    Pending,
    /// It may answer.
    Active,
    /// Too many failures, or reported: it may answer once the bank unblocks it.
    Blocked,
    /// Removed for good.
    Revoked,
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
    /// What is known of where its keys live: `software` where nothing better is proved,
    /// `unverified` where there is evidence that was not checked.
    pub key_level: String,
}

/// Why the channel did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// What was given breaks a rule.
    #[error("malformed")]
    Malformed,
    /// Devices could not show this consent, so nobody could approve it.
    #[error("the consent cannot be shown")]
    NotShowable,
    /// The secret is wrong.
    #[error("not authenticated")]
    Unauthenticated,
    /// There is no such thing, or the account has no active device.
    #[error("unknown")]
    Unknown,
    /// It was decided, confirmed or registered already.
    #[error("conflict")]
    Conflict,
    /// The digits are not those of the phone.
    #[error("the digits are wrong")]
    WrongDigits,
    /// It has ended.
    #[error("gone")]
    Gone,
    /// Too long.
    #[error("too large")]
    TooLarge,
    /// Too many for now.
    #[error("try again in {retry_after} seconds")]
    TooMany {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The gateway cannot at the moment; nothing was changed.
    #[error("unavailable")]
    Unavailable,
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

impl DeviceState {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Revoked => "revoked",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pending, Self::Active, Self::Blocked, Self::Revoked]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// Debug output names the kind and an id at most: what is asked of whom is nobody's log line.
macro_rules! silent_debug {
    ($($type:ty => $text:literal),* $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($text)
            }
        }
    )*};
}

silent_debug! {
    Client => "Client",
    Context => "Context",
    OfferedAccount => "OfferedAccount",
    PayeeVerification => "PayeeVerification",
    NewConsent => "NewConsent",
    CreatedConsent => "CreatedConsent",
    PreparedConsent => "PreparedConsent",
    ConsentRecord => "ConsentRecord",
    CreatedOffer => "CreatedOffer",
    OfferState => "OfferState",
    DeviceRecord => "DeviceRecord",
}
