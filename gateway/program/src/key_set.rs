//! Sets of request keys: signed on a machine that needs no network, and put into the records of a
//! gateway.

use crate::config::{Config, ConfigError, public_key};
use countersign_gateway::keys::FileKey;
use countersign_gateway::storage::{InstalledKeySet, KeySetEntry, KeySetSource, KeySetStore as _};
use countersign_protocol::jose::Signer as _;
use countersign_protocol::random::{SystemRandom, new_id};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{Claims as _, KeySet, KeySetClaims, RequestJwk};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::error::Error;
use std::path::{Path, PathBuf};

const DAY: i64 = 86_400;

/// What is signed. Paths are relative to the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ceremony {
    issuer: String,
    vouching_key: PathBuf,
    /// Greater than that of any set before.
    seq: i64,
    #[serde(default = "a_month")]
    days: u32,
    request_keys: Vec<Box<RawValue>>,
}

const fn a_month() -> u32 {
    31
}

/// Signs the set that a file describes, from now on. What phones would refuse is not printed.
pub(crate) fn sign(file: &Path, now: UnixSeconds) -> Result<String, Box<dyn Error>> {
    let bytes = std::fs::read(file).map_err(|_| ConfigError::Unreadable)?;
    let ceremony: Ceremony =
        serde_json::from_slice(&bytes).map_err(|error| ConfigError::Form { line: error.line() })?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let vouching = FileKey::read(&folder.join(&ceremony.vouching_key))
        .map_err(|error| ConfigError::Key { field: "vouching_key", error })?;
    let keys = ceremony.request_keys.iter().map(|jwk| public_key(jwk, "request_keys"));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let claims = KeySetClaims {
        iss: &ceremony.issuer,
        aud: &ceremony.issuer,
        iat: now,
        exp: now.plus(i64::from(ceremony.days) * DAY),
        jti: new_id(&SystemRandom::default())?,
        seq: ceremony.seq,
        keys: keys.iter().map(RequestJwk::from).collect(),
    };
    let token = claims.draft(&vouching.kid()).sign(&vouching)?;
    KeySet::verify(&token, &ceremony.issuer, &[*vouching.public_key()], Some(now))
        .map_err(|_| ConfigError::Value("seq, days or request_keys"))?;
    Ok(token)
}

/// Puts a set into the records, whether or not a gateway runs over them. One that runs gives it to
/// phones a second later.
pub(crate) fn install(config: &Config, set: &Path, now: UnixSeconds) -> Result<(), Box<dyn Error>> {
    let token = std::fs::read_to_string(set).map_err(|_| ConfigError::File("the key set"))?;
    let vouching = config.vouching()?.public_keys();
    let entry = KeySetEntry::verified(token.trim(), config.issuer(), &vouching, now)
        .map_err(|_| ConfigError::Value("the key set"))?;
    match config.open_records()?.install_key_set(&entry, KeySetSource::Elsewhere, now)? {
        InstalledKeySet::Done | InstalledKeySet::Same => Ok(()),
        InstalledKeySet::Older => Err("there is a key set with a greater number".into()),
        InstalledKeySet::Conflict => {
            Err("there is a key set with this number and other keys".into())
        }
    }
}
