//! Checks 15 and 16: the accounts chosen and the number typed.

use super::{Records, check};
use crate::{Change, ISSUER, NOW};
use countersign_protocol::consent::{Chosen, Selection, Types};
use countersign_protocol::jose::Typ;
use countersign_protocol::time::UnixSeconds;
use countersign_verify::{Check, Judgement, Record, RecordState, VerifyError, verify_decision};
use serde_json::json;

/// An approval of a request that asks for a number, in which one thing is different.
fn typed(asked: Option<&str>, change: Change) -> Result<Judgement, VerifyError> {
    let records = Records::new();
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user"]);
    change(&mut claims);
    let token = records.approval.token(Typ::ConsentApproval, &claims);
    let record = Record { number: asked, ..records.record(RecordState::Pending) };
    verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, UnixSeconds(NOW + 11))
}

#[test]
fn the_number_is_the_one_that_was_asked_for_and_none_where_none_was() {
    let right = typed(Some("42"), |claims| claims["number"] = json!("42"));
    let none = typed(None, |_| {});

    assert!(matches!(right, Ok(Judgement::Verified(_))));
    assert!(matches!(none, Ok(Judgement::Verified(_))));
    for (asked, change) in [
        (Some("42"), (|claims| claims["number"] = json!("24")) as Change),
        (Some("42"), |claims| claims["number"] = json!("4")),
        (Some("42"), |_| {}),
        (None, |claims| claims["number"] = json!("42")),
    ] {
        assert_eq!(check(typed(asked, change)), (Check::Number, true));
    }
}

#[test]
fn the_accounts_are_among_those_offered_and_as_many_as_asked_for() {
    let records = Records::of(
        &json!({
            "iss": ISSUER, "aud": "device-1", "sub": "handle-1", "jti": "request-1",
            "iat": NOW, "exp": NOW + 300, "ver": "1", "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
            "client": {"name": "Merchant A", "legal_name": "Merchant A Ltd"},
            "authorization_details": [{"type": "account_information", "access": {"accounts": []}}],
            "accounts": [
                {"id": "a", "label": "Current account", "identification": "DE** 1603"},
                {"id": "b", "label": "Savings", "identification": "DE** 1604"},
            ],
        }),
        Types::default(),
    );
    let of = |accounts: &[&str]| {
        let accounts = accounts.iter().map(|id| (*id).to_owned()).collect();
        Selection::of(vec![Chosen { detail: 0, accounts }])
    };
    let judge = |shown: &Selection, said: &serde_json::Value| {
        let mut claims = records.claims();
        claims["amr"] = json!(["hwk", "user"]);
        claims["display"]["hash"] = json!(records.view.display_hash(shown).unwrap());
        claims["selection"] = said.clone();
        let token = records.approval.token(Typ::ConsentApproval, &claims);
        records.judge(token.as_bytes(), Typ::ConsentApproval)
    };

    let right = judge(&of(&["b"]), &json!([{"detail": 0, "accounts": ["b"]}]));
    let other = judge(&of(&["a"]), &json!([{"detail": 0, "accounts": ["b"]}]));

    assert!(matches!(right, Ok(Judgement::Verified(_))));
    assert_eq!(check(other), (Check::Display, true));
    for said in [
        json!([]),
        json!([{"detail": 0, "accounts": []}]),
        json!([{"detail": 0, "accounts": ["c"]}]),
        json!([{"detail": 0, "accounts": ["b", "a"]}]),
        json!([{"detail": 1, "accounts": ["a"]}]),
    ] {
        let judged = judge(&of(&["a"]), &said);

        assert_eq!(check(judged), (Check::Selection, true), "{said}");
    }
}

#[test]
fn an_answer_to_no_question_is_none_not_even_an_empty_one() {
    let empty = typed(None, |claims| claims["selection"] = json!([]));

    assert_eq!(check(empty), (Check::Selection, true));
}
