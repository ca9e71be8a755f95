//! Every call that is refused is noted: what was called, the check that failed, and by which
//! device, if it is known. Nothing of what was sent.

use crate::gateway::Gateway;
use crate::storage::AuditEntry;
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::{Arc, OnceLock};

/// The most refusals that are noted in a minute, of one device, and of all strangers together:
/// nobody fills the disk from outside.
const MOST: u32 = 300;

/// Travels with an answer: the check that was failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FailedCheck(pub(crate) &'static str);

/// Travels with a call: the device that makes it, once it is known.
#[derive(Clone, Default)]
pub(crate) struct Caller(Arc<OnceLock<String>>);

impl Caller {
    /// Says whose call this is. What is said first counts.
    pub(crate) fn is(parts: &Parts, device: &str) {
        Self::of(parts).set(device);
    }

    /// What travels with this call.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// The same as [`Self::is`], where the call itself is not at hand any more.
    pub(crate) fn set(&self, device: &str) {
        let _ = self.0.set(device.to_owned());
    }
}

/// Notes what is refused below this layer.
pub(crate) async fn note(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    let event = request.extensions().get::<MatchedPath>().map(|path| event(path.as_str()));
    let caller = Caller::default();
    request.extensions_mut().insert(caller.clone());
    let answer = next.run(request).await;
    let failed = answer.extensions().get::<FailedCheck>().copied();
    if let (Some(event), Some(FailedCheck(check))) = (event, failed) {
        keep(&gateway, event, check, caller.0.get().cloned()).await;
    }
    answer
}

async fn keep(gateway: &Gateway, event: &'static str, check: &'static str, device: Option<String>) {
    let now = gateway.now();
    tracing::info!(event, check, device, "refused");
    // A slash is in no device's id, so that this does not count as its calls.
    let whose = format!("refused/{}", device.as_deref().unwrap_or_default());
    if gateway.rate().count(&whose, MOST, now).is_err() {
        return;
    }
    let kept = gateway
        .store(move |storage| {
            let entry = AuditEntry {
                event,
                device: device.as_deref(),
                checked: Some(check),
                ..AuditEntry::default()
            };
            storage.audit(&entry, now)
        })
        .await;
    if kept.is_err() {
        // The call is refused all the same: that it is not noted must not let anybody in.
        tracing::error!("a refusal could not be noted");
    }
}

fn event(path: &str) -> &'static str {
    match path {
        "/ad/registrations" => "registration_refused",
        "/ad/token" => "token_refused",
        "/ad/requests/{id}/decision" => "decision_refused",
        path if path.starts_with("/ad/offers/") => "offer_refused",
        path if path.starts_with("/ad/device") => "management_refused",
        path if path.starts_with("/channel/") => "channel_refused",
        path if path.starts_with("/keycloak/") => "keycloak_refused",
        _ => "call_refused",
    }
}
