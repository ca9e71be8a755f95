//! The work that nobody waits for: ending what has expired, and telling of outcomes.

use crate::events::GatewayEvent;
use crate::gateway::{Gateway, Inner};
use crate::push::{Push, PushMessage};
use crate::retention;
use crate::storage::{Device, StorageError};
use countersign_protocol::vocabulary::DeviceState;
use std::future::Future;
use std::sync::Weak;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked without being woken.
const TICK: Duration = Duration::from_secs(1);
/// How often it is looked for what is in no hurry.
const PAUSE: Duration = Duration::from_secs(60);
/// The most outcomes reported in one round.
const MOST: u32 = 50;
/// How often the push service is asked to tell of a new device, over a day and more.
const ANNOUNCEMENTS: u32 = 300;
/// The longest pause between two tries to report, in seconds.
const MAX_PAUSE: i64 = 300;

/// Starts the work: each kind in a task of its own, so that a webhook that is slow holds up
/// nothing else. All of it ends when the last gateway is dropped.
pub(crate) fn start(inner: &Weak<Inner>, work: &watch::Sender<()>) {
    tokio::spawn(every_round(inner.clone(), work.subscribe(), expire));
    tokio::spawn(every_round(inner.clone(), work.subscribe(), report));
    tokio::spawn(every_round(inner.clone(), work.subscribe(), announce));
    tokio::spawn(every_round(inner.clone(), work.subscribe(), crate::keycloak::call_back));
    tokio::spawn(now_and_then(inner.clone(), retention::clean));
    tokio::spawn(once(inner.clone(), retention::seal_anew));
}

/// What is in no hurry: at the start, then after every pause.
async fn now_and_then<F: Future<Output = Result<(), StorageError>> + Send>(
    inner: Weak<Inner>,
    round: impl Fn(Gateway) -> F + Send,
) {
    while let Some(inner) = inner.upgrade() {
        if round(Gateway::of(inner)).await.is_err() {
            tracing::error!("the work in the background failed and will be tried again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// What is done once, and tried again until it is.
async fn once<F: Future<Output = Result<(), StorageError>> + Send>(
    inner: Weak<Inner>,
    work: impl Fn(Gateway) -> F + Send,
) {
    while let Some(inner) = inner.upgrade() {
        if work(Gateway::of(inner)).await.is_ok() {
            return;
        }
        tracing::error!("the work in the background failed and will be tried again");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn every_round<F: Future<Output = Result<(), StorageError>> + Send>(
    inner: Weak<Inner>,
    mut work: watch::Receiver<()>,
    round: impl Fn(Gateway) -> F + Send,
) {
    loop {
        if let Ok(Err(_)) = tokio::time::timeout(TICK, work.changed()).await {
            return; // nobody is left who could ask for work
        }
        let Some(inner) = inner.upgrade() else { return };
        if round(Gateway::of(inner)).await.is_err() {
            tracing::error!("the work in the background failed and will be tried again");
        }
    }
}

/// Ends what has expired.
async fn expire(gateway: Gateway) -> Result<(), StorageError> {
    let now = gateway.now();
    for ended in gateway.store(move |storage| storage.expire(now)).await? {
        gateway.ended(&ended.consent).await;
    }
    Ok(())
}

/// Tells the AS's webhook, at least once: an outcome is done when the webhook took it.
async fn report(gateway: Gateway) -> Result<(), StorageError> {
    let Some(uri) = &gateway.settings().outcome_uri else { return Ok(()) };
    let now = gateway.now();
    for outcome in gateway.store(move |storage| storage.due_outcomes(MOST, now)).await? {
        let taken = post(&gateway, uri, &outcome.consent).await;
        let consent = outcome.consent.clone();
        let now = gateway.now();
        if taken {
            gateway.store(move |storage| storage.outcome_taken(&consent, now)).await?;
        } else {
            let next = now.plus(pause(outcome.attempts));
            tracing::warn!(consent = %consent, "an outcome was not taken");
            gateway.store(move |storage| storage.outcome_later(&consent, next)).await?;
        }
        gateway.tell(|| GatewayEvent::OutcomeReported { consent: outcome.consent, taken });
    }
    Ok(())
}

async fn post(gateway: &Gateway, uri: &str, consent: &str) -> bool {
    let Ok(record) = gateway.consent(consent).await else { return false };
    let Ok(body) = serde_json::to_vec(&record) else { return false };
    let secret = gateway.settings().channel_secret.expose();
    let answer = gateway.client().post_once(uri, secret, body, consent).await;
    matches!(answer, Ok(status) if (200..300).contains(&status))
}

/// Tells the customer's other devices of a new one, at least once while the push service takes it.
async fn announce(gateway: Gateway) -> Result<(), StorageError> {
    let now = gateway.now();
    for due in gateway.store(move |storage| storage.due_announcements(MOST, now)).await? {
        let id = due.device.clone();
        let found = gateway.store(move |storage| storage.device(&id)).await?;
        let device = found.filter(|device| device.state == DeviceState::Active);
        let (taken, given_up) = match device {
            Some(device) => (push(&gateway, device).await, due.attempts >= ANNOUNCEMENTS),
            None => (false, true), // it may not hear of the account any more
        };
        if !taken {
            tracing::warn!(device = %due.device, "an announcement was not taken");
        }
        let next = gateway.now().plus(pause(due.attempts));
        let next = (!taken && !given_up).then_some(next);
        let (added, device) = (due.added.clone(), due.device.clone());
        gateway.store(move |storage| storage.announced(&due, next)).await?;
        gateway.tell(|| GatewayEvent::DeviceAnnounced { added, device, taken });
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

/// 1, 2, 4, ... seconds, up to five minutes.
fn pause(attempts: u32) -> i64 {
    1_i64.checked_shl(attempts.min(16)).unwrap_or(MAX_PAUSE).min(MAX_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_five_minutes() {
        assert_eq!([pause(0), pause(1), pause(5), pause(9), pause(4000)], [1, 2, 32, 300, 300]);
    }
}
