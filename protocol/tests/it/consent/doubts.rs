//! What is doubtful in a text: said, and signed where both sides can know it.

use crate::signed::examples::{CLIENT_ONLY, PAYMENT, details};
use crate::signed::view;
use countersign_protocol::consent::{Field, View};

const DETAIL: &str = "authorization_details/0";

fn paid_to(name: &str) -> View {
    view(&details(&PAYMENT.replace("\"Merchant A\"", &format!("\"{name}\""))))
}

fn field<'v>(view: &'v View, section: &str, key: &str) -> &'v Field {
    let section = view.sections.iter().find(|found| found.key == section).unwrap();
    section.fields.iter().find(|field| field.key == key).unwrap()
}

fn warnings(field: &Field) -> Vec<&str> {
    field.warnings.iter().map(|warning| warning.key).collect()
}

fn signed<'v>(view: &'v View, field: &str) -> &'v [&'static str] {
    &view.rows().iter().find(|row| row.field == field).unwrap().warnings
}

#[test]
fn digits_of_two_systems_are_said_and_signed() {
    let view = paid_to("متجر ٢٤ 24");

    assert_eq!(warnings(field(&view, DETAIL, "/creditorName")), ["mixed_numbers"]);
    assert_eq!(signed(&view, "/creditorName"), ["mixed_numbers"]);
    assert_eq!(view.warnings.len(), 1);
}

#[test]
fn spaces_that_cannot_be_seen_are_shown_said_and_signed() {
    let view = paid_to(" Merchant\u{a0}A");

    let payee = field(&view, DETAIL, "/creditorName");
    assert_eq!(payee.text, "␣Merchant␣A");
    assert_eq!(warnings(payee), ["unusual_spaces"]);
    assert_eq!(signed(&view, "/creditorName"), ["unusual_spaces"]);
    let row = view.rows().iter().find(|row| row.field == "/creditorName").unwrap();
    assert_eq!(row.value, " Merchant\u{a0}A");
}

#[test]
fn several_doubts_are_signed_in_the_order_of_their_keys() {
    let view = paid_to("Mеrchant  ٢4");

    assert_eq!(signed(&view, "/creditorName"), ["mixed_numbers", "mixed_script", "unusual_spaces"]);
}

#[test]
fn a_payee_that_looks_like_the_client_and_is_not_is_remarked_on() {
    let plain = paid_to("Merchant B");
    // The client is "Merchant A"; here its letters are Cyrillic but for r, h, n and t.
    let forged = paid_to("Меrсhаnt А");

    assert_eq!(warnings(field(&plain, DETAIL, "/creditorName")), Vec::<&str>::new());
    let payee = field(&forged, DETAIL, "/creditorName");
    assert_eq!(warnings(payee), ["mixed_script", "looks_like_another"]);
    assert!(forged.warnings.iter().any(|warning| warning.key == "looks_like_another"));
    // What looks alike grows with Unicode: two sides with other tables must agree on the hash.
    assert_eq!(signed(&forged, "/creditorName"), ["mixed_script"]);
}

#[test]
fn a_name_wholly_in_another_alphabet_is_remarked_on_among_the_payees_of_a_bulk() {
    let one = |name: &str| {
        format!(
            r#"{{"instructedAmount":{{"currency":"EUR","amount":"1.00"}},"creditorName":"{name}","creditorAccount":{{"iban":"DE02100100109307118603"}}}}"#
        )
    };
    let payments = [one("scope"), one("ѕсоре"), one("Scope"), one("Other")].join(",");
    let bulk = format!(
        r#"{CLIENT_ONLY},"authorization_details":[{{"type":"payment_initiation","payments":[{payments}]}}]"#
    );

    let view = view(&bulk);

    let of = |i: usize| warnings(field(&view, DETAIL, &format!("/payments/{i}/creditorName")));
    assert_eq!(of(0), ["looks_like_another"]);
    assert_eq!(of(1), ["looks_like_another"]);
    assert_eq!(of(2), ["looks_like_another"]);
    assert_eq!(of(3), Vec::<&str>::new());
    assert!(view.rows().iter().all(|row| row.warnings.is_empty()));
}
