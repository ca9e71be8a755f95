//! One value in a request, and rules for it that were written down a second time.

use crate::{record_types, shown};
use countersign_protocol::consent::View;
use serde_json::Value;

/// The view of a request from the hostile corpus with this value in place of one of its own.
#[must_use]
pub fn one(request: &str, pointer: &str, value: Value) -> Option<View> {
    let mut claims: Value = serde_json::from_str(request).expect("a request of the corpus");
    *claims.pointer_mut(pointer).expect("a leaf of it") = value;
    shown(claims.to_string().as_bytes(), record_types())
}

/// Characters that hide, reorder or are nothing, by docs/protocol.md §7.3, as ranges. ZWNJ and
/// ZWJ are not among them: between letters that join they may stand.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}

/// An amount that may be shown, as docs/protocol.md §7.3 has it.
#[must_use]
pub fn amount_is_right(amount: &str) -> bool {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, "0"));
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    digits(whole, 14)
        && digits(fraction, 4)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && amount.bytes().any(|b| matches!(b, b'1'..=b'9'))
}

/// An IBAN with good check digits: rearranged, letters as numbers, 1 modulo 97 (ISO 7064).
#[must_use]
pub fn iban_is_right(iban: &str) -> bool {
    let (Some(head), Some(tail)) = (iban.get(..4), iban.get(4..)) else { return false };
    let rest = tail.chars().chain(head.chars()).try_fold(0, |rest, c| {
        let value = c.to_digit(36)?;
        Some(if value < 10 { rest * 10 + value } else { rest * 100 + value } % 97)
    });
    rest == Some(1)
}

/// A day that exists, as `YYYY-MM-DD`.
#[must_use]
pub fn day_is_right(day: &str) -> bool {
    let shaped = day.len() == 10
        && day
            .bytes()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return false;
    }
    let number = |at: std::ops::Range<usize>| day[at].parse::<u32>().expect("digits");
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}
