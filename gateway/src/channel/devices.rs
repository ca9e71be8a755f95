//! What the bank's own people do with a customer's devices.

use super::types::{ChannelError, DeviceRecord, DeviceState};
use crate::events::GatewayEvent;
use crate::gateway::Gateway;
use crate::storage::{AuditRecord, StorageError};

impl Gateway {
    /// An account's devices, oldest first.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unavailable`].
    pub async fn devices(&self, account: &str) -> Result<Vec<DeviceRecord>, ChannelError> {
        let account = account.to_owned();
        let devices = self.store(move |storage| storage.devices_of(&account)).await?;
        let record = |device: crate::storage::Device| DeviceRecord {
            id: device.id,
            model: device.model,
            os: device.os,
            state: device.state,
            enrolled_at: device.enrolled_at,
            failures: device.failures,
            attestation: device.attestation,
            key_level: device.key_level,
        };
        Ok(devices.into_iter().map(record).collect())
    }

    /// Removes a device for good. Removing it again is no error.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], [`ChannelError::Unavailable`].
    pub async fn revoke(&self, device: &str) -> Result<(), ChannelError> {
        self.known(device).await?;
        Ok(self.revoke_device(device).await?)
    }

    /// Lets a blocked device answer again and forgets its failures. The customer was
    /// authenticated by other means. A device that is not blocked stays as it is.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], [`ChannelError::Conflict`] if it was revoked or never
    /// confirmed, [`ChannelError::Unavailable`].
    pub async fn unblock(&self, device: &str) -> Result<(), ChannelError> {
        if self.known(device).await? == DeviceState::Active {
            return Ok(());
        }
        let (id, now) = (device.to_owned(), self.now());
        let unblocked = self
            .store(move |storage| {
                storage.change_state(&id, &[DeviceState::Blocked], DeviceState::Active, now)
            })
            .await?;
        if !unblocked {
            return Err(ChannelError::Conflict);
        }
        self.tell(|| GatewayEvent::DeviceUnblocked { device: device.to_owned() });
        Ok(())
    }

    /// The audit log from an entry's number on: who did what when, never what was asked.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unavailable`].
    pub async fn audit_log(&self, from: i64, most: u32) -> Result<Vec<AuditRecord>, ChannelError> {
        Ok(self.store(move |storage| storage.audit_log(from, most)).await?)
    }

    /// Revokes, whoever asked for it.
    pub(crate) async fn revoke_device(&self, device: &str) -> Result<(), StorageError> {
        const LIVING: [DeviceState; 3] =
            [DeviceState::Pending, DeviceState::Active, DeviceState::Blocked];
        let (id, now) = (device.to_owned(), self.now());
        let revoked = self
            .store(move |storage| storage.change_state(&id, &LIVING, DeviceState::Revoked, now))
            .await?;
        if revoked {
            self.tell(|| GatewayEvent::DeviceRevoked { device: device.to_owned() });
        }
        Ok(())
    }

    async fn known(&self, device: &str) -> Result<DeviceState, ChannelError> {
        let id = device.to_owned();
        let found = self.store(move |storage| storage.device(&id)).await?;
        found.map(|device| device.state).ok_or(ChannelError::Unknown)
    }
}
