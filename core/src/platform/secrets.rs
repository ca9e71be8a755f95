//! Where the key that seals the database is kept.

use zeroize::Zeroizing;

/// Keeps a few bytes so that only this app on this phone can read them (wrapped by Android
/// Keystore, or in the Keychain with `ThisDeviceOnly`).
pub trait SecretStore: Send + Sync {
    /// The bytes kept under a name, if any.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] if the store cannot tell; "there is none" is `Ok(None)`.
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError>;

    /// Makes 32 bytes that nobody can predict, keeps them under a name in place of any others,
    /// and returns them. The core reads them back before it relies on them.
    ///
    /// The store makes them, so that no secret goes the other way: what the core would hand over
    /// would be copied on its way through every language between (docs/adr/14).
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] if nothing was kept.
    fn make(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretStoreError>;

    /// Forgets what is kept under a name, and returns what is kept now: the core looks whether
    /// that is nothing. Nothing having been there is fine.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] if the store cannot tell.
    fn remove(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError>;
}

/// Why a secret could not be read or kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretStoreError {
    /// Not now: the phone is locked. Try again when it is not.
    #[error("the secret store is locked")]
    Locked,
    /// The store failed.
    #[error("the secret store failed")]
    Failed,
}
