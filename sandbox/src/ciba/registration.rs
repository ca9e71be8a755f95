//! Registering a client: a door for tests on loopback, with the names of CIBA §4 or short ones.

use super::client::{Authentication, Client, Delivery, Secret};
use super::error::OAuthError;
use super::keys::{Alg, KeySet};
use super::profile::Profile;
use super::{AUTHENTICATION_METHODS, GRANT_TYPE};
use countersign_protocol::claims::{ClaimError, Members, is_id};
use countersign_protocol::json::Json;

const MALFORMED: OAuthError = OAuthError::InvalidClientMetadata("the metadata is malformed");

/// Reads what a client says about itself.
///
/// # Errors
///
/// [`OAuthError::InvalidClientMetadata`], which says what is not taken.
pub fn read(body: &[u8], profile: Profile) -> Result<Client, OAuthError> {
    let mut metadata = Metadata::parse(body)?;
    let id = metadata.text("client_id", "client_id")?.filter(|id| is_id(id)).ok_or(MALFORMED)?;
    let name = metadata.text("client_name", "name")?.unwrap_or_else(|| "Test client".to_owned());
    let secret = metadata.text("client_secret", "client_secret")?;
    let keys = metadata.keys()?;
    let method = metadata.text("token_endpoint_auth_method", "token_endpoint_auth_method")?;
    let delivery = metadata.delivery()?;
    let request_alg = metadata.request_alg()?;
    let user_code = metadata.flag("backchannel_user_code_parameter", "user_code")?;
    let may_use_ciba = metadata.may_use_ciba()?;
    metadata.0.finish().map_err(|_| MALFORMED)?;

    let authentication = match (secret, &keys) {
        (Some(secret), _) => Authentication::Secret(Secret::new(secret)),
        (None, Some(_)) => Authentication::PrivateKey,
        (None, None) => {
            return Err(OAuthError::InvalidClientMetadata("a client_secret or jwks is needed"));
        }
    };
    let [by_key, by_secret] = AUTHENTICATION_METHODS;
    let right = match authentication {
        Authentication::PrivateKey => by_key,
        Authentication::Secret(_) => by_secret,
    };
    if method.is_some_and(|method| method != right) {
        return Err(OAuthError::InvalidClientMetadata("the authentication method does not fit"));
    }
    if profile.is_fapi() && matches!(authentication, Authentication::Secret(_)) {
        return Err(OAuthError::InvalidClientMetadata("FAPI: private_key_jwt is needed"));
    }
    if request_alg.is_some() && keys.is_none() {
        return Err(OAuthError::InvalidClientMetadata("signed requests need jwks"));
    }
    Ok(Client {
        id,
        legal_name: name.clone(),
        name,
        authentication,
        keys,
        delivery,
        request_alg,
        user_code,
        may_use_ciba,
        unchecked: false,
    })
}

/// The members that were not read yet.
struct Metadata(Members);

impl Metadata {
    fn parse(body: &[u8]) -> Result<Self, OAuthError> {
        match Json::parse(body) {
            Ok(Json::Object(members)) => {
                let given = members.into_iter().filter(|(_, value)| *value != Json::Null).collect();
                Members::of(Json::Object(given)).map(Self).map_err(|_| MALFORMED)
            }
            _ => Err(MALFORMED),
        }
    }

    /// A string under its standard name or its short one.
    fn text(&mut self, standard: &str, short: &str) -> Result<Option<String>, OAuthError> {
        let mut take = |name| self.0.optional_string(name, 512).map_err(|_: ClaimError| MALFORMED);
        match take(standard)? {
            Some(text) => Ok(Some(text)),
            None => take(short),
        }
    }

    fn flag(&mut self, standard: &str, short: &str) -> Result<bool, OAuthError> {
        match self.0.take(standard).or_else(|| self.0.take(short)) {
            None => Ok(false),
            Some(Json::Bool(flag)) => Ok(flag),
            Some(_) => Err(MALFORMED),
        }
    }

