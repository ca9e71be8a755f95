//! From what the gateway tells to lines that a person can follow.

use crate::ledger::{Entry, Ledger, Outcome, Who};
use countersign_gateway::channel::{ConsentRecord, ConsentState};
use countersign_gateway::events::{BlockCause, DecisionOutcome, GatewayEvent, ProofFault};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// How long the end of a consent waits for the decision that ended it.
const PATIENCE: Duration = Duration::from_millis(50);

/// Writes down what the gateway tells, until it ends.
///
/// The gateway tells first that a consent ended and then which decision did it; a person reads
/// the two better the other way round.
pub(crate) async fn write_down(mut events: Receiver<GatewayEvent>, ledger: Ledger) {
    let mut end: Option<ConsentRecord> = None;
    loop {
        let next = match &end {
            None => Ok(events.recv().await),
            Some(_) => tokio::time::timeout(PATIENCE, events.recv()).await,
        };
        match next {
            Ok(Ok(GatewayEvent::ConsentEnded { record })) => {
                add_all(&ledger, end.replace(record).as_ref().map(ended));
            }
            Ok(Ok(event)) => {
                let late = end.take();
                let by_this = match (&event, &late) {
                    (GatewayEvent::DecisionJudged { consent, .. }, Some(record)) => {
                        *consent == record.consent
                    }
                    _ => false,
                };
                let (before, after) = if by_this { (None, late) } else { (late, None) };
                add_all(&ledger, before.as_ref().map(ended));
                add_all(&ledger, entries(&event));
                add_all(&ledger, after.as_ref().map(ended));
            }
            Ok(Err(RecvError::Lagged(_))) => {
                ledger.add(Entry::new(Who::Gateway, "Some steps were too fast to write down"));
            }
            Ok(Err(RecvError::Closed)) => return,
            Err(_) => add_all(&ledger, end.take().as_ref().map(ended)),
        }
    }
}

fn add_all(ledger: &Ledger, entries: impl IntoIterator<Item = Entry>) {
    for entry in entries {
        ledger.add(entry);
    }
}

fn entries(event: &GatewayEvent) -> Vec<Entry> {
    if let GatewayEvent::ConsentCreated { requests, .. } = event {
        return requests
            .iter()
            .map(|request| {
                ok(Who::Gateway, "Signed the request for the phone")
                    .text("Once, for this device alone. The phone gets these bytes and no others.")
                    .token(&request.token)
            })
            .collect();
    }
    entry(event).into_iter().collect()
}

