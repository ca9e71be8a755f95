//! Devices.

use crate::model::Actor;
use crate::storage::{Command, Device, Possession, StorageError, TokenEntry, UsedId, Written};
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

    /// An account's devices that may answer now, oldest first.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn active_devices_of(&self, account: &str) -> Result<Vec<Device>, StorageError>;

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

    /// Revokes a device for good, and returns whether this did it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn revoke(
        &self,
        id: &str,
        reason: &str,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError>;

    /// Revokes a device that asks for it itself. One that is revoked already stays as it is, and
    /// that is [`Written::Done`] too.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn remove(&self, by: &Possession, now: UnixSeconds) -> Result<Written, StorageError>;

    /// Lets a blocked device answer again, forgets its failures and its account's, and returns
    /// whether it was blocked.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn unblock(&self, id: &str, by: Option<&Actor>, now: UnixSeconds)
    -> Result<bool, StorageError>;

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

    /// Keeps an access token for whoever holds this key; if it is for an assertion, only once for
    /// its id.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn issue_token(
        &self,
        token: &TokenEntry,
        by: &Possession,
        assertion: Option<&UsedId>,
        now: UnixSeconds,
    ) -> Result<Written, StorageError>;

    /// Does what a signed body asks for, if its id was not used before.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn command(
        &self,
        command: &Command,
        by: &Possession,
        id: &UsedId,
        now: UnixSeconds,
    ) -> Result<Written, StorageError>;
}
