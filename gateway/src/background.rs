//! The work that nobody waits for: ending what has expired, and telling of outcomes.

use crate::gateway::{Gateway, Inner};
use crate::storage::{Outcome, StorageError};
use std::future::Future;
use std::sync::Weak;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked without being woken.
const TICK: Duration = Duration::from_secs(1);
/// The most outcomes reported in one round.
const MOST: u32 = 50;
/// The longest pause between two tries to report, in seconds.
const MAX_PAUSE: i64 = 300;

/// Starts the work: each kind in a task of its own, so that a webhook that is slow holds up
/// nothing else. All of it ends when the last gateway is dropped.
pub(crate) fn start(inner: &Weak<Inner>, work: &watch::Sender<()>) {
    tokio::spawn(every_round(inner.clone(), work.subscribe(), expire));
    tokio::spawn(every_round(inner.clone(), work.subscribe(), report));
    tokio::spawn(every_round(inner.clone(), work.subscribe(), crate::keycloak::call_back));
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
            let next = now.plus(pause(&outcome));
            tracing::warn!(consent = %consent, "an outcome was not taken");
            gateway.store(move |storage| storage.outcome_later(&consent, next)).await?;
        }
        gateway.tell(|| crate::events::GatewayEvent::OutcomeReported {
            consent: outcome.consent,
            taken,
        });
    }
    Ok(())
}

async fn post(gateway: &Gateway, uri: &str, consent: &str) -> bool {
    let Ok(record) = gateway.consent(consent).await else { return false };
    let Ok(body) = serde_json::to_vec(&record) else { return false };
    let secret = gateway.settings().channel_secret.expose();
    let answer = gateway.client().post(uri, secret, body).await;
    matches!(answer, Ok(status) if (200..300).contains(&status))
}

/// 1, 2, 4, ... seconds, up to five minutes.
fn pause(outcome: &Outcome) -> i64 {
    1_i64.checked_shl(outcome.attempts.min(16)).unwrap_or(MAX_PAUSE).min(MAX_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_five_minutes() {
        let pause = |attempts| super::pause(&Outcome { consent: String::new(), attempts });

        assert_eq!([pause(0), pause(1), pause(5), pause(9), pause(4000)], [1, 2, 32, 300, 300]);
    }
}
