//! Every comparison of a time or a length, at its bound and one beside it.

use super::{Records, check};
use crate::NOW;
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, KeyPurpose};
use countersign_testing::Key;
use countersign_verify::{Check, Judgement, Record, RecordState, RetiredKey, verify_decision};
use serde_json::json;

/// What comes of an approval that was signed and sent so long after the request was made. The
/// request lives for 300 seconds.
fn judged(signed_at: i64, sent_at: i64) -> Option<Check> {
    let records = Records::new();
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user"]);
    claims["iat"] = json!(NOW + signed_at);
    let token = records.approval.token(Typ::ConsentApproval, &claims);
    let record = records.record(RecordState::Pending);
    let now = UnixSeconds(NOW + sent_at);
    match verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, now) {
        Ok(Judgement::Verified(_)) => None,
        other => Some(check(other).0),
    }
}

#[test]
fn a_request_is_over_at_its_exp_and_not_before() {
    assert_eq!(judged(10, 299), None);
    assert_eq!(judged(10, 300), Some(Check::Pending));
    assert_eq!(judged(10, 301), Some(Check::Pending));
}

#[test]
fn a_decision_is_signed_a_minute_ahead_of_the_as_at_most() {
    assert_eq!(judged(100 + 59, 100), None);
    assert_eq!(judged(100 + 60, 100), None);
    assert_eq!(judged(100 + 61, 100), Some(Check::Time));
}

#[test]
fn a_decision_is_signed_a_minute_before_its_request_at_most() {
    assert_eq!(judged(-59, 0), None);
    assert_eq!(judged(-60, 0), None);
    assert_eq!(judged(-61, 0), Some(Check::Time));
}

#[test]
fn that_it_is_over_is_said_before_that_its_time_is_impossible() {
    assert_eq!(judged(-61, 300), Some(Check::Pending));
}

/// What comes of an approval by a key that was replaced so long after the request was made.
fn by_a_replaced_key(replaced_at: i64, signed_at: i64, sent_at: i64) -> Option<Check> {
    let records = Records::new();
    let new = Key::of("new");
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user"]);
    claims["iat"] = json!(NOW + signed_at);
    let token = records.approval.token(Typ::ConsentApproval, &claims);
    let retired = [RetiredKey {
        key: *records.approval.public_key(),
        role: KeyPurpose::Approval,
        at: UnixSeconds(NOW + replaced_at),
        key_level: AttestedLevel::StrongBox,
    }];
    let record = Record {
        approval_key: new.public_key(),
        retired_keys: &retired,
        ..records.record(RecordState::Pending)
    };
    let now = UnixSeconds(NOW + sent_at);
    match verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, now) {
        Ok(Judgement::Verified(_)) => None,
        other => Some(check(other).0),
    }
}

#[test]
fn a_replaced_key_decides_what_was_asked_in_its_last_second_and_nothing_later() {
    assert_eq!(by_a_replaced_key(1, 0, 10), None);
    assert_eq!(by_a_replaced_key(0, 0, 10), None);
    assert_eq!(by_a_replaced_key(-1, 0, 10), Some(Check::Key));
    assert_eq!(by_a_replaced_key(-1, -60, 10), Some(Check::Key));
}

#[test]
fn what_a_replaced_key_signs_counts_for_a_minute_more_by_the_phones_clock() {
    assert_eq!(by_a_replaced_key(20, 20 + 59, 100), None);
    assert_eq!(by_a_replaced_key(20, 20 + 60, 100), None);
    assert_eq!(by_a_replaced_key(20, 20 + 61, 100), Some(Check::Key));
}

#[test]
fn a_decision_of_16_kib_is_read_and_a_longer_one_is_not() {
    let records = Records::new();
    let judge = |length: usize| check(records.judge(&vec![b'a'; length], Typ::ConsentApproval)).0;

    assert_eq!(judge(16 * 1024 - 1), Check::Form);
    assert_eq!(judge(16 * 1024), Check::Form);
    assert_eq!(judge(16 * 1024 + 1), Check::Size);
}
