//! Account numbers: in a payment, and masked in an account access.
#![no_main]

use countersign_fuzz::{iban_is_right, one};
use libfuzzer_sys::fuzz_target;

const PAYMENT: &str = include_str!("../../protocol/tests/hostile/requests/payment.json");
const ACCESS: &str =
    include_str!("../../protocol/tests/hostile/requests/access-to-named-accounts.json");
const UK: &str = include_str!("../../protocol/tests/hostile/requests/uk-payment.json");

fuzz_target!(|text: &str| {
    let iban = "/authorization_details/0/creditorAccount/iban";
    if let Some(view) = one(PAYMENT, iban, text.into()) {
        assert!((15..=34).contains(&text.len()));
        assert!(text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
        let marked = view.warnings.iter().any(|warning| warning.key == "iban_check_failed");
        assert!(marked || iban_is_right(text), "a wrong IBAN without a mark");
    }
    let bic = "/authorization_details/0/creditorAccount/bic";
    if one(PAYMENT, bic, text.into()).is_some() {
        assert!(matches!(text.len(), 8 | 11));
    }
    let pan = "/authorization_details/0/access/balances/0/maskedPan";
    if one(ACCESS, pan, text.into()).is_some() {
        assert!(text.bytes().filter(u8::is_ascii_digit).count() <= 10);
    }
    let number = "/authorization_details/0/Initiation/CreditorAccount/Identification";
    if one(UK, number, text.into()).is_some() {
        assert!(text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()));
    }
});
