//! Texts that may be shown.
#![no_main]

use countersign_fuzz::is_hidden;
use countersign_protocol::consent::is_plain_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if !is_plain_text(text, 70) {
        assert!(!is_plain_text(text, 69), "a shorter limit accepts more");
        return;
    }
    assert!(!text.is_empty());
    assert!(!text.chars().any(is_hidden), "a character that hides");
    assert!(text.chars().count() <= 70 * 8, "more than a screen holds");
    assert!(is_plain_text(text, 140), "a longer limit accepts less");
});
