//! The parameters of an authentication request (CIBA §7.1), from a form or a signed request.

use super::error::OAuthError;
use super::form::Form;
use super::jwt::Claims;
use countersign_protocol::json::Json;
use serde_json::value::RawValue;

/// The longest that a request may wait for its answer, in seconds.
pub(super) const LONGEST_EXPIRY: u32 = 600;
/// How long it waits if the client does not say.
const USUAL_EXPIRY: u32 = 120;
/// The longest client notification token (CIBA §7.1).
const LONGEST_NOTIFICATION_TOKEN: usize = 1024;

/// Where the parameters stand.
pub(super) enum Parameters<'a> {
    /// In the body.
    Form(&'a Form),
    /// In the claims of a signed request.
    Signed(&'a Claims),
}

/// What a client asks, each parameter well-formed.
pub(super) struct AuthenticationRequest {
    /// The scope: contains `openid`.
    pub scope: String,
    /// Whose consent is asked for.
    pub hint: Hint,
    /// The authorization details as they were written.
    pub details: Option<Box<RawValue>>,
    /// The message that both devices show.
    pub binding_message: Option<String>,
    /// The customer's user code.
    pub user_code: Option<String>,
    /// How long to wait, in seconds.
    pub expires_in: u32,
    /// What the client is to be notified with.
    pub notification_token: Option<String>,
    /// Signals about where the request was started (FAPI-CIBA §4.3).
    pub context: Option<Json>,
    /// How many digits the person is to type (an extension, docs/protocol.md §4.4).
    pub number_entry: Option<u8>,
}

/// Exactly one of the three hints.
pub(super) enum Hint {
    /// `login_hint`.
    Login(String),
    /// `login_hint_token`.
    LoginToken(String),
    /// `id_token_hint`.
    IdToken(String),
}

type Result<T> = std::result::Result<T, OAuthError>;

impl Parameters<'_> {
    /// A parameter that is a string in both places.
    fn text(&self, name: &str) -> Result<Option<String>> {
        match self {
            Self::Form(form) => Ok(form.text(name).map(str::to_owned)),
            Self::Signed(claims) => match claims.value(name) {
                None => Ok(None),
                Some(Json::String(text)) if text.is_empty() => Ok(None),
                Some(Json::String(text)) => Ok(Some(text.clone())),
                Some(_) => Err(OAuthError::InvalidRequest("a claim has the wrong type")),
            },
        }
    }

    /// A parameter that is JSON: written as text in a form, as itself in a signed request.
    fn json(&self, name: &str) -> Option<String> {
        match self {
            Self::Form(form) => form.text(name).map(str::to_owned),
            Self::Signed(claims) => claims.raw(name),
        }
    }

    /// A positive integer: written in digits, or as a number in a signed request.
    fn positive(&self, name: &str) -> Result<Option<u32>> {
        let digits = match self {
            Self::Signed(claims) => match claims.value(name) {
                Some(Json::Number(digits)) => Some(digits.clone()),
                _ => self.text(name)?,
            },
            Self::Form(_) => self.text(name)?,
        };
        let number = |digits: String| {
            Some(digits)
                .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 9)
                .and_then(|text| text.parse().ok())
                .filter(|number: &u32| *number > 0)
                .ok_or(OAuthError::InvalidRequest("a number is not a positive integer"))
        };
        digits.map(number).transpose()
    }
}

impl AuthenticationRequest {
    /// Reads the parameters. Those that are not known are ignored (RFC 6749 §3.1).
    ///
    /// # Errors
    ///
    /// The error of the parameter that is wrong.
    pub(super) fn read(parameters: &Parameters<'_>) -> Result<Self> {
        Ok(Self {
            scope: scope(parameters.text("scope")?)?,
            hint: hint(parameters)?,
            details: details(parameters)?,
            binding_message: parameters.text("binding_message")?,
            user_code: parameters.text("user_code")?,
            expires_in: parameters
                .positive("requested_expiry")?
                .unwrap_or(USUAL_EXPIRY)
                .min(LONGEST_EXPIRY),
            notification_token: notification_token(parameters)?,
            context: context(parameters)?,
            number_entry: number_entry(parameters)?,
        })
    }
}

/// RFC 6749 §3.3, and `openid` among them.
fn scope(scope: Option<String>) -> Result<String> {
    let scope = scope.filter(|scope| scope.len() <= 1024).ok_or(OAuthError::InvalidScope)?;
    let well_formed = |token: &str| {
        !token.is_empty() && token.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
    };
    if scope.split(' ').all(well_formed) && scope.split(' ').any(|token| token == "openid") {
        Ok(scope)
    } else {
        Err(OAuthError::InvalidScope)
    }
}

