//! Form bodies, read strictly: each parameter once (RFC 6749 §3.1).

use super::error::OAuthError;
use std::collections::HashMap;

/// The parameters of a form body that have a value.
#[derive(Default)]
pub(super) struct Form(HashMap<String, String>);

const MALFORMED: OAuthError = OAuthError::InvalidRequest("the body is not a form");
const DOUBLED: OAuthError = OAuthError::InvalidRequest("a parameter is there twice");

impl Form {
    /// Reads an `application/x-www-form-urlencoded` body.
    ///
    /// A parameter without a value counts as left out (RFC 6749 §3.1).
    ///
    /// # Errors
    ///
    /// [`OAuthError::InvalidRequest`] if it is malformed or a parameter is there twice.
    pub(super) fn parse(body: &[u8]) -> Result<Self, OAuthError> {
        let text = std::str::from_utf8(body).map_err(|_| MALFORMED)?;
        let mut parameters = HashMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name).ok_or(MALFORMED)?;
            let value = decoded(value).ok_or(MALFORMED)?;
            if parameters.insert(name, value).is_some() {
                return Err(DOUBLED);
            }
        }
        parameters.retain(|_, value: &mut String| !value.is_empty());
        Ok(Self(parameters))
    }

    /// A parameter's value.
    #[must_use]
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names that are there.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Undoes the form encoding; `None` if an escape is cut off or the result is not UTF-8.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_form_is_decoded() {
        let form =
            Form::parse(b"scope=openid+payments&binding_message=%E2%82%AC%201&empty=").unwrap();

        assert_eq!(form.text("scope"), Some("openid payments"));
        assert_eq!(form.text("binding_message"), Some("\u{20ac} 1"));
        assert_eq!(form.text("empty"), None);
    }

    #[test]
    fn a_doubled_parameter_or_a_broken_escape_is_refused() {
        assert_eq!(Form::parse(b"a=1&a=1").err(), Some(DOUBLED));
        assert_eq!(Form::parse(b"a=1&%61=2").err(), Some(DOUBLED));
        assert_eq!(Form::parse(b"a=&a=2").err(), Some(DOUBLED));
        assert_eq!(Form::parse(b"a=%4").err(), Some(MALFORMED));
        assert_eq!(Form::parse(b"a=%zz").err(), Some(MALFORMED));
        assert_eq!(Form::parse(b"a=%ff").err(), Some(MALFORMED));
    }
}
