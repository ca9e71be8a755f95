//! Requests that verify and cannot be shown: deny is all that is left (docs/protocol.md §4.3).

use crate::signed::examples::{
    ACCESS_NAMED, ACCESS_OPEN, ACTIONS, CLIENT_ONLY, PAYMENT, PAYMENT_FROM, checked_payee, details,
    details_and_accounts,
};
use crate::signed::{payload, problem, read_in};
use countersign_protocol::consent::{ProblemKind, Reading};

/// Asserts that these parts are refused for this reason, in this section.
pub(crate) fn refused(parts: &str, kind: ProblemKind, section: &str) {
    let problem = problem(parts);

    assert_eq!((problem.kind, problem.section.as_str()), (kind, section), "{parts}");
}

/// A request for this detail with one text of it replaced.
pub(crate) fn bent(detail: &str, from: &str, to: &str) -> String {
    assert_eq!(detail.matches(from).count(), 1, "{from}");
    details(&detail.replace(from, to))
}

pub(crate) fn login_and(parts: &str) -> String {
    format!(r#"{CLIENT_ONLY},"scope":"openid",{parts}"#)
}

pub(crate) const DETAIL: &str = "authorization_details/0";

#[test]
fn a_version_that_is_not_known() {
    for version in [r#""2""#, "1", r#""1.0""#, "null"] {
        let payload = payload(&format!(r#"{CLIENT_ONLY},"scope":"openid""#))
            .replace(r#""ver":"1""#, &format!(r#""ver":{version}"#));

        let request = read_in(&payload, "UTC").unwrap();

        let Reading::NotShown(problem) = request.reading() else { panic!("shown") };
        assert_eq!(problem.kind, ProblemKind::Version, "{version}");
        assert_eq!(problem.section, "request");
    }
}

#[test]
fn a_claim_that_is_not_listed() {
    for claim in [r#""nbf":1795000000"#, r#""acr":"x""#, r#""auth_req_id":"x""#, r#""x":null"#] {
        refused(&login_and(claim), ProblemKind::UnknownField, "request");
    }
}

#[test]
fn a_field_that_is_not_listed_at_any_depth() {
    let client = r#""client":{"name":"Merchant A","legal_name":"Merchant A","logo":"x"}"#;
    refused(&format!(r#"{client},"scope":"openid""#), ProblemKind::UnknownField, "client");
    for (detail, from, to) in [
        (PAYMENT, r#""type""#, r#""purposeCode":"x","type""#),
        (PAYMENT, r#""currency""#, r#""precision":2,"currency""#),
        (PAYMENT, r#""bic""#, r#""name":"x","bic""#),
        (PAYMENT_FROM, r#""debtorAccount":{"#, r#""debtorAccount":{"bic":"ABCIDEFFXXX","#),
        (ACCESS_OPEN, r#""balances":[]"#, r#""balances":[],"restrictedTo":"x""#),
        (ACCESS_NAMED, r#"{"maskedPan":"#, r#"{"msisdn":"x","maskedPan":"#),
        (ACTIONS, r#""type""#, r#""datatypes":["x"],"type""#),
    ] {
        refused(&bent(detail, from, to), ProblemKind::UnknownField, DETAIL);
    }
    refused(
        &checked_payee(r#"{"detail":0,"result":"match","x":1}"#),
        ProblemKind::UnknownField,
        "payee_verification/0",
    );
    refused(
        &login_and(r#""number_entry":{"digits":2,"number":"12"}"#),
        ProblemKind::UnknownField,
        "number_entry",
    );
    refused(&login_and(r#""context":{"place":"x"}"#), ProblemKind::UnknownField, "context");
    let accounts = details_and_accounts(PAYMENT)
        .replace(r#"{"id":"acc-2","#, r#"{"id":"acc-2","balance":"1","#);
    refused(&accounts, ProblemKind::UnknownField, "accounts/1");
}

#[test]
fn a_type_that_is_not_known() {
    for name in ["payment", "Payment_Initiation", "payment_initiation ", "", "3ds:payment"] {
        let parts = bent(PAYMENT, r#""type":"payment_initiation""#, &format!(r#""type":"{name}""#));
        refused(&parts, ProblemKind::UnknownType, DETAIL);
    }
    let second = details(&format!(r#"{PAYMENT_FROM},{{"type":"other"}}"#));
    refused(&second, ProblemKind::UnknownType, "authorization_details/1");
}

#[test]
fn a_scope_that_is_not_known() {
    for scope in
        ["openid admin", "OPENID", "openid  profile", " openid", "openid ", "", "openid\\tprofile"]
    {
        refused(&format!(r#"{CLIENT_ONLY},"scope":"{scope}""#), ProblemKind::UnknownScope, "scope");
    }
}

#[test]
fn something_required_that_is_missing() {
    refused(r#""scope":"openid""#, ProblemKind::Missing, "client");
    refused(CLIENT_ONLY, ProblemKind::Missing, "scope");
    refused(r#""client":{"name":"Merchant A"},"scope":"openid""#, ProblemKind::Missing, "client");
    for (from, to) in [
        (r#""type":"payment_initiation","#, ""),
        (r#""instructedAmount":{"currency":"EUR","amount":"123.50"},"#, ""),
        (r#""currency":"EUR","#, ""),
        (r#","amount":"123.50""#, ""),
        (r#""creditorName":"Merchant A","#, ""),
        (r#","iban":"DE02100100109307118603""#, ""),
        (r#"{"bic":"ABCIDEFFXXX","iban":"DE02100100109307118603"}"#, "{}"),
    ] {
        refused(&bent(PAYMENT, from, to), ProblemKind::Missing, DETAIL);
    }
    refused(&details(r#"{"type":"account_information"}"#), ProblemKind::Missing, DETAIL);
    refused(
        &details(r#"{"type":"account_information","access":{}}"#),
        ProblemKind::Missing,
        DETAIL,
    );
    refused(
        &bent(ACCESS_NAMED, r#"{"maskedPan":"123456xxxxxx1234"}"#, "{}"),
        ProblemKind::Missing,
        DETAIL,
    );
    refused(&checked_payee(r#"{"detail":0}"#), ProblemKind::Missing, "payee_verification/0");
    refused(&login_and(r#""number_entry":{}"#), ProblemKind::Missing, "number_entry");
}

/// `{}` has no leaf: it would be signed without standing on the screen.
#[test]
fn an_object_that_says_nothing() {
    refused(&login_and(r#""context":{}"#), ProblemKind::Missing, "context");
}

#[test]
fn a_field_of_another_json_type() {
    for (from, to) in [
        (r#""123.50""#, "123.50"),
        (r#""123.50""#, "1e2"),
        (r#""123.50""#, "0.30000000000000004"),
        (r#""123.50""#, "9007199254740993"),
        (r#""EUR""#, "978"),
        (r#""currency":"EUR""#, r#""currency":null"#),
        (r#"{"currency":"EUR","amount":"123.50"}"#, r#""123.50 EUR""#),
        (r#""Merchant A""#, r#"["Merchant A"]"#),
        (r#""Merchant A""#, "null"),
        (r#""Ref Number Merchant""#, "17"),
        (r#"["initiate","status","cancel"]"#, r#""initiate""#),
        (r#""status""#, r#"["status"]"#),
        (r#""DE02100100109307118603""#, "{}"),
        (r#""type":"payment_initiation""#, r#""type":1"#),
    ] {
        refused(&bent(PAYMENT, from, to), ProblemKind::WrongType, DETAIL);
    }
    for (from, to) in [
        (r#""recurringIndicator":true"#, r#""recurringIndicator":"true""#),
        (r#""recurringIndicator":true"#, r#""recurringIndicator":1"#),
        (r#""frequencyPerDay":4"#, r#""frequencyPerDay":"4""#),
        (r#""frequencyPerDay":4"#, r#""frequencyPerDay":4.0"#),
        (r#""frequencyPerDay":4"#, r#""frequencyPerDay":4e0"#),
        (r#""accounts":[]"#, r#""accounts":"[]""#),
        (r#""accounts":[]"#, r#""accounts":null"#),
        (r#""accounts":[]"#, r#""accounts":{}"#),
    ] {
        refused(&bent(ACCESS_OPEN, from, to), ProblemKind::WrongType, DETAIL);
    }
    refused(&format!(r#"{CLIENT_ONLY},"scope":["openid"]"#), ProblemKind::WrongType, "scope");
    refused(&format!(r#"{CLIENT_ONLY},"scope":null"#), ProblemKind::WrongType, "scope");
    refused(r#""client":"Merchant A","scope":"openid""#, ProblemKind::WrongType, "client");
    refused(&login_and(r#""binding_message":null"#), ProblemKind::WrongType, "binding_message");
    refused(&login_and(r#""context":[]"#), ProblemKind::WrongType, "context");
    refused(
        &login_and(r#""context":{"requested_at":"1795000000"}"#),
        ProblemKind::WrongType,
        "context",
    );
    refused(&login_and(r#""number_entry":3"#), ProblemKind::WrongType, "number_entry");
    refused(&login_and(r#""number_entry":{"digits":"3"}"#), ProblemKind::WrongType, "number_entry");
    for (claim, value) in [
        ("authorization_details", "{}"),
        ("authorization_details", "null"),
        ("payee_verification", r#""match""#),
        ("accounts", "{}"),
    ] {
        refused(&login_and(&format!(r#""{claim}":{value}"#)), ProblemKind::WrongType, claim);
    }
    refused(&details(r#""payment_initiation""#), ProblemKind::Missing, DETAIL);
}

#[test]
fn too_many_or_none_where_some_are_needed() {
    let many = |item: &str, count: usize| vec![item; count].join(",");

    refused(
        &login_and(r#""authorization_details":[]"#),
        ProblemKind::Count,
        "authorization_details",
    );
    refused(&details(&many(ACTIONS, 21)), ProblemKind::Count, "authorization_details");
    refused(&login_and(r#""accounts":[]"#), ProblemKind::Count, "accounts");
    refused(&login_and(r#""payee_verification":[]"#), ProblemKind::Count, "payee_verification");
    let accounts: Vec<_> =
        (0..51).map(|i| format!(r#"{{"id":"a{i}","label":"x","identification":"x"}}"#)).collect();
    refused(
        &format!(r#"{},"accounts":[{}]"#, details(PAYMENT), accounts.join(",")),
        ProblemKind::Count,
        "accounts",
    );
    refused(&bent(PAYMENT, r#"["initiate","status","cancel"]"#, "[]"), ProblemKind::Count, DETAIL);
    refused(&bent(PAYMENT, r#""cancel""#, r#""cancel","cancel""#), ProblemKind::Count, DETAIL);
    refused(
        &bent(PAYMENT, r#"["https://example.com/payments"]"#, "[]"),
        ProblemKind::Count,
        DETAIL,
    );
    let pans = many(r#"{"maskedPan":"123456xxxxxx1234"}"#, 51);
    refused(
        &bent(ACCESS_NAMED, r#"{"maskedPan":"123456xxxxxx1234"}"#, &pans),
        ProblemKind::Count,
        DETAIL,
    );
}

#[test]
fn the_most_that_is_allowed_is_shown() {
    let accounts: Vec<_> =
        (0..50).map(|i| format!(r#"{{"id":"a{i}","label":"x","identification":"x"}}"#)).collect();

    let view = crate::signed::view(&format!(
        r#"{},"accounts":[{}]"#,
        details(&vec![PAYMENT; 20].join(",")),
        accounts.join(",")
    ));

    assert_eq!(view.choices.len(), 20);
    assert!(view.choices.iter().all(|choice| choice.accounts.len() == 50));
}

#[test]
fn accounts_that_nothing_asks_for() {
    for detail in [PAYMENT_FROM, ACCESS_NAMED] {
        refused(&details_and_accounts(detail), ProblemKind::UnusedAccounts, "accounts");
    }
    let accounts = r#""accounts":[{"id":"a","label":"x","identification":"x"}]"#;
    refused(&login_and(accounts), ProblemKind::UnusedAccounts, "accounts");
}

#[test]
fn a_problem_tells_its_kind_and_place_and_nothing_of_the_content() {
    let parts = bent(PAYMENT, "123.50", "10.005");

    let request = read_in(&payload(&parts), "UTC").unwrap();

    assert_eq!(
        serde_json::to_string(&problem(&parts)).unwrap(),
        r#"{"kind":"amount","section":"authorization_details/0"}"#
    );
    assert_eq!(format!("{:?}", request.reading()), "NotShown(Amount in authorization_details/0)");
}
