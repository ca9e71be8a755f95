//! The display hash against values that were computed without this code.
//!
//! `h(rows)` below is, in Python, with every row written by hand from docs/protocol.md §7:
//!
//! ```text
//! h = lambda rows: base64.urlsafe_b64encode(hashlib.sha256(json.dumps(
//!     [dict(zip(("section","field","value","prominence","warnings"), r)) for r in rows],
//!     sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).digest()).rstrip(b"=")
//! ```

use crate::signed::examples::{
    CLIENT_ONLY, PAYMENT, PAYMENT_FROM, checked_payee, details, details_and_accounts, login,
};
use crate::signed::{payload, read_in, view};
use countersign_protocol::consent::{Chosen, Reading, Selection, View};

fn from_account(id: &str) -> Selection {
    Selection::of(vec![Chosen { detail: 0, accounts: vec![id.to_owned()] }])
}

fn view_in(parts: &str, zone: &str) -> View {
    match read_in(&payload(parts), zone).unwrap().reading() {
        Reading::Shown(view) => view.as_ref().clone(),
        Reading::NotShown(problem) => panic!("not shown: {problem:?}"),
    }
}

/// ```text
/// h([("client","/name","Merchant A",1,[]),
///    ("client","/legal_name","Merchant A Limited",2,[]),
///    ("scope","/0","openid",2,[]), ("scope","/1","profile",2,[]),
///    ("binding_message","","Order K4-PT",1,[]),
///    ("number_entry","/digits","3",2,[]),
///    ("context","/device","Firefox on Linux",2,[]), ("context","/location","Berlin",2,[]),
///    ("context","/ip_address","203.0.113.7",3,[]),
///    ("context","/requested_at","1794999990",2,[]),
///    ("request","/iat","1795000000",3,[]), ("request","/exp","1795000300",2,[])])
/// ```
#[test]
fn the_hash_of_a_login() {
    let view = view(&login());

    let approval = view.display_hash(&Selection::default()).unwrap();

    assert_eq!(approval, "UoYr_zd3ldWXJoh9Fj9drOtxwOGBmohztkDFAuOdxEg");
    assert_eq!(view.display_hash_of_denial(), approval);
}

/// ```text
/// A = [("client","/name","Merchant A",1,[]),
///   ("client","/legal_name","Merchant A Limited",2,[]),
///   ("authorization_details/0","/type","payment_initiation",2,[]),
///   ("authorization_details/0","/instructedAmount/amount","123.50",1,[]),
///   ("authorization_details/0","/instructedAmount/currency","EUR",1,[]),
///   ("authorization_details/0","/creditorName","Merchant A",1,[]),
///   ("authorization_details/0","/creditorAccount/iban","DE02100100109307118603",1,[]),
///   ("authorization_details/0","/creditorAccount/bic","ABCIDEFFXXX",3,[]),
///   ("authorization_details/0","/remittanceInformationUnstructured","Ref Number Merchant",2,[]),
///   ("authorization_details/0","/actions/0","initiate",3,[]),
///   ("authorization_details/0","/actions/1","status",3,[]),
///   ("authorization_details/0","/actions/2","cancel",3,[]),
///   ("authorization_details/0","/locations/0","https://example.com/payments",3,[]),
///   ("accounts/0","/id","acc-1",4,[]), ("accounts/0","/label","Current account",2,[]),
///   ("accounts/0","/identification","DE** **** 8603",2,[]),
///   ("accounts/0","/currency","EUR",2,[]),
///   ("accounts/1","/id","acc-2",4,[]), ("accounts/1","/label","Savings",2,[]),
///   ("accounts/1","/identification","DE** **** 0371",2,[]),
///   ("request","/iat","1795000000",3,[]), ("request","/exp","1795000300",2,[])]
/// h(A), h(A + [("selection/0","/0","acc-1",1,[])]), h(A + [("selection/0","/0","acc-2",1,[])])
/// ```
#[test]
fn the_hash_of_a_payment_covers_the_account_that_was_chosen() {
    let view = view(&details_and_accounts(PAYMENT));

    assert_eq!(view.display_hash_of_denial(), "ijRnRJ_zpLHZzWKhiZCrQTwGbeKPCoeevE5NxsZaZsU");
    assert_eq!(
        view.display_hash(&from_account("acc-1")).unwrap(),
        "RWvG4ttro1khKthR0cKqttLxj9RBTET_ONVmO7B1GYU"
    );
    assert_eq!(
        view.display_hash(&from_account("acc-2")).unwrap(),
        "Z9ZmBLVbFhzvri3Jo7vXg7iEtd47W-Vg0mTmbVBBjYk"
    );
}

