//! Calls Keycloak back with outcomes.
//!
//! Keycloak deletes an approved grant when it is called a second time, so a call is recorded
//! before it is made and never made again. If the gateway stops between the two, or no answer
//! comes, nobody knows whether the call arrived: that is recorded as it is (`unknown`), and at
//! worst the customer starts over.

use crate::context::Gateway;
use crate::model::GatewayEvent;
use crate::storage::{Callback, StorageError};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

#[derive(Serialize)]
struct Status<'a> {
    status: &'a str,
}

/// Makes every call that is due: each is marked as made before it is, and nobody waits for it. As
/// many are on their way at the same time as may be; the next stays due until one of them is back.
pub(super) async fn call_back(gateway: Gateway) -> Result<(), StorageError> {
    // Nobody closes it.
    while let Ok(place) = gateway.callbacks().acquire_owned().await {
        let now = gateway.now();
        let Some(callback) = gateway.store(move |storage| storage.take_callback(now)).await? else {
            return Ok(());
        };
        tokio::spawn(make(gateway.clone(), callback, place));
    }
    Ok(())
}

async fn make(gateway: Gateway, callback: Callback, _place: OwnedSemaphorePermit) {
    let answer = call(&gateway, &callback).await;
    let taken = answer == Some(200);
    if !taken {
        tracing::warn!(consent = %callback.consent, ?answer, "a callback was not taken");
    }
    let (consent, now) = (callback.consent.clone(), gateway.now());
    if gateway.store(move |storage| storage.callback_made(&callback, answer, now)).await.is_err() {
        tracing::error!("the answer to a callback could not be kept");
    }
    gateway.publish(|| GatewayEvent::OutcomeReported { consent, taken });
}

async fn call(gateway: &Gateway, callback: &Callback) -> Option<u16> {
    let realm = gateway.settings().realm(&callback.realm)?;
    let body = serde_json::to_vec(&Status { status: &callback.outcome }).ok()?;
    gateway.client().post(&realm.callback_uri, &callback.bearer, body).await.ok()
}
