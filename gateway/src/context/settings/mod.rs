//! What a gateway is configured with when it opens.

mod credential;
mod keycloak_realm;
mod limits;
mod proxy;
mod retention;
mod secret;
mod vouching;

pub use credential::ChannelCredential;
pub(crate) use credential::{Presented, proved};
pub use keycloak_realm::KeycloakRealm;
pub use limits::Limits;
pub use proxy::Proxy;
pub use retention::Retention;
pub use secret::Secret;
pub use vouching::Vouching;

use crate::model::{LogPush, PushSender};
use crate::storage::SealKey;
use countersign_attestation::AttestationPolicy;
use countersign_protocol::clock::{Clock, SystemClock};
use countersign_protocol::consent::{Template, Types};
use countersign_protocol::jose::{PublicKey, Signer};
use countersign_protocol::random::{Random, SystemRandom};
use countersign_protocol::time::UnixSeconds;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// How long records are kept, by their kind.
    pub retention: Retention,
    /// Signs offers, consent requests, statuses and receipts.
    pub request_signer: Arc<dyn Signer>,
    /// Further request keys to publish: the next one, and the last ones until what they signed
    /// has expired. Default: none. Where sets are signed elsewhere those say what is published, and
    /// these are keys of which this gateway still knows what they signed.
    pub other_request_keys: Vec<PublicKey>,
    /// Who signs the key set. The public keys are in the configuration of the app.
    pub vouching: Vouching,
    /// What the AS proves itself with at the channel API: 1 to 16, each with a name of its own.
    /// While one is changed, two overlap.
    pub channel_credentials: Vec<ChannelCredential>,
    /// Whether every act of a person (an offer made, digits confirmed, a device revoked or
    /// unblocked, a consent withdrawn) must name the operator who asks for it. Default: no.
    pub require_operator: bool,
    /// Proxies in front of the gateway whose word about their callers is believed. Default: none.
    pub proxies: Vec<Proxy>,
    /// Keycloak realms that may use the authentication channel. Default: none.
    pub realms: Vec<KeycloakRealm>,
    /// Whether a consent that no device could show is refused when it is made, and a device that
    /// cannot show one is not asked. Default: yes.
    pub refuse_unshowable: bool,
    /// The types of authorization details that the bank's app can show: the built-in ones, and
    /// the bank's own, which must be those of the app. Default: the built-in ones.
    pub types: Types,
    /// The templates that decisions are verified by. An old one stays for as long as an active
    /// device has it. Default: all that this version knows.
    pub templates: Vec<Template>,
    /// How much of anything is taken.
    pub limits: Limits,
    /// Which evidence of where an approval key lives is accepted at enrolment. Default: none is
    /// asked for, and keys are taken for software. [`crate::Gateway::replace_attestation`] changes it.
    pub attestation: AttestationPolicy,
    /// Who carries notices to devices. Default: the log.
    pub push: Arc<dyn PushSender>,
    /// Where outcomes are reported to, each signed with the request key: `https`, or plain HTTP to
    /// this machine. Default: nowhere.
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

impl Settings {
    /// Settings with every default, and one credential of the channel: this secret, under the
    /// name `channel`.
    #[must_use]
    pub fn new(
        issuer: &str,
        bank_name: &str,
        request_signer: Arc<dyn Signer>,
        vouching: impl Into<Vouching>,
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
            vouching: vouching.into(),
            channel_credentials: vec![ChannelCredential::secret("channel", channel_secret)],
            require_operator: false,
            proxies: Vec::new(),
            realms: Vec::new(),
            refuse_unshowable: true,
            types: Types::default(),
            templates: Template::ALL.to_vec(),
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

impl Settings {
    /// Every request key that is published: the one that signs comes first.
    pub(crate) fn request_keys(&self) -> Vec<PublicKey> {
        let mut keys = vec![*self.request_signer.public_key()];
        for key in &self.other_request_keys {
            if !keys.contains(key) {
                keys.push(*key);
            }
        }
        keys
    }

    /// The Keycloak realm of this name.
    pub(crate) fn realm(&self, name: &str) -> Option<&KeycloakRealm> {
        self.realms.iter().find(|realm| realm.name == name)
    }

    /// The time by the wall clock.
    pub(crate) fn now(&self) -> UnixSeconds {
        UnixSeconds(self.clock.read().wall_ms.div_euclid(1000))
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Settings({})", self.issuer)
    }
}
