//! Every call that is refused is recorded in the audit log: what was called, the check that
//! failed, and by which device, if it is known. Nothing of what was sent.
//!
//! [`Gateway::record_refusal`] alone writes them, and each has to pass its bound: nobody fills the
//! disk from outside, and no kind of rubbish hides another.

use super::FailedCheck;
use super::peer::Peer;
use crate::context::{Gateway, Limit};
use crate::model::{Actor, ProofFault};
use crate::storage::{AuditEntry, StorageError};
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use countersign_protocol::time::UnixSeconds;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

/// The most refusals of one kind that are recorded of one address in a minute. An address that had
/// as many is over its limit ([`Gateway::is_over`]).
const OF_AN_ADDRESS: u32 = 60;
/// The most of one kind of all strangers together, in a minute and in a day.
const OF_STRANGERS: u32 = 300;
const OF_STRANGERS_IN_A_DAY: u32 = 20_000;
/// The most of one device: of one kind in a minute, and of all kinds in a day.
const OF_A_DEVICE: u32 = 300;
const OF_A_DEVICE_IN_A_DAY: u32 = 1_000;

/// The name under which all strangers are counted together. No device has it.
const STRANGERS: &str = "";

/// Travels with a call: where it comes from, and the device that makes it, once it is known.
#[derive(Clone, Default)]
pub(crate) struct Caller(Arc<Known>);

#[derive(Default)]
struct Known {
    /// What its refusal is called.
    event: Option<&'static str>,
    address: Option<IpAddr>,
    device: OnceLock<String>,
    actor: OnceLock<Actor>,
}

/// A refusal, as far as it is known what was refused.
#[derive(Default)]
pub(crate) struct RefusedCall {
    pub(crate) event: &'static str,
    pub(crate) check: Option<FailedCheck>,
    pub(crate) offer: Option<String>,
    pub(crate) device: Option<String>,
    pub(crate) consent: Option<String>,
    pub(crate) request: Option<String>,
    pub(crate) by: Option<Actor>,
}

impl Caller {
    /// The caller of this call, known or not.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// Names the device whose call this is. A call has one: a second name is not taken.
    pub(crate) fn identify(&self, device: &str) {
        let _ = self.0.device.set(device.to_owned());
    }

    /// Names the credential whose call this is, and its operator.
    pub(crate) fn act_as(&self, actor: &Actor) {
        let _ = self.0.actor.set(actor.clone());
    }

    /// The address that it comes from, if that is known.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.0.address
    }
}

/// Records what is refused below this layer.
pub(crate) async fn record(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    let event = request.extensions().get::<MatchedPath>().map(|path| event(path.as_str()));
    let peer = Peer::of(gateway.settings(), &request);
    let (address, event) = match &peer {
        Ok(peer) => (peer.address, event),
        Err(_) => (None, Some("forwarding_refused")),
    };
    let caller = Caller(Arc::new(Known { event, address, ..Known::default() }));
    request.extensions_mut().insert(caller.clone());
    let answer = match peer {
        Ok(peer) => {
            request.extensions_mut().insert(peer);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    let failed = answer.extensions().get::<FailedCheck>().copied();
    let device = caller.0.device.get().cloned();
    match (event, failed) {
        (Some(event), Some(check)) => {
            let check = Some(check);
            let by = caller.0.actor.get().cloned();
            let refusal = RefusedCall { event, check, device, by, ..RefusedCall::default() };
            // The call is refused all the same: that it is not recorded must not let anybody in.
            if gateway.record_refusal(refusal, address).await.is_err() {
                tracing::error!("a refusal could not be noted");
            }
        }
        // Old nonces are not recorded. A stranger's are counted: each cost a signature.
        (Some(event), None) if device.is_none() && is_old_nonce(&answer) => {
            let _ = gateway.has_room(event, address, gateway.now());
        }
        _ => {}
    }
    answer
}

fn is_old_nonce(answer: &Response) -> bool {
    answer.extensions().get::<ProofFault>() == Some(&ProofFault::Nonce)
}

impl Gateway {
    /// Writes a refusal to the audit log, as far as there is room for its kind and its source.
    pub(crate) async fn record_refusal(
        &self,
        refusal: RefusedCall,
        from: Option<IpAddr>,
    ) -> Result<(), StorageError> {
        let RefusedCall { event, check, offer, device, consent, request, by } = refusal;
        let (checked, now) = (check.map(FailedCheck::name), self.now());
        tracing::info!(event, check = checked, device, "refused");
        let room = match &device {
            Some(device) => {
                let in_a_day = Limit::per_day("refused", OF_A_DEVICE_IN_A_DAY);
                self.rate().count(Limit::per_minute(event, OF_A_DEVICE), device, now).is_ok()
                    && self.rate().count(in_a_day, device, now).is_ok()
            }
            None => self.has_room_of_strangers(kind(event, check), from, now),
        };
        if !room {
            return Ok(());
        }
        self.store(move |storage| {
            let entry = AuditEntry {
                event,
                offer: offer.as_deref(),
                device: device.as_deref(),
                consent: consent.as_deref(),
                request: request.as_deref(),
                checked,
                by: by.as_ref(),
            };
            storage.audit(&entry, now)
        })
        .await
    }

    /// Whether the address of a call, at this kind of endpoint, was refused as often as is looked
    /// at: the seconds until it is looked at again.
    ///
    /// What it sends is then judged only if it names something that no stranger can name: an
    /// access token, a device and its key, an offer. So a carrier's address that others misuse
    /// costs nobody anything who is known here.
    pub(crate) fn is_over(&self, caller: &Caller) -> Option<u32> {
        self.is_over_for(caller, caller.0.event?)
    }

    /// The same for those who guess the channel's secret.
    pub(crate) fn is_guessing(&self, caller: &Caller) -> Option<u32> {
        self.is_over_for(caller, kind(caller.0.event?, Some(FailedCheck::Secret)))
    }

    fn is_over_for(&self, caller: &Caller, kind: &'static str) -> Option<u32> {
        let now = self.now();
        match caller.0.address {
            Some(address) => {
                let limit = Limit::per_minute(kind, OF_AN_ADDRESS);
                self.addresses().full(limit, address, now)
            }
            None => self.rate().full(Limit::per_minute(kind, OF_STRANGERS), STRANGERS, now),
        }
    }

    fn has_room(&self, kind: &'static str, from: Option<IpAddr>, now: UnixSeconds) -> bool {
        let limit = Limit::per_minute(kind, OF_AN_ADDRESS);
        from.is_none_or(|address| self.addresses().count(limit, address, now).is_ok())
    }

    fn has_room_of_strangers(
        &self,
        kind: &'static str,
        from: Option<IpAddr>,
        now: UnixSeconds,
    ) -> bool {
        let together =
            [Limit::per_minute(kind, OF_STRANGERS), Limit::per_day(kind, OF_STRANGERS_IN_A_DAY)];
        self.has_room(kind, from, now)
            && together.iter().all(|limit| self.rate().count(*limit, STRANGERS, now).is_ok())
    }
}

/// What refusals of strangers are counted as. Whoever guesses a secret is not hidden by anything
/// else that is sent to the same endpoints.
fn kind(event: &'static str, check: Option<FailedCheck>) -> &'static str {
    match (event, check) {
        ("channel_refused", Some(FailedCheck::Secret)) => "channel_secret_refused",
        ("keycloak_refused", Some(FailedCheck::Secret)) => "keycloak_secret_refused",
        _ => event,
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
