//! Where the app keeps the few bytes that open the database, and the one way in which they cross.

use countersign::platform;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// No secret is longer.
const LONGEST: usize = 64;

/// Where a secret is poured. A secret that was returned would be copied by every layer between,
/// and none of those copies could be wiped; what is poured is read where it lies, and whoever
/// pours wipes it (docs/ffi.md, rule 6).
#[derive(uniffi::Object)]
pub struct SecretSlot {
    held: Mutex<Option<Zeroizing<Vec<u8>>>>,
}

/// Keeps a few bytes so that only this app on this phone can read them: wrapped by an Android
/// Keystore key, or in the Keychain with `ThisDeviceOnly`.
///
/// Called on the thread that called the core. It must not call a device or a consent; pouring
/// into the slot is what the slot is there for.
#[uniffi::export(foreign)]
pub trait SecretStore: Send + Sync {
    /// Pours the secret of this name into the slot, if there is one.
    fn read(&self, name: String, into: Arc<SecretSlot>) -> Result<SecretState, SecretStoreError>;

    /// Makes 32 bytes that nobody can predict, keeps them under this name in place of any others,
    /// and pours them into the slot. The core reads them back before it relies on them.
    fn make(&self, name: String, into: Arc<SecretSlot>) -> Result<SecretState, SecretStoreError>;

    /// Forgets the secret of this name, and says whether there is one now. The core reads it to
    /// see for itself. That there was none is fine.
    fn remove(&self, name: String) -> Result<SecretState, SecretStoreError>;
}

/// Whether there is a secret. Nothing rests on it alone: the slot has to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SecretState {
    /// There is none of that name.
    Absent,
    /// There is one; it was poured, if there was a slot.
    Present,
}

/// Why a secret could not be read or kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SecretStoreError {
    /// Not now: the phone is locked.
    #[error("the secret store is locked")]
    Locked,
    /// The store failed.
    #[error("the secret store failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // The reason is a foreign stack trace; it goes no further.
        Self::Failed
    }
}

#[uniffi::export]
impl SecretSlot {
    /// Takes a copy of the secret. The caller wipes its own.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError::Failed`] if it is longer than any secret.
    pub fn pour(&self, secret: &[u8]) -> Result<(), SecretStoreError> {
        if secret.len() > LONGEST {
            return Err(SecretStoreError::Failed);
        }
        *self.held() = Some(Zeroizing::new(secret.to_vec()));
        Ok(())
    }
}

impl SecretSlot {
    fn empty() -> Arc<Self> {
        Arc::new(Self { held: Mutex::default() })
    }

    fn held(&self) -> MutexGuard<'_, Option<Zeroizing<Vec<u8>>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The core's secret store over the app's.
pub(crate) struct Secrets(pub(crate) Arc<dyn SecretStore>);

type Poured = Result<Option<Zeroizing<Vec<u8>>>, platform::SecretStoreError>;

impl Secrets {
    fn poured(
        call: impl FnOnce(Arc<SecretSlot>) -> Result<SecretState, SecretStoreError>,
    ) -> Poured {
        let slot = SecretSlot::empty();
        let state = call(Arc::clone(&slot))?;
        match (state, slot.held().take()) {
            (SecretState::Present, Some(secret)) => Ok(Some(secret)),
            (SecretState::Absent, None) => Ok(None),
            _ => Err(platform::SecretStoreError::Failed),
        }
    }
}

impl platform::SecretStore for Secrets {
    fn read(&self, name: &str) -> Poured {
        Self::poured(|slot| self.0.read(name.to_owned(), slot))
    }

    fn make(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, platform::SecretStoreError> {
        let made = Self::poured(|slot| self.0.make(name.to_owned(), slot))?;
        made.ok_or(platform::SecretStoreError::Failed)
    }

    fn remove(&self, name: &str) -> Poured {
        self.0.remove(name.to_owned())?;
        self.read(name)
    }
}

impl From<SecretStoreError> for platform::SecretStoreError {
    fn from(error: SecretStoreError) -> Self {
        match error {
            SecretStoreError::Locked => Self::Locked,
            SecretStoreError::Failed => Self::Failed,
        }
    }
}

impl std::fmt::Debug for SecretSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretSlot")
    }
}
