//! Access tokens: random, and known here by their hash alone.

use crate::context::Gateway;
use crate::storage::TokenEntry;
use countersign_protocol::jose::{base64url, sha256_base64url};
use countersign_protocol::random::RandomError;

impl Gateway {
    /// A new access token, and the record of it.
    pub(super) fn new_access_token(
        &self,
        device: &str,
    ) -> Result<(String, TokenEntry), RandomError> {
        let mut bytes = zeroize::Zeroizing::new([0; 32]);
        self.settings().random.fill(bytes.as_mut())?;
        let token = base64url(bytes.as_ref());
        let entry = TokenEntry {
            hash: sha256_base64url(token.as_bytes()),
            device: device.to_owned(),
            exp: self.now().plus(self.settings().limits.access_token_expiry),
        };
        Ok((token, entry))
    }
}
