//! Amounts, as a string with its currency and as a JSON number.
#![no_main]

use countersign_fuzz::{amount_is_right, one};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const PAYMENT: &str = include_str!("../../protocol/tests/hostile/requests/payment.json");
const CARD: &str = include_str!("../../protocol/tests/hostile/requests/card-payment.json");

fuzz_target!(|text: &str| {
    let (amount, currency) = text.split_once(' ').unwrap_or((text, "EUR"));
    let money = serde_json::json!({"amount": amount, "currency": currency});
    if let Some(view) = one(PAYMENT, "/authorization_details/0/instructedAmount", money) {
        check(amount, &view.amount.unwrap());
    }
    // As text, because a float must not stand between.
    if serde_json::from_str::<Value>(amount).is_ok_and(|value| value.is_number()) {
        let request = CARD.replace("10.50", amount.trim());
        let view = countersign_fuzz::shown(request.as_bytes(), countersign_fuzz::record_types());
        if let Some(view) = view {
            check(amount.trim(), &view.amount.unwrap());
        }
    }
});

/// The rule was kept, and the screen has the digits that were sent.
fn check(amount: &str, screen: &str) {
    assert!(amount_is_right(amount), "not an amount");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let zeros = |text: &str| text.trim_end_matches('0').to_owned();
    assert_eq!(zeros(&digits(screen)), zeros(&digits(amount)));
}
