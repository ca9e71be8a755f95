//! Every call that is refused is recorded in the audit log: what was called, the check that
//! failed, and by which device, if it is known. Nothing of what was sent.

use super::FailedCheck;
use crate::context::Gateway;
use crate::storage::AuditEntry;
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::{Arc, OnceLock};

/// The most refusals that are recorded in a minute, of one device, and of all strangers together:
/// nobody fills the disk from outside.
const MOST: u32 = 300;

/// Travels with a call: the device that makes it, once it is known.
#[derive(Clone, Default)]
pub(crate) struct Caller(Arc<OnceLock<String>>);

impl Caller {
    /// The caller of this call, known or not.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// Names the device whose call this is. A call has one: a second name is not taken.
    pub(crate) fn identify(&self, device: &str) {
        let _ = self.0.set(device.to_owned());
    }
}

/// Records what is refused below this layer.
pub(crate) async fn record(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    let event = request.extensions().get::<MatchedPath>().map(|path| event(path.as_str()));
    let caller = Caller::default();
    request.extensions_mut().insert(caller.clone());
    let answer = next.run(request).await;
    let failed = answer.extensions().get::<FailedCheck>().copied();
    if let (Some(event), Some(check)) = (event, failed) {
        add(&gateway, event, check, caller.0.get().cloned()).await;
    }
    answer
}

async fn add(gateway: &Gateway, event: &'static str, check: FailedCheck, device: Option<String>) {
    let (check, now) = (check.name(), gateway.now());
    tracing::info!(event, check, device, "refused");
    // A slash is in no device's id, so that this does not count as its calls.
    let whose = format!("refused/{}", device.as_deref().unwrap_or_default());
    if gateway.rate().count(&whose, MOST, now).is_err() {
        return;
    }
    let recorded = gateway
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
    if recorded.is_err() {
        // The call is refused all the same: that it is not recorded must not let anybody in.
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
