//! The gateway as a process that is killed (SIGKILL) before and after every commit, and started
//! again: what the phone was told stands, the AS hears of each outcome under one key, Keycloak is
//! called once at most, and what nobody can know is said to be unknown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout)]

mod check;
mod durable;
mod journey;
mod process;

use journey::Journey;
use process::Kill;
use serde_json::{Value, json};

const CHANNEL_SECRET: &str = "a-secret-of-the-channel";
const ACCOUNT: &str = "account-1";

/// How many runs go on at the same time: they mostly wait.
const AT_ONCE: usize = 4;

/// What the AS asks: the example of RFC 9396 §2.
fn payment() -> Value {
    json!({
        "account": ACCOUNT,
        "client": {"name": "Merchant A", "legal_name": "Merchant A Ltd"},
        "authorization_details": [{
            "type": "payment_initiation",
            "instructedAmount": {"currency": "EUR", "amount": "123.50"},
            "creditorName": "Merchant A",
            "creditorAccount": {"iban": "DE02100100109307118603"},
            "remittanceInformationUnstructured": "Ref Number Merchant",
        }],
        "expires_in": 300,
    })
}

/// Plays a run for each commit until one is not killed any more, because the journey has fewer.
async fn at_every_commit(kill: fn(usize) -> Kill) -> usize {
    let mut runs = tokio::task::JoinSet::new();
    let (mut next, mut killed, mut over) = (1, 0, false);
    loop {
        while !over && runs.len() < AT_ONCE {
            runs.spawn(Journey::play(kill(next)));
            next += 1;
        }
        let Some(ended) = runs.join_next().await else { return killed };
        if ended.unwrap() {
            killed += 1;
        } else {
            over = true;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_any_commit_nothing_is_lost_and_nothing_doubled() {
    let killed = at_every_commit(Kill::Before).await;

    assert!(killed >= 20, "{killed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_any_commit_nothing_is_lost_and_nothing_doubled() {
    let killed = at_every_commit(Kill::After).await;

    assert!(killed >= 20, "{killed}");
}
