//! An issuer the app is configured with: the only hosts the core ever calls.

use super::http::Http;
use super::tls::{Pins, Roots};
use countersign_protocol::discovery::own_url;
use countersign_protocol::jose::PublicKey;
use reqwest::Url;
use std::sync::Arc;

/// An AS that the app may enrol at.
#[derive(Clone)]
pub struct Issuer {
    url: Url,
    name: String,
    vouching_keys: Vec<PublicKey>,
    security: Security,
    memory: Option<Arc<dyn Http>>,
}

/// How its connections are protected.
#[derive(Clone, Debug)]
pub enum Security {
    /// TLS, with a chosen set of roots and at least two pins.
    Tls {
        /// Which roots a chain may end in.
        roots: Roots,
        /// Which keys the server may have.
        pins: Pins,
    },
    /// No protection, for tests: accepted for loopback hosts only.
    PlainLoopback,
}

/// Why an issuer cannot be configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// Not an https URL without query, fragment and user (or http to a loopback host).
    #[error("not an issuer URL")]
    Url,
    /// Plain http to a host that is not loopback.
    #[error("plain http is for loopback only")]
    NotLoopback,
    /// No vouching key.
    #[error("an issuer needs a vouching key")]
    NoVouchingKey,
}

impl Issuer {
    /// Configures an issuer. `name` is what people call the bank.
    ///
    /// # Errors
    ///
    /// [`IssuerError`]: the app's configuration is wrong.
    pub fn new(
        issuer: &str,
        name: &str,
        vouching_keys: Vec<PublicKey>,
        security: Security,
    ) -> Result<Self, IssuerError> {
        let url = Url::parse(issuer).map_err(|_| IssuerError::Url)?;
        let bare = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && !issuer.ends_with('/');
        match (&security, url.scheme()) {
            (Security::Tls { .. }, "https") | (Security::PlainLoopback, "http") if bare => {}
            _ => return Err(IssuerError::Url),
        }
        if matches!(security, Security::PlainLoopback) && !is_loopback(&url) {
            return Err(IssuerError::NotLoopback);
        }
        if vouching_keys.is_empty() {
            return Err(IssuerError::NoVouchingKey);
        }
        Ok(Self { url, name: name.to_owned(), vouching_keys, security, memory: None })
    }

    /// The issuer identifier, to the letter as it stands in tokens.
    #[must_use]
    pub fn id(&self) -> &str {
        let text = self.url.as_str();
        // `Url` adds a slash to a bare origin; identifiers are compared to the letter.
        if self.url.path() == "/" { text.trim_end_matches('/') } else { text }
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The keys that vouch for its request keys.
    #[must_use]
    pub fn vouching_keys(&self) -> &[PublicKey] {
        &self.vouching_keys
    }

    /// How its connections are protected.
    #[must_use]
    pub const fn security(&self) -> &Security {
        &self.security
    }

    /// What answers its calls in place of the network.
    pub(super) const fn memory(&self) -> Option<&Arc<dyn Http>> {
        self.memory.as_ref()
    }

    /// The URL, if it has this issuer's scheme, host and port (docs/protocol.md §1.2).
    #[must_use]
    pub fn own(&self, url: &str) -> Option<Url> {
        own_url(self.url.as_str(), url)
    }
}

/// An issuer whose calls are answered from memory, for measurements and tests without a network.
///
/// # Errors
///
/// [`IssuerError::NotLoopback`] for one that speaks TLS: no roots and no pins can be left out.
pub fn answered_from_memory(issuer: Issuer, http: Arc<dyn Http>) -> Result<Issuer, IssuerError> {
    match issuer.security {
        Security::PlainLoopback => Ok(Issuer { memory: Some(http), ..issuer }),
        Security::Tls { .. } => Err(IssuerError::NotLoopback),
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issuer({})", self.id())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pin;
    use countersign_protocol::jose::Signer as _;
    use countersign_testing::Key;

    fn plain(url: &str) -> Result<Issuer, IssuerError> {
        let key = *Key::numbered(7).public_key();
        Issuer::new(url, "Bank", vec![key], Security::PlainLoopback)
    }

    #[test]
    fn plain_http_reaches_loopback_and_nothing_else() {
        assert_eq!(plain("http://127.0.0.1:8484").unwrap().id(), "http://127.0.0.1:8484");
        assert!(plain("http://localhost:1/tenant").is_ok());
        assert!(plain("http://[::1]:1").is_ok());
        for url in ["http://bank.example", "http://127.0.0.1.bank.example", "http://10.0.0.1"] {
            assert_eq!(plain(url).err(), Some(IssuerError::NotLoopback), "{url}");
        }
        for url in [
            "https://127.0.0.1",
            "ftp://127.0.0.1",
            "http://a@127.0.0.1",
            "http://127.0.0.1/?q",
            "x",
        ] {
            assert_eq!(plain(url).err(), Some(IssuerError::Url), "{url}");
        }
    }

    struct Silence;

    impl Http for Silence {
        fn send<'a>(&'a self, _: crate::Call<'a>) -> crate::Answering<'a> {
            Box::pin(async { Err(crate::TransportError::Unreachable) })
        }
    }

    #[test]
    fn memory_takes_the_place_of_loopback_and_never_that_of_tls() {
        let (pin, other) = (Pin::of_spki(b"a key"), Pin::of_spki(b"another"));
        let pins = Pins::new(vec![pin, other]).unwrap();
        let security = Security::Tls { roots: Roots::Mozilla, pins };
        let loopback = plain("http://127.0.0.1:8484").unwrap();
        let keys = loopback.vouching_keys().to_vec();
        let tls = Issuer::new("https://bank.example", "Bank", keys, security).unwrap();

        let answered = answered_from_memory(loopback, Arc::new(Silence));
        let refused = answered_from_memory(tls, Arc::new(Silence));

        assert!(answered.is_ok());
        assert_eq!(refused.err(), Some(IssuerError::NotLoopback));
    }

    #[test]
    fn only_urls_of_the_same_origin_are_its_own() {
        let issuer = plain("http://127.0.0.1:8484").unwrap();

        assert!(issuer.own("http://127.0.0.1:8484/ad/requests").is_some());
        for url in [
            "http://127.0.0.1:8485/x",
            "https://127.0.0.1:8484/x",
            "http://127.0.0.1:8484@evil.example/",
            "/x",
        ] {
            assert!(issuer.own(url).is_none(), "{url}");
        }
    }
}
