//! Announces a new device to the customer's other devices.

use super::backoff::{BATCH, pause};
use crate::context::Gateway;
use crate::model::{DeviceState, GatewayEvent, Push, PushMessage};
use crate::storage::{Device, StorageError};

/// How often the push service is asked to carry one announcement, over a day and more.
const MAX_ATTEMPTS: u32 = 300;

/// Sends every announcement that is due, at least once while the push service takes it.
pub(super) async fn announce(gateway: Gateway) -> Result<(), StorageError> {
    let now = gateway.now();
    for due in gateway.store(move |storage| storage.due_announcements(BATCH, now)).await? {
        let id = due.device.clone();
        let found = gateway.store(move |storage| storage.device(&id)).await?;
        let device = found.filter(|device| device.state == DeviceState::Active);
        let (taken, given_up) = match device {
            Some(device) => (push(&gateway, device).await, due.attempts >= MAX_ATTEMPTS),
            None => (false, true), // it may not hear of the account any more
        };
        if !taken {
            tracing::warn!(device = %due.device, "an announcement was not taken");
        }
        let next = gateway.now().plus(pause(due.attempts));
        let next = (!taken && !given_up).then_some(next);
        let (added, device) = (due.added.clone(), due.device.clone());
        gateway.store(move |storage| storage.announced(&due, next)).await?;
        gateway.publish(|| GatewayEvent::DeviceAnnounced { added, device, taken });
    }
    Ok(())
}

async fn push(gateway: &Gateway, device: Device) -> bool {
    let sending = gateway.settings().push.send(Push {
        device: device.id,
        provider: device.push_provider.unwrap_or_else(|| "none".to_owned()),
        token: device.push_token,
        message: PushMessage::DeviceAdded,
    });
    sending.await.is_ok()
}