fn entry(event: &GatewayEvent) -> Option<Entry> {
    Some(match event {
        GatewayEvent::OfferCreated { token, .. } => ok(Who::Bank, "Offered to enrol a phone")
            .text("In a session that passed strong customer authentication.")
            .token(token),
        GatewayEvent::DeviceRegistered { token, .. } => ok(Who::Gateway, "A phone registered")
            .text(
                "It made two keys for this offer and signed with one of them. The digits are \
                     still to be compared.",
            )
            .token(token)
            .http("POST", "/ad/registrations", 201),
        GatewayEvent::RegistrationRefused { fault, token } => refused("Refused a registration")
            .token(token)
            .http("POST", "/ad/registrations", fault.status()),
        GatewayEvent::DeviceConfirmed { .. } => {
            ok(Who::Bank, "Confirmed the six digits").text("The phone may answer from now on.")
        }
        GatewayEvent::ConfirmationFailed { ended, .. } => {
            let text = if *ended { "The offer has ended." } else { "The offer is still open." };
            refused("The digits were wrong").text(text)
        }
        GatewayEvent::DeviceBlocked { cause, .. } => {
            refused("Blocked the phone").text(match cause {
                BlockCause::Failures => "Too many answers failed in a row.",
                BlockCause::Reported => "Its owner reported a request that they did not start.",
            })
        }
        GatewayEvent::DeviceUnblocked { .. } => ok(Who::Bank, "Unblocked the phone"),
        GatewayEvent::DeviceRevoked { .. } => ok(Who::Bank, "Removed the phone for good"),
        GatewayEvent::TokenIssued { .. } => {
            Entry::new(Who::Gateway, "Gave the phone an access token")
                .text("Bound to its transport key: of no use without it.")
                .http("POST", "/ad/token", 200)
        }
        // A phone that is new has no nonce yet: it is given one and calls again.
        GatewayEvent::AccessRefused { method, path, fault: ProofFault::Nonce }
            if path == "/ad/registrations" =>
        {
            Entry::new(Who::Gateway, "Asked a new phone for a fresh proof").http(method, path, 401)
        }
        GatewayEvent::AccessRefused { method, path, .. } => refused("Did not let a caller in")
            .text("No valid proof of a phone's key.")
            .http(method, &without_id(path), 401),
        GatewayEvent::NoticeSent { taken, .. } => {
            Entry::new(Who::Gateway, "Sent a push to the phone").text(if *taken {
                "It says that something waits, and nothing else."
            } else {
                "The push service did not take it. The phone can still ask by itself."
            })
        }
        GatewayEvent::RequestFetched { .. } => {
            Entry::new(Who::Phone, "Fetched the request").http("GET", "/ad/requests/\u{2026}", 200)
        }
        GatewayEvent::StatusAsked { .. } => Entry::new(
            Who::Phone,
            "Asked what became of a request",
        )
        .http("GET", "/ad/requests/\u{2026}/status", 200),
        GatewayEvent::DecisionJudged { token, checks, outcome, .. } => {
            let (title, text, outcome, status) = judged(outcome);
            Entry::new(Who::Gateway, title)
                .text(text)
                .outcome(outcome)
                .token(token)
                .checks(checks)
                .http("POST", "/ad/requests/\u{2026}/decision", status)
        }
        GatewayEvent::ConsentEnded { record } => ended(record),
        GatewayEvent::OutcomeReported { taken, .. } => {
            Entry::new(Who::Gateway, "Told the authorization server").outcome(if *taken {
                Outcome::Ok
            } else {
                Outcome::Refused
            })
        }
        GatewayEvent::DeviceUpdated { .. } => Entry::new(Who::Phone, "Told what it can do"),
        GatewayEvent::RequestReported { .. } => {
            refused("\u{201c}I did not start this\u{201d}").text("The phone reported a request.")
        }
        _ => return None,
    })
}

const fn judged(outcome: &DecisionOutcome) -> (&'static str, &'static str, Outcome, u16) {
    match outcome {
        DecisionOutcome::Recorded { .. } => {
            ("Recorded the decision", "Every check was passed.", Outcome::Ok, 200)
        }
        DecisionOutcome::Repeated { .. } => (
            "Heard the same decision again",
            "The same bytes get the same receipt, and nothing happens twice.",
            Outcome::Ok,
            200,
        ),
        DecisionOutcome::Refused { check } => {
            ("Refused a decision", "It changed nothing.", Outcome::Refused, check.status())
        }
        DecisionOutcome::Ended { check } => (
            "Refused a decision and ended the request",
            "The right key signed the wrong thing.",
            Outcome::Refused,
            check.status(),
        ),
    }
}

fn ended(record: &ConsentRecord) -> Entry {
    let (title, outcome) = match record.state {
        ConsentState::Approved => ("The consent was given", Outcome::Ok),
        ConsentState::Denied => ("The consent was declined", Outcome::Refused),
        ConsentState::Failed => ("The consent failed", Outcome::Refused),
        ConsentState::Expired => ("The consent expired", Outcome::Refused),
        ConsentState::Withdrawn => ("The bank took the request back", Outcome::Refused),
        ConsentState::Pending => ("The consent is open", Outcome::Info),
    };
    let entry = Entry::new(Who::Gateway, title).outcome(outcome);
    match (&record.authentication_code, &record.reason) {
        (Some(code), _) => entry.text(format!("PSD2 authentication code {code}.")),
        (None, Some(reason)) => entry.text(format!("Reason: {reason}.")),
        (None, None) => entry,
    }
}

/// The path with the request's id left out, as in the other lines.
fn without_id(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    if let ["", "ad", "requests", id, ..] = parts.as_mut_slice() {
        *id = "\u{2026}";
    }
    parts.join("/")
}

fn ok(who: Who, title: &str) -> Entry {
    Entry::new(who, title).outcome(Outcome::Ok)
}

fn refused(title: &str) -> Entry {
    Entry::new(Who::Gateway, title).outcome(Outcome::Refused)
}