    fn keys(&mut self) -> Result<Option<KeySet>, OAuthError> {
        let unusable = |_| OAuthError::InvalidClientMetadata("the jwks hold no usable public key");
        self.0.take("jwks").map(|jwks| KeySet::read(jwks).map_err(unusable)).transpose()
    }

    fn delivery(&mut self) -> Result<Delivery, OAuthError> {
        let mode = self.text("backchannel_token_delivery_mode", "delivery_mode")?;
        let endpoint =
            self.text("backchannel_client_notification_endpoint", "notification_endpoint")?;
        match (mode.as_deref(), endpoint) {
            (None | Some("poll"), _) => Ok(Delivery::Poll),
            (Some("ping"), Some(endpoint)) => Ok(Delivery::Ping { endpoint: loopback(&endpoint)? }),
            (Some("ping"), None) => {
                Err(OAuthError::InvalidClientMetadata("ping needs a notification endpoint"))
            }
            (Some("push"), _) => {
                Err(OAuthError::InvalidClientMetadata("push mode is not supported"))
            }
            (Some(_), _) => Err(MALFORMED),
        }
    }

    fn request_alg(&mut self) -> Result<Option<Alg>, OAuthError> {
        let name =
            self.text("backchannel_authentication_request_signing_alg", "request_signing_alg")?;
        let refused = OAuthError::InvalidClientMetadata("the algorithm is not ES256 or PS256");
        name.map(|name| Alg::from_name(&name).ok_or(refused)).transpose()
    }

    /// Without `grant_types`, a client of this server is a CIBA client.
    fn may_use_ciba(&mut self) -> Result<bool, OAuthError> {
        match self.0.optional_array("grant_types", 16).map_err(|_| MALFORMED)? {
            None => Ok(true),
            Some(types) => Ok(types.iter().any(|name| name.as_str() == Some(GRANT_TYPE))),
        }
    }
}

/// A notification endpoint: CIBA asks for https; from a desk only http on loopback can be had.
fn loopback(endpoint: &str) -> Result<reqwest::Url, OAuthError> {
    let refused = OAuthError::InvalidClientMetadata("the notification endpoint is not on loopback");
    let url = reqwest::Url::parse(endpoint).map_err(|_| refused)?;
    let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if local && url.scheme() == "http" && url.username().is_empty() && url.password().is_none() {
        Ok(url)
    } else {
        Err(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str, profile: Profile) -> Option<OAuthError> {
        read(json.as_bytes(), profile).err()
    }

    #[test]
    fn push_mode_cannot_be_registered() {
        let push = r#"{"client_id":"a","client_secret":"s","delivery_mode":"push",
            "notification_endpoint":"http://127.0.0.1:1/"}"#;

        let refused = OAuthError::InvalidClientMetadata("push mode is not supported");
        assert_eq!(refusal(push, Profile::Plain), Some(refused));
    }

    #[test]
    fn notifications_go_to_loopback_and_nowhere_else() {
        for endpoint in [
            "http://192.0.2.1/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1.example/",
            "https://127.0.0.1/",
            "file:///tmp/x",
        ] {
            let json = format!(
                r#"{{"client_id":"a","client_secret":"s","delivery_mode":"ping",
                "notification_endpoint":"{endpoint}"}}"#
            );
            assert!(refusal(&json, Profile::Plain).is_some(), "{endpoint}");
        }
    }

    #[test]
    fn under_fapi_a_secret_is_not_enough() {
        let json = r#"{"client_id":"a","client_secret":"s"}"#;

        assert_eq!(refusal(json, Profile::Plain), None);
        assert!(refusal(json, Profile::Fapi).is_some());
    }

    #[test]
    fn a_member_that_is_not_known_is_a_mistake_worth_telling() {
        let json = r#"{"client_id":"a","client_secret":"s","delivery_mod":"ping"}"#;

        assert_eq!(refusal(json, Profile::Plain), Some(MALFORMED));
    }
}
