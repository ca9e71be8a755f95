//! Checks 3 to 7: which one a decision fails that nobody here can have meant.

use super::{Records, check};
use crate::{Change, NOW, remove};
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_verify::{Check, RecordState, verify_decision};
use serde_json::json;

/// What comes of a token with this header, signed by the approval key.
fn under(alg: &str, typ: &str) -> Option<Check> {
    let records = Records::new();
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user"]);
    let header = json!({"alg": alg, "typ": typ, "kid": records.approval.kid()}).to_string();
    let token = records.approval.jws(&header, claims.to_string().as_bytes());
    match records.judge(token.as_bytes(), Typ::ConsentApproval) {
        Ok(_) => None,
        refused => Some(check(refused).0),
    }
}

#[test]
fn another_type_or_algorithm_is_named_as_that() {
    let approval = "consent-approval+jwt";

    assert_eq!(under("ES256", approval), None);
    assert_eq!(under("ES384", approval), Some(Check::Signature));
    assert_eq!(under("none", approval), Some(Check::Signature));
    assert_eq!(under("ES256", "consent-receipt+jwt"), Some(Check::Type));
    assert_eq!(under("ES256", "consent-denial+jwt"), Some(Check::Type));
    assert_eq!(under("ES256", "JWT"), Some(Check::Type));
}

#[test]
fn each_claim_that_names_somebody_or_something_is_the_records() {
    let records = Records::new();
    let changes: [Change; 8] = [
        |claims| claims["iss"] = json!("device-2"),
        |claims| claims["aud"] = json!("https://another.example"),
        |claims| claims["request"] = json!("request-2"),
        |claims| claims["exp"] = json!(NOW + 299),
        |claims| claims["exp"] = json!(NOW + 301),
        |claims| claims["unlisted"] = json!(1),
        |claims| remove(claims, "display"),
        |claims| remove(claims, "nonce"),
    ];

    for (i, change) in changes.into_iter().enumerate() {
        let mut claims = records.claims();
        claims["amr"] = json!(["hwk", "user"]);
        change(&mut claims);
        let token = records.approval.token(Typ::ConsentApproval, &claims);

        let judged = records.judge(token.as_bytes(), Typ::ConsentApproval);

        assert_eq!(check(judged), (Check::Claims, false), "change {i}");
    }
}

#[test]
fn nothing_of_a_record_or_decision_is_in_debug_output() {
    let records = Records::new();
    let token = records.approval();
    let record = records.record(RecordState::Pending);
    let now = UnixSeconds(NOW + 11);

    let judged = verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, now).unwrap();

    assert_eq!(format!("{record:?}"), "Record(Pending)");
    assert_eq!(format!("{judged:?}"), "Verified(Approval)");
}
