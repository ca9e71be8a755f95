//! A Keycloak realm that may use the authentication channel.

use crate::model::Client;

/// One realm of a Keycloak server whose authentication channel ends here.
#[derive(Clone)]
pub struct KeycloakRealm {
    /// The realm's name in this gateway's URL: `/keycloak/v1/{name}/authentication`.
    pub name: String,
    /// The `iss` and `aud` of the realm's tokens, as in `https://sso.bank.example/realms/bank`.
    pub issuer: String,
    /// Where the realm's keys are: `https`, or plain HTTP to this machine. Default: the issuer's `protocol/openid-connect/certs`.
    pub certs_uri: String,
    /// Where outcomes go: `https`, or plain HTTP to this machine. Default: the issuer's `protocol/openid-connect/ext/ciba/auth/callback`.
    pub callback_uri: String,
    /// The bank's name for the clients of this realm: client id, then what people are shown.
    pub clients: Vec<(String, Client)>,
}

impl KeycloakRealm {
    /// A realm with the URIs that Keycloak uses.
    #[must_use]
    pub fn new(name: &str, issuer: &str) -> Self {
        let base = format!("{issuer}/protocol/openid-connect");
        Self {
            name: name.to_owned(),
            issuer: issuer.to_owned(),
            certs_uri: format!("{base}/certs"),
            callback_uri: format!("{base}/ext/ciba/auth/callback"),
            clients: Vec::new(),
        }
    }
}

impl std::fmt::Debug for KeycloakRealm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeycloakRealm({})", self.name)
    }
}