/// ```text
/// h([("client","/name","Merchant A",1,[]),
///    ("client","/legal_name","Merchant A Limited",2,[]),
///    ("authorization_details/0","/type","payment_initiation",2,[]),
///    ("authorization_details/0","/instructedAmount/amount","123.50",1,[]),
///    ("authorization_details/0","/instructedAmount/currency","EUR",1,[]),
///    ("authorization_details/0","/creditorName","Müller & Söhne \"中国\" 👍",1,[]),
///    ("authorization_details/0","/creditorAccount/iban","DE02100100109307118604",1,
///      ["iban_check_failed"]),
///    ("authorization_details/0","/debtorAccount/iban","NL76RABO0359400371",2,[]),
///    ("authorization_details/0","/debtorAccount/currency","EUR",2,[]),
///    ("payee_verification/0","/detail","0",4,[]),
///    ("payee_verification/0","/result","no_match",1,["payee_no_match"]),
///    ("payee_verification/0","/name_on_file","Merchant B",1,[]),
///    ("request","/iat","1795000000",3,[]), ("request","/exp","1795000300",2,[])])
/// ```
#[test]
fn the_hash_covers_warnings_and_text_of_any_script() {
    let parts = checked_payee(r#"{"detail":0,"result":"no_match","name_on_file":"Merchant B"}"#)
        .replace("DE02100100109307118603", "DE02100100109307118604")
        .replace(
            r#""creditorName":"Merchant A""#,
            r#""creditorName":"Müller & Söhne \"中国\" 👍""#,
        );

    let hash = view(&parts).display_hash(&Selection::default()).unwrap();

    assert_eq!(hash, "_SQK4SLahg3ICCz1JlnE-6pU6_mkHmsdbMdtnayBpLs");
}

#[test]
fn the_hash_does_not_depend_on_the_phones_time_zone() {
    let zones = ["UTC", "Europe/Berlin", "Asia/Tokyo", "No/Where"];

    let views = zones.map(|zone| view_in(&login(), zone));
    let hashes = views.clone().map(|view| view.display_hash(&Selection::default()).unwrap());

    assert_eq!(views.each_ref().map(|view| view.time_zone.as_str()), zones);
    assert!(hashes.iter().all(|hash| *hash == hashes[0]));
}

#[test]
fn escapes_and_the_order_of_members_are_not_part_of_what_is_shown() {
    let written = details(PAYMENT_FROM);
    let escaped =
        written.replace("Merchant A\",\"creditorAccount", "\\u004derchant A\",\"creditorAccount");
    let turned = written.replace(
        r#"{"currency":"EUR","amount":"123.50"}"#,
        r#"{ "amount" : "123.50", "currency" : "EUR" }"#,
    );
    let hash = |parts: &str| view(parts).display_hash(&Selection::default()).unwrap();

    assert_ne!(escaped, written);
    assert_ne!(turned, written);
    assert_eq!(hash(&escaped), hash(&written));
    assert_eq!(hash(&turned), hash(&written));
}

#[test]
fn the_same_amount_in_other_characters_is_another_display() {
    let hash = |amount: &str| {
        let parts = details(&PAYMENT_FROM.replace("123.50", amount));
        let view = view(&parts);
        (view.amount.clone(), view.display_hash(&Selection::default()).unwrap())
    };

    let (shown, one) = hash("123.50");
    let (shown_too, other) = hash("123.5");

    assert_eq!(shown, shown_too);
    assert_ne!(one, other);
}

#[test]
fn a_scope_is_hashed_in_the_order_received() {
    let hash =
        |scope: &str| view(&format!(r#"{CLIENT_ONLY},"scope":"{scope}""#)).display_hash_of_denial();

    assert_ne!(hash("openid profile"), hash("profile openid"));
}
