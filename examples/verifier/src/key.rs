//! Keys in software, so that the example runs anywhere. A bank's are in an HSM, a phone's in its
//! key store.

use countersign_protocol::jose::{PublicKey, SignError, Signature, Signer};
use countersign_protocol::random::{Random as _, SystemRandom};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use std::error::Error;

/// A P-256 key.
pub(crate) struct Key {
    secret: SigningKey,
    public: PublicKey,
}

impl Key {
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let mut scalar = [0; 32];
        SystemRandom::new().fill(&mut scalar)?;
        let secret = SigningKey::from_slice(&scalar)?;
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(point.as_bytes())?;
        Ok(Self { secret, public })
    }
}

impl Signer for Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature: p256::ecdsa::Signature = self.secret.sign(message);
        Signature::from_raw(&signature.to_bytes()).map_err(|_| SignError::Failed)
    }
}
