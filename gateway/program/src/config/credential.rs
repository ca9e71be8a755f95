//! What an AS proves itself with at the channel, as it is named in the file.

use super::{ConfigError, secret};
use countersign_gateway::ChannelCredential;
use countersign_protocol::jose::from_base64url;
use countersign_protocol::time::UnixSeconds;
use serde::Deserialize;
use std::path::{Path, PathBuf};

const FIELD: &str = "channel_credentials";

/// A secret in a file, or a client certificate by its SHA-256 (`x5t#S256`, base64url).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    name: String,
    secret_file: Option<PathBuf>,
    certificate_sha256: Option<String>,
    not_after: Option<i64>,
}

impl Credential {
    /// The credential; its file is relative to this folder.
    pub(super) fn read(self, folder: &Path) -> Result<ChannelCredential, ConfigError> {
        let wrong = ConfigError::Value(FIELD);
        let credential = match (self.secret_file, self.certificate_sha256) {
            (Some(file), None) => {
                ChannelCredential::secret(&self.name, secret(&folder.join(file), FIELD)?)
            }
            (None, Some(hash)) => {
                let hash = from_base64url(&hash).and_then(|hash| hash.try_into().ok());
                ChannelCredential::certificate(&self.name, hash.ok_or(wrong)?)
            }
            _ => return Err(wrong),
        };
        Ok(match self.not_after {
            Some(end) => credential.until(UnixSeconds(end)),
            None => credential,
        })
    }
}
