//! The configuration file of the program: JSON, every field described in gateway/README.md.

mod attestation;
mod credential;

use crate::server::Connections;
use attestation::Attestation;
use countersign_attestation::AttestationPolicy;
use countersign_gateway::channel::Client;
use countersign_gateway::keys::{FileKey, KeyFileError};
use countersign_gateway::push::{LogPush, PushSender, WebhookPush, WebhookPushError};
use countersign_gateway::storage::SqliteStorage;
use countersign_gateway::{
    ChannelCredential, Database, KeycloakRealm, Limits, Proxy, Retention, SealKey, SealKeyError,
    Secret, Settings, Vouching,
};
use countersign_protocol::claims::Members;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{OwnType, SchemaProblem, Types};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::random::SystemRandom;
use credential::Credential;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What stands in the file. Paths are relative to it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    issuer: String,
    bank_name: String,
    database: PathBuf,
    sealing_keys: Vec<PathBuf>,
    request_key: PathBuf,
    vouching_key: Option<PathBuf>,
    vouching_public_keys: Option<Vec<Box<RawValue>>>,
    channel_secret_file: Option<PathBuf>,
    #[serde(default)]
    channel_credentials: Vec<Credential>,
    #[serde(default)]
    require_operator: bool,
    #[serde(default)]
    other_request_keys: Vec<Box<RawValue>>,
    outcome_uri: Option<String>,
    #[serde(default)]
    push: Push,
    #[serde(default)]
    keycloak: Vec<Realm>,
    extra_roots: Option<PathBuf>,
    #[serde(default = "yes")]
    refuse_unshowable: bool,
    attestation: Option<Attestation>,
    #[serde(default)]
    own_types: Vec<PathBuf>,
    #[serde(default = "every_language")]
    languages: Vec<String>,
    #[serde(default)]
    proxies: Proxies,
    #[serde(default)]
    connections: Connections,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    retention: Retention,
    /// Where the file is.
    #[serde(skip)]
    folder: PathBuf,
}

#[derive(Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Push {
    #[default]
    Log,
    Webhook {
        uri: String,
        secret_file: PathBuf,
    },
}

/// Proxies in front, by the addresses they connect from or by a secret that they know.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Proxies {
    addresses: Vec<IpAddr>,
    secret_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Realm {
    name: String,
    issuer: String,
    certs_uri: Option<String>,
    callback_uri: Option<String>,
    #[serde(default)]
    clients: BTreeMap<String, Client>,
}