fn hint(parameters: &Parameters<'_>) -> Result<Hint> {
    let login = parameters.text("login_hint")?.map(Hint::Login);
    let login_token = parameters.text("login_hint_token")?.map(Hint::LoginToken);
    let id_token = parameters.text("id_token_hint")?.map(Hint::IdToken);
    let mut hints = [login, login_token, id_token].into_iter().flatten();
    match (hints.next(), hints.next()) {
        (Some(hint), None) => Ok(hint),
        _ => Err(OAuthError::InvalidRequest("exactly one hint is needed")),
    }
}

/// RFC 9396 §2: an array of objects, each with a `type`. What they hold is checked later.
fn details(parameters: &Parameters<'_>) -> Result<Option<Box<RawValue>>> {
    let Some(text) = parameters.json("authorization_details") else { return Ok(None) };
    let raw: Box<RawValue> =
        serde_json::from_str(&text).map_err(|_| OAuthError::InvalidAuthorizationDetails)?;
    let items: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(raw.get()).map_err(|_| OAuthError::InvalidAuthorizationDetails)?;
    let typed = |item: &serde_json::Map<_, serde_json::Value>| {
        item.get("type").is_some_and(serde_json::Value::is_string)
    };
    if !items.is_empty() && items.len() <= 20 && items.iter().all(typed) {
        Ok(Some(raw))
    } else {
        Err(OAuthError::InvalidAuthorizationDetails)
    }
}

/// The syntax of a bearer token (RFC 6750 §2.1), at most 1024 characters.
fn notification_token(parameters: &Parameters<'_>) -> Result<Option<String>> {
    let Some(token) = parameters.text("client_notification_token")? else { return Ok(None) };
    let body = token.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    if !body.is_empty() && body.bytes().all(allowed) && token.len() <= LONGEST_NOTIFICATION_TOKEN {
        Ok(Some(token))
    } else {
        Err(OAuthError::InvalidRequest("the client notification token is malformed"))
    }
}

fn context(parameters: &Parameters<'_>) -> Result<Option<Json>> {
    let malformed = OAuthError::InvalidRequest("the request context is not a JSON object");
    let Some(text) = parameters.json("request_context") else { return Ok(None) };
    match Json::parse(text.as_bytes()) {
        Ok(context @ Json::Object(_)) => Ok(Some(context)),
        _ => Err(malformed),
    }
}

fn number_entry(parameters: &Parameters<'_>) -> Result<Option<u8>> {
    let malformed = OAuthError::InvalidRequest("number_entry is not between 2 and 6");
    parameters
        .positive("number_entry")?
        .map(|digits| u8::try_from(digits).ok().filter(|d| (2..=6).contains(d)).ok_or(malformed))
        .transpose()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(body: &str) -> Result<AuthenticationRequest> {
        let form = Form::parse(format!("scope=openid&login_hint=a&{body}").as_bytes()).unwrap();
        AuthenticationRequest::read(&Parameters::Form(&form))
    }

    #[test]
    fn the_expiry_is_a_positive_integer_and_has_a_ceiling() {
        assert_eq!(read("").unwrap().expires_in, 120);
        assert_eq!(read("requested_expiry=30").unwrap().expires_in, 30);
        assert_eq!(read("requested_expiry=86400").unwrap().expires_in, 600);
        for wrong in ["0", "-5", "1.5", "1e2", "+1", "abc", "99999999999"] {
            let error = read(&format!("requested_expiry={}", wrong.replace('+', "%2B"))).err();
            assert_eq!(error.map(OAuthError::code), Some("invalid_request"), "{wrong}");
        }
    }

    #[test]
    fn a_notification_token_has_the_syntax_of_a_bearer_token() {
        let error = |token: &str| {
            read(&format!("client_notification_token={token}")).err().map(OAuthError::code)
        };

        assert_eq!(error("_MiUOY07EOCvWR5BVuOL%3D"), None);
        assert_eq!(error(&"a".repeat(1024)), None);
        assert_eq!(error(&"a".repeat(1025)), Some("invalid_request"));
        assert_eq!(error("a%0D%0AX-Header:+1"), Some("invalid_request"));
        assert_eq!(error("%3D%3D"), Some("invalid_request"));
    }

    #[test]
    fn details_are_an_array_of_objects_with_a_type() {
        for wrong in ["{}", "[]", "[1]", "[{}]", "[{\"type\":1}]", "[{\"type\":\"a\"}", "null"] {
            let error = read(&format!("authorization_details={wrong}")).err();
            assert_eq!(error, Some(OAuthError::InvalidAuthorizationDetails), "{wrong}");
        }
    }
}
