//! What the bank's own people do with a customer's devices.

use crate::context::Gateway;
use crate::model::{
    Actor, ChannelError, DevicePage, DeviceRecord, DeviceState, GatewayEvent, RevocationReason,
};
use crate::storage::{Device, StorageError};
use std::sync::Arc;

/// The most devices of one page.
pub(crate) const MOST_DEVICES: u32 = 100;

impl Gateway {
    /// An account's devices, oldest first.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unavailable`].
    pub async fn devices(&self, account: &str) -> Result<Vec<DeviceRecord>, ChannelError> {
        let account = account.to_owned();
        let devices = self.store(move |storage| storage.devices_of(&account)).await?;
        Ok(devices.into_iter().map(record).collect())
    }

    /// A page of an account's devices, oldest first: at most `most` (1 to 100), those behind the
    /// device `after`.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Malformed`] if `most` is none or too many, [`ChannelError::Unknown`] if
    /// `after` is no device of this account, [`ChannelError::Unavailable`].
    pub async fn devices_page(
        &self,
        account: &str,
        after: Option<String>,
        most: u32,
    ) -> Result<DevicePage, ChannelError> {
        if !(1..=MOST_DEVICES).contains(&most) {
            return Err(ChannelError::Malformed);
        }
        let account = account.to_owned();
        let page = self
            .store(move |storage| storage.devices_page(&account, after.as_deref(), most + 1))
            .await?;
        let mut devices: Vec<_> =
            page.ok_or(ChannelError::Unknown)?.into_iter().map(record).collect();
        let wanted = usize::try_from(most).unwrap_or(usize::MAX);
        let more = devices.len() > wanted;
        devices.truncate(wanted);
        let next = devices.last().filter(|_| more).map(|device| device.id.clone());
        Ok(DevicePage { devices, next })
    }

    /// One device.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], [`ChannelError::Unavailable`].
    pub async fn device_record(&self, device: &str) -> Result<DeviceRecord, ChannelError> {
        Ok(record(self.known(device).await?))
    }

    /// Removes a device for good. Removing it again is no error and changes nothing, not even
    /// the reason.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], [`ChannelError::NoOperator`], [`ChannelError::Unavailable`].
    pub async fn revoke(&self, device: &str, reason: RevocationReason) -> Result<(), ChannelError> {
        let by = self.actor()?;
        self.known(device).await?;
        Ok(self.revoke_device(device, reason.as_str(), by).await?)
    }

    /// Removes all devices of an account for good, and returns the ids of those that this
    /// removed. An account without devices is no error.
    ///
    /// # Errors
    ///
    /// [`ChannelError::NoOperator`], [`ChannelError::Unavailable`].
    pub async fn revoke_all(
        &self,
        account: &str,
        reason: RevocationReason,
    ) -> Result<Vec<String>, ChannelError> {
        let (account, by, now) = (account.to_owned(), self.actor()?, self.now());
        let revoked = self
            .store(move |storage| storage.revoke_all(&account, reason.as_str(), by.as_deref(), now))
            .await?;
        for device in &revoked {
            self.publish(|| GatewayEvent::DeviceRevoked { device: device.clone() });
        }
        Ok(revoked)
    }

    /// Lets a blocked device answer again and forgets its failures and its account's. The
    /// customer was authenticated by other means. A device that is not blocked stays as it is.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], [`ChannelError::Conflict`] if it was revoked or never
    /// confirmed, [`ChannelError::NoOperator`], [`ChannelError::Unavailable`].
    pub async fn unblock(&self, device: &str) -> Result<(), ChannelError> {
        let by = self.actor()?;
        if self.known(device).await?.state == DeviceState::Active {
            return Ok(());
        }
        let (id, now) = (device.to_owned(), self.now());
        if self.store(move |storage| storage.unblock(&id, by.as_deref(), now)).await? {
            self.publish(|| GatewayEvent::DeviceUnblocked { device: device.to_owned() });
            return Ok(());
        }
        // Somebody else may have unblocked it since it was looked at.
        match self.known(device).await?.state {
            DeviceState::Active => Ok(()),
            _ => Err(ChannelError::Conflict),
        }
    }

    /// Revokes, whoever asked for it.
    pub(crate) async fn revoke_device(
        &self,
        device: &str,
        reason: &'static str,
        by: Option<Arc<Actor>>,
    ) -> Result<(), StorageError> {
        let (id, now) = (device.to_owned(), self.now());
        let revoked =
            self.store(move |storage| storage.revoke(&id, reason, by.as_deref(), now)).await?;
        if revoked {
            self.publish(|| GatewayEvent::DeviceRevoked { device: device.to_owned() });
        }
        Ok(())
    }

    async fn known(&self, device: &str) -> Result<Device, ChannelError> {
        let id = device.to_owned();
        let found = self.store(move |storage| storage.device(&id)).await?;
        found.ok_or(ChannelError::Unknown)
    }
}

fn record(device: Device) -> DeviceRecord {
    DeviceRecord {
        id: device.id,
        model: device.model,
        os: device.os,
        state: device.state,
        enrolled_at: device.enrolled_at,
        failures: device.failures,
        attestation: device.attestation,
        key_level: device.key_level,
        last_seen_at: device.last_seen_at,
        state_since: device.state_since,
        state_reason: device.state_reason,
    }
}
