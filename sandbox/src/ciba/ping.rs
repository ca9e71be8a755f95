//! Telling a client in ping mode that it can fetch its result (CIBA §10.2).

use super::AuthorizationServer;
use crate::ledger::{Entry, Outcome, Who};
use countersign_gateway::channel::ConsentState;
use countersign_gateway::events::GatewayEvent;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// How often a notification is tried, if the client does not answer or fails itself.
const TRIES: u32 = 3;
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// What a client is to be told, once.
pub(super) struct PingNotification {
    pub(super) endpoint: reqwest::Url,
    pub(super) token: String,
    pub(super) auth_req_id: String,
    pub(super) consent: String,
    pub(super) deadline: Instant,
}

/// What became of one try.
enum Try {
    Taken(u16),
    Refused(u16),
    NoAnswer,
}

impl AuthorizationServer {
    /// Waits in the background until the consent has ended, and tells the client once.
    pub(super) fn notify_when_ended(&self, notification: PingNotification) {
        let server = self.clone();
        let events = self.gateway().events();
        tokio::spawn(async move {
            server.ended(&notification, events).await;
            server.notify(&notification).await;
        });
    }

    async fn ended(&self, notification: &PingNotification, mut events: Receiver<GatewayEvent>) {
        let deadline = tokio::time::Instant::from_std(notification.deadline);
        // It may have ended before the events were listened to.
        while self.is_pending(&notification.consent).await {
            loop {
                match tokio::time::timeout_at(deadline, events.recv()).await {
                    Err(_) | Ok(Err(RecvError::Closed)) => return,
                    Ok(Err(RecvError::Lagged(_))) => break,
                    Ok(Ok(GatewayEvent::ConsentEnded { record }))
                        if record.consent == notification.consent =>
                    {
                        return;
                    }
                    Ok(Ok(_)) => {}
                }
            }
        }
    }

    async fn is_pending(&self, consent: &str) -> bool {
        let record = self.gateway().consent(consent).await;
        record.is_ok_and(|record| record.state == ConsentState::Pending)
    }

    async fn notify(&self, notification: &PingNotification) {
        let mut tried = Try::NoAnswer;
        for wait in (0..TRIES).map(|n| BETWEEN_TRIES * n) {
            tokio::time::sleep(wait).await;
            tried = self.try_once(notification).await;
            // A refusal is the client's last word, a redirect is not followed; only what may
            // pass is tried again.
            if !matches!(tried, Try::NoAnswer | Try::Refused(500..)) {
                break;
            }
        }
        let path = notification.endpoint.path();
        let entry = match tried {
            Try::Taken(status) => Entry::new(Who::As, "Pinged the client")
                .text("It can fetch its result now.")
                .http("POST", path, status)
                .outcome(Outcome::Ok),
            Try::Refused(status) => Entry::new(Who::As, "The client refused the ping")
                .text("It is not sent again. The client can still ask by itself.")
                .http("POST", path, status)
                .outcome(Outcome::Refused),
            Try::NoAnswer => Entry::new(Who::As, "The client did not answer the ping")
                .text("The client can still ask by itself.")
                .outcome(Outcome::Refused),
        };
        self.ledger().add(entry);
    }

    async fn try_once(&self, notification: &PingNotification) -> Try {
        let body = json!({ "auth_req_id": notification.auth_req_id }).to_string();
        let sent = self
            .http()
            .post(notification.endpoint.clone())
            .bearer_auth(&notification.token)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await;
        match sent.map(|answer| answer.status()) {
            Ok(status) if status.is_success() => Try::Taken(status.as_u16()),
            Ok(status) => Try::Refused(status.as_u16()),
            Err(_) => Try::NoAnswer,
        }
    }
}
