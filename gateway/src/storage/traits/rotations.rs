//! Rotations of keys.

use crate::storage::{RetiredKey, Rotated, Rotation, StorageError};
use countersign_protocol::time::UnixSeconds;

/// Keys of devices that take the place of others.
pub trait RotationStore {
    /// The receipt for these very bytes, if they were accepted before.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn rotation_receipt(&self, device: &str, hash: &str) -> Result<Option<String>, StorageError>;

    /// Puts the new key in the old one's place, if the device is active, the rotation has not
    /// ended, the old key is the device's own, the new one is unknown, and there were not too many
    /// in a day or in all. What is answered as [`Rotated::Gone`] stays so for the same bytes, of
    /// which the last few are remembered.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn rotate(&self, rotation: &Rotation, now: UnixSeconds) -> Result<Rotated, StorageError>;

    /// The device's key with this thumbprint, if it was replaced since this request was made.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn retired_key(
        &self,
        device: &str,
        request: &str,
        thumbprint: &str,
    ) -> Result<Option<RetiredKey>, StorageError>;
}
