//! Check 13: a decision is verified by the template, language and descriptions that it was made
//! on, if the AS has them. If it has not, nobody guessed anything.

use super::{Records, check};
use crate::{Change, ISSUER, NOW};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{OwnType, Template, Types};
use countersign_protocol::jose::{Typ, sha256_base64url};
use countersign_protocol::time::UnixSeconds;
use countersign_verify::{Check, Judgement, Record, RecordState, VerifyError, verify_decision};
use serde_json::{Value, json};

const BOTH: [Template; 2] = [Template::One, Template::Test];

/// An approval in which one thing is different, at an AS with these templates.
fn approve(records: &Records, templates: &[Template], change: Change) -> Outcome {
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user"]);
    change(&mut claims);
    let token = records.approval.token(Typ::ConsentApproval, &claims);
    let record = Record { templates, ..records.record(RecordState::Pending) };
    verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, UnixSeconds(NOW + 11))
}

type Outcome = Result<Judgement, VerifyError>;

#[test]
fn a_template_that_is_not_among_those_that_the_as_verifies() {
    let records = Records::new();
    let by_test: Change = |claims| claims["display"]["template"] = json!("test");

    let unknown = approve(&records, &[Template::One], by_test);
    let none = approve(&records, &[], |_| {});
    // This one the AS has, and by it the rows are others.
    let known = approve(&records, &BOTH, by_test);

    assert_eq!(check(unknown), (Check::Presentation, false));
    assert_eq!(check(none), (Check::Presentation, false));
    assert_eq!(check(known), (Check::Display, true));
}

#[test]
fn an_older_template_is_verified_by_its_own_rows() {
    let records = Records::new();

    let judged = approve(&records, &BOTH, |_| {});

    assert!(matches!(judged, Ok(Judgement::Verified(_))));
}

#[test]
fn a_language_that_the_as_does_not_have() {
    let records = Records::new();

    let judged =
        approve(&records, &Template::ALL, |claims| claims["display"]["locale"] = json!("it"));

    assert_eq!(check(judged), (Check::Presentation, false));
}

#[test]
fn what_is_wrong_before_it_still_counts() {
    let records = Records::new();

    let judged = approve(&records, &Template::ALL, |claims| {
        claims["display"]["template"] = json!("2");
        claims["nonce"] = json!("BBBBBBBBBBBBBBBBBBBBBA");
    });

    assert_eq!(check(judged), (Check::Nonce, true));
}

#[test]
fn no_is_no_however_it_was_shown() {
    let records = Records::new();
    let mut claims = records.claims();
    claims["reason"] = json!("not_me");
    let deny = |template: &str| {
        let mut claims = claims.clone();
        claims["display"]["template"] = json!(template);
        claims["display"]["hash"] = json!("A".repeat(43));
        let token = records.transport.token(Typ::ConsentDenial, &claims);
        records.judge(token.as_bytes(), Typ::ConsentDenial)
    };

    assert!(matches!(deny("2"), Ok(Judgement::Verified(_))));
    assert_eq!(check(deny("1")), (Check::Display, false));
}

/// A type of the bank's own, with this title.
fn limit(title: &str) -> Types {
    let description = json!({
        "type": "urn:bank.example:limit", "title": {"en": title}, "section": {"en": "Limit"},
        "fields": [
            {"name": "limit", "kind": "money", "label": {"en": "Limit"}, "prominence": 1},
        ],
    });
    let own = OwnType::parse(description.to_string().as_bytes(), &[Language::English]).unwrap();
    Types::with_own(vec![own]).unwrap()
}

fn asking_for_a_limit() -> Value {
    json!({
        "iss": ISSUER, "aud": "device-1", "sub": "handle-1", "jti": "request-1",
        "iat": NOW, "exp": NOW + 300, "ver": "1", "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
        "client": {"name": "Merchant A", "legal_name": "Merchant A Ltd"},
        "authorization_details": [
            {"type": "urn:bank.example:limit", "limit": {"amount": "5", "currency": "EUR"}},
        ],
    })
}

/// The rows are the same, the words are not: neither side can say what the person read.
#[test]
fn another_description_of_the_banks_own_type() {
    let mut records = Records::of(&asking_for_a_limit(), limit("A limit"));
    let same = approve(&records, &Template::ALL, |_| {});
    for told in [Some(sha256_base64url(b"another")), None] {
        records.capabilities.own_types.clear();
        let name = "urn:bank.example:limit".to_owned();
        records.capabilities.own_types.extend(told.map(|hash| (name, hash)));

        let other = approve(&records, &Template::ALL, |_| {});

        assert_eq!(check(other), (Check::Presentation, false));
    }
    assert!(matches!(same, Ok(Judgement::Verified(_))));
}

#[test]
fn a_description_that_the_as_has_no_more() {
    let mut records = Records::of(&asking_for_a_limit(), limit("A limit"));
    records.types = Types::default();

    let judged = approve(&records, &Template::ALL, |_| {});

    assert_eq!(check(judged), (Check::Presentation, false));
}

/// Nobody has it, so nobody can have shown it.
#[test]
fn a_type_that_neither_side_has_is_approved_by_nobody() {
    let mut records = Records::of(&asking_for_a_limit(), limit("A limit"));
    records.types = Types::default();
    records.capabilities.own_types.clear();

    let judged = approve(&records, &Template::ALL, |_| {});

    assert_eq!(check(judged), (Check::Display, true));
}

#[test]
fn a_language_in_which_the_banks_own_type_has_no_words() {
    let records = Records::of(&asking_for_a_limit(), limit("A limit"));

    let judged =
        approve(&records, &Template::ALL, |claims| claims["display"]["locale"] = json!("de"));

    assert_eq!(check(judged), (Check::Presentation, false));
}
