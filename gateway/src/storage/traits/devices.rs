//! Devices.

use crate::model::Actor;
use crate::storage::{Command, Device, StateChange, StorageError, TokenEntry, UsedId};
use countersign_protocol::time::UnixSeconds;

/// Devices and what they may do.
pub trait DeviceStore {
    /// Reads a device.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn device(&self, id: &str) -> Result<Option<Device>, StorageError>;

    /// The device that an access token was given to, by the token's hash.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn device_of_token(&self, hash: &str, now: UnixSeconds)
    -> Result<Option<Device>, StorageError>;

    /// An account's devices, oldest first.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn devices_of(&self, account: &str) -> Result<Vec<Device>, StorageError>;

    /// A page of an account's devices, oldest first: at most `most`, those behind the device
    /// `after`. `None` if that is no device of this account.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn devices_page(
        &self,
        account: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Option<Vec<Device>>, StorageError>;

    /// Changes a device's state if it is one of `change.from`, and returns whether it was.
    /// Unblocking forgets the failures of the device and its account.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn change_state(
        &self,
        id: &str,
        change: &StateChange<'_>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError>;

    /// Revokes every device of an account that is not revoked, and returns their ids. `by` asked
    /// for it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn revoke_all(
        &self,
        account: &str,
        reason: &str,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<Vec<String>, StorageError>;

    /// Keeps an access token; if it is for an assertion, only once for its id, else `false`.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn issue_token(
        &self,
        token: &TokenEntry,
        assertion: Option<&UsedId>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError>;

    /// Does what a signed body asks for, if its id was not used before; else `false`.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn command(
        &self,
        command: &Command,
        id: &UsedId,
        now: UnixSeconds,
    ) -> Result<bool, StorageError>;
}
