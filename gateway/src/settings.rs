//! What a gateway is told when it opens.

pub use crate::retention::Retention;

use crate::push::{LogPush, PushSender};
use crate::seal::SealKey;
use countersign_attestation::AttestationPolicy;
use countersign_protocol::clock::{Clock, SystemClock};
use countersign_protocol::consent::Types;
use countersign_protocol::jose::{PublicKey, Signer};
use countersign_protocol::random::{Random, SystemRandom};
use std::path::PathBuf;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Everything that one gateway needs to know.
///
/// [`Settings::new`] sets what must be given; every other field has a default.
#[derive(Clone)]
pub struct Settings {
    /// The AS's issuer URL, without a slash at the end. Every URL given to devices starts with it.
    pub issuer: String,
    /// The bank's name, as published in the discovery document.
    pub bank_name: String,
    /// Where the records are kept. Default: in memory.
    pub database: Database,
    /// Seal what must not be readable in the database file: the first seals, all open. A database
    /// in a file needs one; [`crate::SealKey`] makes and reads them. To change keys, put the new
    /// one first and take the old one away when the log says that nothing needs it any more.
    pub sealing_keys: Vec<SealKey>,
    /// How long what is kept.
    pub retention: Retention,
    /// Signs offers, consent requests, statuses and receipts.
    pub request_signer: Arc<dyn Signer>,
    /// Further request keys to publish: the next one, and the last ones until what they signed
    /// has expired. Default: none.
    pub other_request_keys: Vec<PublicKey>,
    /// Signs the key set. Its public half is in the configuration of the app.
    pub vouching_signer: Arc<dyn Signer>,
    /// What the AS proves itself with at the channel API, and the gateway at the AS's webhook.
    pub channel_secret: Secret,
    /// Keycloak realms that may use the authentication channel. Default: none.
    pub realms: Vec<KeycloakRealm>,
    /// Whether a consent that devices could not show is refused when it is made. Default: yes.
    pub refuse_unshowable: bool,
    /// The types of authorization details that the bank's app can show: the built-in ones, and
    /// the bank's own, which must be those of the app. Default: the built-in ones.
    pub types: Types,
    /// How much of anything is taken.
    pub limits: Limits,
    /// Which evidence of where an approval key lives is accepted at enrolment. Default: none is
    /// asked for, and keys are taken for software. [`crate::Gateway::replace_attestation`] changes it.
    pub attestation: AttestationPolicy,
    /// Who carries notices to devices. Default: the log.
    pub push: Arc<dyn PushSender>,
    /// Where outcomes are reported to. Default: nowhere.
    pub outcome_uri: Option<String>,
    /// Where time comes from; only its wall clock is used. Default: the system.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from. Default: the system.
    pub random: Arc<dyn Random>,
    /// Certificates (DER) of certification authorities to trust for outgoing calls, beside the
    /// public ones. Default: none.
    pub extra_roots: Vec<Vec<u8>>,
    /// Whether the events of [`crate::Gateway::events`] are given at all. They carry consents and
    /// tokens, so a bank leaves this off. Default: no.
    pub publish_events: bool,
}

/// Where the records are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In this process: gone when it ends.
    InMemory,
    /// In an SQLite file, made if it is not there.
    File(PathBuf),
}

/// A secret text that neither Debug output nor an error ever shows.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

/// One realm of a Keycloak server whose authentication channel ends here.
#[derive(Clone)]
pub struct KeycloakRealm {
    /// The realm's name in this gateway's URL: `/keycloak/v1/{name}/authentication`.
    pub name: String,
    /// The `iss` and `aud` of the realm's tokens, as in `https://sso.bank.example/realms/bank`.
    pub issuer: String,
    /// Where the realm's keys are. Default: the issuer's `protocol/openid-connect/certs`.
    pub certs_uri: String,
    /// Where outcomes go. Default: the issuer's `protocol/openid-connect/ext/ciba/auth/callback`.
    pub callback_uri: String,
    /// The bank's name for the clients of this realm: client id, then what people are shown.
    pub clients: Vec<(String, crate::channel::Client)>,
}

/// How much of anything is taken.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The longest life of a consent in seconds, at most 3600. Default: 600.
    pub request_expiry_max: i64,
    /// The life of an offer in seconds, at most 600. Default: 600.
    pub offer_expiry: i64,
    /// How long a registered device waits for its digits to be confirmed, in seconds. Default: 600.
    pub confirmation_expiry: i64,
    /// Consents of one account that may wait at the same time. Default: 5.
    pub pending_per_account: u32,
    /// Consents of one account that may be made in an hour. Default: 30.
    pub consents_per_hour: u32,
    /// Calls of one device in a minute. Default: 120.
    pub calls_per_minute: u32,
    /// Offers of one account that may be made in an hour. Default: 10.
    pub offers_per_hour: u32,
    /// Wrong digits typed before an offer ends. Default: 3.
    pub confirmation_tries: u32,
    /// Consecutive failures that block a device or an account, at most 5 (RTS Art. 4(3)(b)).
    /// Default: 5.
    pub failures: u32,
    /// The life of an access token in seconds. Default: 600.
    pub access_token_expiry: i64,
}

impl Settings {
    /// Settings with every default.
    #[must_use]
    pub fn new(
        issuer: &str,
        bank_name: &str,
        request_signer: Arc<dyn Signer>,
        vouching_signer: Arc<dyn Signer>,
        channel_secret: Secret,
    ) -> Self {
        Self {
            issuer: issuer.to_owned(),
            bank_name: bank_name.to_owned(),
            database: Database::InMemory,
            sealing_keys: Vec::new(),
            retention: Retention::default(),
            request_signer,
            other_request_keys: Vec::new(),
            vouching_signer,
            channel_secret,
            realms: Vec::new(),
            refuse_unshowable: true,
            types: Types::default(),
            limits: Limits::default(),
            attestation: AttestationPolicy::default(),
            push: Arc::new(LogPush),
            outcome_uri: None,
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(SystemRandom::default()),
            extra_roots: Vec::new(),
            publish_events: false,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_expiry_max: 600,
            offer_expiry: 600,
            confirmation_expiry: 600,
            pending_per_account: 5,
            consents_per_hour: 30,
            calls_per_minute: 120,
            offers_per_hour: 10,
            confirmation_tries: 3,
            failures: 5,
            access_token_expiry: 600,
        }
    }
}

impl Secret {
    /// Takes a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Its text, for a header.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
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

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl std::fmt::Debug for KeycloakRealm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeycloakRealm({})", self.name)
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Settings({})", self.issuer)
    }
}
