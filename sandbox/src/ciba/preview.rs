//! Whether a phone could show what is asked, found out by the phone's own reader.
//!
//! RFC 9396 §5 has the server refuse details with unknown types, unknown fields, wrong types and
//! invalid values. The core's reader knows exactly these rules, so it is asked: the consent is
//! put into a token as the gateway would make it, and read.

use super::error::OAuthError;
use countersign::consent::words::Language;
use countersign::consent::{Addressee, ConsentRequest, Presentation, Reading, Types};
use countersign::jose::{Draft, Signer, Typ, Unverified, base64url};
use countersign::time::UnixSeconds;
use countersign_gateway::channel::{
    Client, Context, NewConsent, OfferedAccount, PayeeVerification,
};
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    jti: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    ver: &'a str,
    nonce: String,
    client: &'a Client,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_details: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    binding_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_entry: Option<NumberEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accounts: Option<&'a [OfferedAccount]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payee_verification: Option<&'a [PayeeVerification]>,
}

#[derive(Serialize)]
struct NumberEntry {
    digits: u8,
}

/// Reads the consent as a phone would.
///
/// # Errors
///
/// The error of the parameter that a phone could not show.
pub(super) fn read(
    consent: &NewConsent,
    key: &dyn Signer,
    now: UnixSeconds,
) -> Result<(), OAuthError> {
    let name = "preview";
    let claims = Claims {
        iss: name,
        aud: name,
        sub: name,
        jti: name,
        iat: now,
        exp: now.plus(i64::from(consent.expires_in)),
        ver: "1",
        nonce: base64url(&[0; 16]),
        client: &consent.client,
        scope: consent.scope.as_deref(),
        authorization_details: consent.authorization_details.as_deref(),
        binding_message: consent.binding_message.as_deref(),
        context: consent.context.as_ref(),
        number_entry: consent.number_entry.map(|digits| NumberEntry { digits }),
        accounts: consent.accounts.as_deref(),
        payee_verification: consent.payee_verification.as_deref(),
    };
    let token = Draft::new(Typ::ConsentRequest, "preview", &claims)
        .sign(key)
        .map_err(|_| OAuthError::ServerError)?;
    let verified = Unverified::parse(&token, &[Typ::ConsentRequest])
        .and_then(|token| token.verify(key.public_key()))
        .map_err(|_| OAuthError::ServerError)?;
    let presentation = Presentation {
        language: Language::English,
        time_zone: "UTC".to_owned(),
        types: Types::default(),
    };
    let addressee = Addressee { issuer: name, device: name, account: name };
    // The claims that every request has are ours; what cannot be parsed are the client's details.
    let request = ConsentRequest::read(&verified, &addressee, &presentation)
        .map_err(|_| OAuthError::InvalidAuthorizationDetails)?;
    match request.reading() {
        Reading::Shown(_) => Ok(()),
        Reading::NotShown(problem) => Err(match problem.section.as_str() {
            "binding_message" => OAuthError::InvalidBindingMessage,
            "scope" => OAuthError::InvalidScope,
            "context" => OAuthError::InvalidRequest("the request context cannot be shown"),
            _ => OAuthError::InvalidAuthorizationDetails,
        }),
    }
}
