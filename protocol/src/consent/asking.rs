//! What an AS asks: the claims of a consent request as they are written. [`super::ConsentRequest`]
//! reads them.

use crate::jose::{Claims, Typ};
use crate::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A consent request, to be signed by a request key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §4.2")]
pub struct RequestClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub sub: &'a str,
    pub jti: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub ver: &'static str,
    pub nonce: String,
    pub client: &'a Client,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<&'a Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_entry: Option<NumberEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<&'a [OfferedAccount]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee_verification: Option<&'a [PayeeVerification]>,
}

/// How many digits the person is to type.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct NumberEntry {
    /// From 2 to 6.
    pub digits: u8,
}

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

impl Claims for RequestClaims<'_> {
    const TYP: Typ = Typ::ConsentRequest;
}

crate::silent_debug!(Client, Context, OfferedAccount, PayeeVerification);