/// Why the program does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("the configuration file cannot be read")]
    Unreadable,
    #[error("the configuration file is not right at line {line}")]
    Form { line: usize },
    #[error("{field}: {error}")]
    Key { field: &'static str, error: KeyFileError },
    #[error("sealing_keys: {0}")]
    SealKey(#[from] SealKeyError),
    #[error("{0}: the file cannot be read")]
    File(&'static str),
    #[error("{0}: not right")]
    Value(&'static str),
    #[error("own_types: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    OwnType(Vec<SchemaProblem>),
}

const fn yes() -> bool {
    true
}

fn every_language() -> Vec<String> {
    Language::ALL.map(|language| language.tag().to_owned()).into()
}

impl Config {
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let bytes = std::fs::read(path).map_err(|_| ConfigError::Unreadable)?;
        let mut config: Self = serde_json::from_slice(&bytes)
            .map_err(|error| ConfigError::Form { line: error.line() })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut paths = vec![&mut config.database, &mut config.request_key];
        paths.extend(config.vouching_key.as_mut());
        paths.extend(config.channel_secret_file.as_mut());
        paths.extend(config.sealing_keys.iter_mut());
        paths.extend(config.own_types.iter_mut());
        paths.extend(config.extra_roots.as_mut());
        paths.extend(config.proxies.secret_file.as_mut());
        if let Push::Webhook { secret_file, .. } = &mut config.push {
            paths.push(secret_file);
        }
        for path in paths {
            *path = folder.join(&*path);
        }
        config.folder = folder.to_owned();
        Ok(config)
    }

    /// The request key and, unless key sets are signed elsewhere, the vouching key, made if they are
    /// not there; and the first sealing key, if it is not there.
    pub(crate) fn make_keys(&self) -> Result<(FileKey, Option<FileKey>), ConfigError> {
        if let Some(path) = self.sealing_keys.first()
            && !path.exists()
        {
            SealKey::generate(&SystemRandom::default())?.write(path)?;
        }
        let key = |path: &Path, field| {
            let key = if path.exists() { FileKey::read(path) } else { FileKey::generate(path) };
            key.map_err(|error| ConfigError::Key { field, error })
        };
        let request = key(&self.request_key, "request_key")?;
        let vouching = self.vouching_key.as_deref().map(|path| key(path, "vouching_key"));
        Ok((request, vouching.transpose()?))
    }

    /// The issuer, as it is configured.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The records, without a gateway over them.
    pub(crate) fn open_records(&self) -> Result<SqliteStorage, Box<dyn std::error::Error>> {
        let keys = self.sealing_keys.iter().map(|path| SealKey::read(path));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        Ok(SqliteStorage::open(&self.database, &keys)?)
    }

    /// Who signs key sets.
    pub(crate) fn vouching(&self) -> Result<Vouching, ConfigError> {
        match (&self.vouching_key, &self.vouching_public_keys) {
            (Some(path), None) => {
                let key = FileKey::read(path);
                let key = key.map_err(|error| ConfigError::Key { field: "vouching_key", error })?;
                Ok(Arc::new(key).into())
            }
            (None, Some(keys)) => {
                let keys = keys.iter().map(|jwk| public_key(jwk, "vouching_public_keys"));
                Ok(keys.collect::<Result<Vec<_>, _>>()?.into())
            }
            _ => Err(ConfigError::Value("vouching_key or vouching_public_keys, one of them")),
        }
    }

    /// How many connections there may be, and how long they may take.
    pub(crate) fn connections(&self) -> Result<Connections, ConfigError> {
        let right = self.connections.are_right();
        right.then_some(self.connections).ok_or(ConfigError::Value("connections"))
    }

    /// What is accepted as evidence; nothing else of the file is looked at.
    pub(crate) fn attestation(self) -> Result<AttestationPolicy, ConfigError> {
        policy(self.attestation, &self.folder)
    }

    pub(crate) fn settings(self) -> Result<Settings, ConfigError> {
        let key = |path: &Path, field| {
            let key = FileKey::read(path).map_err(|error| ConfigError::Key { field, error })?;
            Ok::<_, ConfigError>(Arc::new(key))
        };
        let extra_roots = match &self.extra_roots {
            Some(path) => roots(path)?,
            None => Vec::new(),
        };
        let vouching = self.vouching()?;
        let attestation = policy(self.attestation, &self.folder)?;
        let mut settings = Settings::new(
            &self.issuer,
            &self.bank_name,
            key(&self.request_key, "request_key")?,
            vouching,
            Secret::new(String::new()),
        );
        settings.channel_credentials =
            credentials(self.channel_secret_file, self.channel_credentials, &self.folder)?;
        settings.require_operator = self.require_operator;
        settings.database = Database::File(self.database);
        settings.sealing_keys =
            self.sealing_keys.iter().map(|path| SealKey::read(path)).collect::<Result<_, _>>()?;
        settings.retention = self.retention;
        let others = self.other_request_keys.iter();
        settings.other_request_keys =
            others.map(|jwk| public_key(jwk, "other_request_keys")).collect::<Result<_, _>>()?;
        settings.push = push(self.push, &extra_roots)?;
        settings.proxies = proxies(self.proxies)?;
        settings.realms = self.keycloak.into_iter().map(realm).collect();
        settings.outcome_uri = self.outcome_uri;
        settings.refuse_unshowable = self.refuse_unshowable;
        settings.attestation = attestation;
        settings.types = own_types(&self.own_types, &languages(&self.languages)?)?;
        settings.limits = self.limits;
        settings.extra_roots = extra_roots;
        Ok(settings)
    }
}

/// The languages that the bank's app ships.
fn languages(tags: &[String]) -> Result<Vec<Language>, ConfigError> {
    let known = tags.iter().map(|tag| Language::of_tag(tag)).collect::<Option<Vec<_>>>();
    known.filter(|known| !known.is_empty()).ok_or(ConfigError::Value("languages"))
}

/// The secret that has no name is called `channel`.
fn credentials(
    secret_file: Option<PathBuf>,
    named: Vec<Credential>,
    folder: &Path,
) -> Result<Vec<ChannelCredential>, ConfigError> {
    let mut credentials = Vec::new();
    if let Some(path) = secret_file {
        let secret = secret(&path, "channel_secret_file")?;
        credentials.push(ChannelCredential::secret("channel", secret));
    }
    for credential in named {
        credentials.push(credential.read(folder)?);
    }
    Ok(credentials)
}

fn policy(
    attestation: Option<Attestation>,
    folder: &Path,
) -> Result<AttestationPolicy, ConfigError> {
    attestation.map_or_else(|| Ok(AttestationPolicy::default()), |named| named.policy(folder))
}

/// The bank's own types. What is wrong with one goes to the engineer at the terminal.
fn own_types(files: &[PathBuf], languages: &[Language]) -> Result<Types, ConfigError> {
    let mut types = Vec::new();
    for file in files {
        let json = std::fs::read(file).map_err(|_| ConfigError::File("own_types"))?;
        types.push(OwnType::parse(&json, languages).map_err(ConfigError::OwnType)?);
    }
    Types::with_own(types).map_err(|_| ConfigError::Value("own_types"))
}

pub(crate) fn public_key(jwk: &RawValue, field: &'static str) -> Result<PublicKey, ConfigError> {
    let members = Members::parse(jwk.get().as_bytes()).map_err(|_| ConfigError::Value(field))?;
    PublicKey::from_jwk(members).map_err(|_| ConfigError::Value(field))
}

fn secret(path: &Path, field: &'static str) -> Result<Secret, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|_| ConfigError::File(field))?;
    Ok(Secret::new(text.trim_end().to_owned()))
}

fn proxies(config: Proxies) -> Result<Vec<Proxy>, ConfigError> {
    let known = config.secret_file.map(|path| secret(&path, "proxies.secret_file"));
    let known = known.transpose()?.map(Proxy::Knowing);
    Ok(config.addresses.into_iter().map(Proxy::At).chain(known).collect())
}

fn push(push: Push, extra_roots: &[Vec<u8>]) -> Result<Arc<dyn PushSender>, ConfigError> {
    match push {
        Push::Log => Ok(Arc::new(LogPush)),
        Push::Webhook { uri, secret_file } => {
            let secret = secret(&secret_file, "push.secret_file")?;
            let push = WebhookPush::new(&uri, secret, extra_roots);
            Ok(Arc::new(push.map_err(|error| match error {
                WebhookPushError::Uri => ConfigError::Value("push.uri"),
                WebhookPushError::Roots => ConfigError::Value("extra_roots"),
            })?))
        }
    }
}

fn realm(config: Realm) -> KeycloakRealm {
    let mut realm = KeycloakRealm::new(&config.name, &config.issuer);
    realm.certs_uri = config.certs_uri.unwrap_or(realm.certs_uri);
    realm.callback_uri = config.callback_uri.unwrap_or(realm.callback_uri);
    realm.clients = config.clients.into_iter().collect();
    realm
}

fn roots(path: &Path) -> Result<Vec<Vec<u8>>, ConfigError> {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject as _;
    let wrong = || ConfigError::File("extra_roots");
    CertificateDer::pem_file_iter(path)
        .map_err(|_| wrong())?
        .map(|der| der.map(|der| der.to_vec()).map_err(|_| wrong()))
        .collect()
}
