//! What a gateway is configured with when it opens.

mod credential;
mod keycloak_realm;
mod limits;
mod retention;
mod secret;

pub use credential::ChannelCredential;
pub(crate) use credential::{Presented, proved};
pub use keycloak_realm::KeycloakRealm;
pub use limits::Limits;
pub use retention::Retention;
pub use secret::Secret;

use crate::model::{LogPush, PushSender};
use crate::storage::SealKey;
use countersign_attestation::AttestationPolicy;
use countersign_protocol::clock::{Clock, SystemClock};
use countersign_protocol::consent::Types;
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
    /// has expired. Default: none.
    pub other_request_keys: Vec<PublicKey>,
    /// Signs the key set. Its public half is in the configuration of the app.
    pub vouching_signer: Arc<dyn Signer>,
    /// What the AS proves itself with at the channel API: 1 to 16, each with a name of its own.
    /// While one is changed, two overlap. The gateway proves itself at the AS's webhook with the
    /// first secret among them.
    pub channel_credentials: Vec<ChannelCredential>,
    /// Whether every act of a person (an offer made, digits confirmed, a device revoked or
    /// unblocked, a consent withdrawn) must name the operator who asks for it. Default: no.
    pub require_operator: bool,
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

impl Settings {
    /// Settings with every default, and one credential of the channel: this secret, under the
    /// name `channel`.
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
            channel_credentials: vec![ChannelCredential::secret("channel", channel_secret)],
            require_operator: false,
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

    /// What the gateway proves itself with at the AS's webhook.
    pub(crate) fn webhook_secret(&self) -> Option<&Secret> {
        self.channel_credentials.iter().find_map(ChannelCredential::as_secret)
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
