//! Reports outcomes to the AS's webhook.

use super::backoff::{BATCH, pause};
use crate::context::Gateway;
use crate::model::GatewayEvent;
use crate::storage::StorageError;

/// Reports every outcome that is due, at least once: it is done when the webhook took it.
pub(super) async fn report(gateway: Gateway) -> Result<(), StorageError> {
    let Some(uri) = &gateway.settings().outcome_uri else { return Ok(()) };
    let now = gateway.now();
    for outcome in gateway.store(move |storage| storage.due_outcomes(BATCH, now)).await? {
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
        gateway.publish(|| GatewayEvent::OutcomeReported { consent: outcome.consent, taken });
    }
    Ok(())
}

async fn post(gateway: &Gateway, uri: &str, consent: &str) -> bool {
    let Ok(record) = gateway.consent(consent).await else { return false };
    let Ok(body) = serde_json::to_vec(&record) else { return false };
    let Some(secret) = gateway.settings().webhook_secret() else { return false };
    let answer = gateway.client().post_once(uri, secret.expose(), body, consent).await;
    matches!(answer, Ok(status) if (200..300).contains(&status))
}
