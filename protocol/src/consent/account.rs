//! Account identifiers: IBAN, BIC, masked card numbers.

use super::problem::ProblemKind;
use iban::{BaseIban, Iban, IbanLike as _};

/// An IBAN that has the right form. Its check digits may be wrong: then it is shown and marked,
/// because real banks' own published examples fail the check.
pub(super) struct ReadIban {
    /// In groups of four.
    pub(super) grouped: String,
    /// Whether country, length and check digits are right (ISO 13616).
    pub(super) valid: bool,
}

/// Reads `[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}`: upper case, no spaces.
pub(super) fn iban(text: &str) -> Result<ReadIban, ProblemKind> {
    let bytes = text.as_bytes();
    let shaped = (15..=34).contains(&bytes.len())
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
        && bytes.iter().skip(4).all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !shaped {
        return Err(ProblemKind::Account);
    }
    // ISO 7064 gives out 02 to 98; 00, 01 and 99 leave the same remainder as 97, 98 and 02.
    let given_out = !matches!(text.get(2..4), Some("00" | "01" | "99"));
    let registered = text.parse::<Iban>().is_ok_and(|iban| iban.electronic_str() == text);
    let valid = given_out && (registered || is_left_out(text));
    Ok(ReadIban { grouped: grouped(text), valid })
}

/// Whether this is an IBAN of Pakistan (`4!a16!c`) or Honduras (`4!a20!n`): the registry of ISO
/// 13616 has them, the crate's copy of it (5.0.1) has not.
fn is_left_out(text: &str) -> bool {
    let (country, account) = text.split_at_checked(2).unwrap_or_default();
    let (bank, number) = account.split_at_checked(6).unwrap_or_default();
    let bank = bank.bytes().skip(2).all(|b| b.is_ascii_uppercase());
    let numbered = match country {
        "PK" => number.len() == 16,
        "HN" => number.len() == 20 && number.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    bank && numbered && text.parse::<BaseIban>().is_ok()
}

/// Reads a BIC: `[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?` (ISO 9362; digits allowed in the prefix since
/// 2014).
pub(super) fn bic(text: &str) -> Result<(), ProblemKind> {
    let shaped = matches!(text.len(), 8 | 11)
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.bytes().skip(4).take(2).all(|b| b.is_ascii_uppercase());
    if shaped { Ok(()) } else { Err(ProblemKind::Account) }
}

/// Reads a masked card number: at most the first six and the last four digits, and between them at
/// least four of `*`, `x` or `X` for what is hidden. Spaces are taken as they come; without any it
/// is given in groups of four.
pub(super) fn masked_pan(text: &str) -> Result<String, ProblemKind> {
    let signs: String = text.chars().filter(|c| *c != ' ').collect();
    let hidden = |c: char| matches!(c, '*' | 'x' | 'X');
    let first = signs.bytes().take_while(u8::is_ascii_digit).count();
    let last = signs.bytes().rev().take_while(u8::is_ascii_digit).count();
    let between = signs.trim_matches(|c: char| c.is_ascii_digit());
    let masked = first <= 6
        && last <= 4
        && first + last >= 4
        && between.len() >= 4
        && between.chars().all(hidden)
        && text.len() <= 35;
    if !masked {
        return Err(ProblemKind::Account);
    }
    Ok(if text.contains(' ') { text.to_owned() } else { grouped(text) })
}

/// Reads a UK sort code and account number: 6 + 8 digits. Gives `08-00-80 21325698`.
pub(super) fn sort_code(text: &str) -> Result<String, ProblemKind> {
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ProblemKind::Account);
    }
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    Ok(format!("{}-{}-{} {}", part(0..2), part(2..4), part(4..6), part(6..14)))
}

/// Reads the person's own card number, 12 to 19 digits, and gives it masked but for the last four.
pub(super) fn own_pan(text: &str) -> Result<String, ProblemKind> {
    if !(12..=19).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ProblemKind::Account);
    }
    let (hidden, last) = text.split_at(text.len() - 4);
    Ok(format!("{} {last}", "*".repeat(hidden.len())))
}

fn grouped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for (i, c) in text.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_ibans_are_grouped_by_four() {
        let read = iban("DE02100100109307118603").unwrap();

        assert_eq!(read.grouped, "DE02 1001 0010 9307 1186 03");
        assert!(read.valid);
        for text in [
            "MT84MALT011000012345MTLCAST001S",
            "NO9386011117947",
            "NL76RABO0359400371",
            "PK36SCBL0000001123456702",
            "HN88CABF00000000000250005469",
        ] {
            assert!(iban(text).unwrap().valid, "{text}");
        }
    }

    #[test]
    fn a_failed_check_is_marked_and_not_hidden() {
        for text in [
            "DE2310010010123456788",
            "DE02100100109307118604",
            "XX02100100109307118603",
            "PK37SCBL0000001123456702",
            "HN88CABF0000000000025000546A",
        ] {
            assert!(!iban(text).unwrap().valid, "{text}");
        }
    }

    #[test]
    fn check_digits_that_nobody_gives_out_are_wrong() {
        for (right, never) in [
            ("DE02100100109307118603", "DE99100100109307118603"),
            ("DE97100100100000000067", "DE00100100100000000067"),
            ("DE98100100100000000049", "DE01100100100000000049"),
        ] {
            assert!(iban(right).unwrap().valid, "{right}");
            assert!(!iban(never).unwrap().valid, "{never}");
        }
    }

    #[test]
    fn a_masked_card_number_shows_six_and_four_digits_at_most() {
        for (text, shown) in [
            ("123456xxxxxx1234", "1234 56xx xxxx 1234"),
            ("************1234", "**** **** **** 1234"),
            ("1234 56XX XXXX 1234", "1234 56XX XXXX 1234"),
            ("1234xxxx", "1234 xxxx"),
        ] {
            assert_eq!(masked_pan(text).as_deref(), Ok(shown));
        }
        for text in [
            "1234567xxxxx1234",
            "123456xxxxx12345",
            "123456xx12xx1234",
            "123xxxxx",
            "123456xxx1234",
            "1234567890123456",
            "xxxxxxxxxxxxxxxx",
            "123456------1234",
            "123456xxxxxx12３4",
            "",
        ] {
            assert!(masked_pan(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_has_not_the_form_of_an_iban_is_refused() {
        for text in [
            "DE10000000012",
            "de02100100109307118603",
            "DE02 1001 0010 9307 1186 03",
            "DE0210010010930711860３",
            "",
        ] {
            assert!(iban(text).is_err(), "{text}");
        }
    }
}
