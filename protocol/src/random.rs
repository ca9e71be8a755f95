//! Randomness, as an argument so that a run can be replayed.

use crate::jose::base64url;
use ring::rand::SecureRandom as _;

/// Gives random bytes that nobody can predict.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    ///
    /// # Errors
    ///
    /// [`RandomError`] if the system gives none; the caller stops what it was doing.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError>;
}

/// The system has no randomness to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no randomness")]
pub struct RandomError;

/// The operating system's generator.
#[derive(Debug)]
pub struct SystemRandom(ring::rand::SystemRandom);

impl SystemRandom {
    /// A handle to it.
    #[must_use]
    pub fn new() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        self.0.fill(buffer).map_err(|_| RandomError)
    }
}

/// A new id or nonce: 128 random bits, base64url.
///
/// # Errors
///
/// [`RandomError`] if there is no randomness.
pub fn new_id(random: &dyn Random) -> Result<String, RandomError> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(base64url(&bytes))
}
