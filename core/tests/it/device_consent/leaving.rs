//! An app that drops what it waits for, at each point where it waits.

use super::Case;
use crate::support::{Server, Step, leave_after};
use countersign::{Answered, ApprovalInput, Delivery, DenialReason, Ending, Outcome, Verdict};

/// How often a journey may say "not yet" before it is dropped. How many awaits it meets depends
/// on how fast the answers are; more than this it never does.
const WAITS: std::ops::Range<usize> = 0..12;

#[tokio::test]
async fn a_decision_dropped_at_any_await_is_made_once_or_not_at_all() {
    for approves in [true, false] {
        let mut dropped = 0;
        for waits in WAITS {
            let case = Case::payment().await;
            // A cold session waits for nonce and token too.
            case.server.forget_access_tokens();
            case.server.renew_nonce();

            let ended = if approves {
                let device = &case.phone.device;
                let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
                let signature = case.phone.touch(prepared.key(), prepared.signing_input());
                leave_after(device.complete(&prepared, &signature), waits).await
            } else {
                let reason = DenialReason::ChangedMind;
                leave_after(case.phone.device.deny(&case.consent, reason), waits).await
            };
            converges(&case, approves, waits).await;

            dropped += usize::from(ended.is_none());
        }
        assert!(dropped >= 2, "the store and the bank are waited for: {dropped}");
    }
}

#[tokio::test]
async fn delivering_dropped_at_any_await_loses_nothing() {
    let mut dropped = 0;
    for waits in WAITS {
        let case = Case::payment().await;
        case.server.go_down();
        case.phone.approve(&case.consent).await.unwrap();
        case.server.behave();
        case.server.forget_access_tokens();

        let ended = leave_after(case.phone.device.deliver_now(), waits).await;
        converges(&case, true, waits).await;

        dropped += usize::from(ended.is_none());
    }
    assert!(dropped >= 2, "{dropped}");
}

#[tokio::test]
async fn opening_dropped_at_any_await_can_be_done_again() {
    let mut dropped = 0;
    for waits in WAITS {
        let server = Server::start().await;
        let phone = super::Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        let request = server.ask(&at.device, super::samples::payment());

        let ended = leave_after(phone.device.open_request(&at.enrolment, &request), waits).await;
        let consent = phone.open_request(&at, &request).await;
        let delivery = phone.approve(&consent).await.unwrap();

        assert!(
            matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
            "left after {waits} waits"
        );
        dropped += usize::from(ended.is_none());
    }
    assert!(dropped >= 1, "{dropped}");
}

/// What was stored is delivered, and what was not can still be decided: once.
async fn converges(case: &Case, approves: bool, waits: usize) {
    let device = &case.phone.device;
    // Reading waits for the write that was begun.
    if case.phone.history().await[0].outcome == Outcome::Open {
        case.phone.device.deny(&case.consent, DenialReason::Unspecified).await.unwrap();
    } else {
        device.deliver_now().await.unwrap();
        let outcome = if approves {
            Outcome::Ended(Ending::Decided(Verdict::Approved))
        } else {
            Outcome::Ended(Ending::Decided(Verdict::Denied))
        };
        assert_eq!(case.phone.history().await[0].outcome, outcome, "left after {waits} waits");
    }
    let mut sent: Vec<_> =
        case.server.calls_of(Step::Decision).into_iter().map(|call| call.body).collect();
    sent.dedup();
    assert_eq!(sent.len(), 1, "left after {waits} waits: one decision, however often it was sent");
    assert_eq!(case.status(), "decided");
}
