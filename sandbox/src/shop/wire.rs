//! What the shop sends and gets, as it stands on the wire.

use countersign_protocol::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub(super) type FormFields = Vec<(&'static str, String)>;

#[derive(Serialize)]
pub(super) struct RequestObject<'a> {
    pub(super) iss: &'a str,
    pub(super) aud: &'a str,
    pub(super) iat: UnixSeconds,
    pub(super) nbf: UnixSeconds,
    pub(super) exp: UnixSeconds,
    pub(super) jti: String,
    #[serde(flatten)]
    pub(super) parameters: RequestParameters<'a>,
}

#[derive(Serialize)]
pub(super) struct RequestParameters<'a> {
    pub(super) scope: &'a str,
    pub(super) login_hint: &'a str,
    pub(super) acr_values: &'a str,
    pub(super) binding_message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authorization_details: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requested_expiry: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_notification_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) number_entry: Option<u8>,
    pub(super) request_context: Context,
}

/// Where the shop's page is open, for the person to compare.
#[derive(Serialize)]
pub(super) struct Context {
    pub(super) device: &'static str,
}

#[derive(Serialize)]
pub(super) struct Assertion<'a> {
    pub(super) iss: &'a str,
    pub(super) sub: &'a str,
    pub(super) aud: &'a str,
    pub(super) iat: UnixSeconds,
    pub(super) exp: UnixSeconds,
    pub(super) jti: String,
}

#[derive(Deserialize)]
pub(super) struct TokenResponse {
    pub(super) access_token: String,
    pub(super) id_token: String,
    pub(super) authorization_details: Option<serde_json::Value>,
}

#[derive(Deserialize)]
pub(super) struct ErrorResponse {
    pub(super) error: String,
}

impl RequestParameters<'_> {
    /// The parameters in a form, for a request that is not signed.
    pub(super) fn unsigned(&self) -> Option<FormFields> {
        let context = serde_json::to_string(&self.request_context).ok()?;
        let mut form = vec![
            ("scope", self.scope.to_owned()),
            ("login_hint", self.login_hint.to_owned()),
            ("acr_values", self.acr_values.to_owned()),
            ("binding_message", self.binding_message.to_owned()),
            ("request_context", context),
        ];
        let optional = [
            ("authorization_details", self.authorization_details.map(|raw| raw.get().to_owned())),
            ("requested_expiry", self.requested_expiry.map(|seconds| seconds.to_string())),
            ("client_notification_token", self.client_notification_token.map(str::to_owned)),
            ("number_entry", self.number_entry.map(|digits| digits.to_string())),
        ];
        form.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
        Some(form)
    }
}
