//! Days, days of the month and moments.
#![no_main]

use countersign_fuzz::{day_is_right, one};
use libfuzzer_sys::fuzz_target;

const ORDER: &str = include_str!("../../protocol/tests/hostile/requests/standing-order.json");
const ACTION: &str = include_str!("../../protocol/tests/hostile/requests/eudi-action.json");

fuzz_target!(|text: &str| {
    if one(ORDER, "/authorization_details/0/endDate", text.into()).is_some() {
        assert!(day_is_right(text), "a day that is none");
    }
    if one(ORDER, "/authorization_details/0/dayOfExecution", text.into()).is_some() {
        let day = text.bytes().all(|b| b.is_ascii_digit()) && text.len() == 2;
        assert!(day && ("01"..="31").contains(&text), "a day of the month that is none");
    }
    if one(ACTION, "/authorization_details/0/payload/date_time", text.into()).is_some() {
        assert!(text.is_ascii(), "a moment in other digits");
        assert!(day_is_right(&text[..10]), "a moment on a day that is none");
        let offset = text.ends_with(['Z', 'z'])
            || text.len() >= 6 && matches!(text.as_bytes()[text.len() - 6], b'+' | b'-');
        assert!(text.len() == 10 || offset, "a moment without its offset");
    }
});
