//! What is doubtful in a text that may be shown: each a warning of docs/protocol.md §7.3.

use super::{category, script};
use icu_properties::props::{GeneralCategory, Script};
use icu_properties::script::ScriptWithExtensions;
use std::borrow::Cow;

/// Something to beware of in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::consent) enum Doubt {
    /// Letters of alphabets that are not written together.
    MixedScript,
    /// Digits of several systems, of which some look like others of another value.
    MixedNumbers,
    /// Spaces that cannot be seen, or that are wider or narrower than they look.
    UnusualSpaces,
}

/// What is doubtful in a text.
pub(in crate::consent) fn doubts(text: &str) -> Vec<Doubt> {
    let mut found = Vec::new();
    if mixes_scripts(text) {
        found.push(Doubt::MixedScript);
    }
    if mixes_numbers(text) {
        found.push(Doubt::MixedNumbers);
    }
    if unusual_spaces(text).next().is_some() {
        found.push(Doubt::UnusualSpaces);
    }
    found
}

/// The text with its unusual spaces as `␣`.
pub(in crate::consent) fn with_spaces_shown(text: &str) -> Cow<'_, str> {
    let mut unusual = unusual_spaces(text).peekable();
    if unusual.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let shown = text.char_indices().map(|(at, c)| match unusual.next_if_eq(&at) {
        Some(_) => '␣',
        None => c,
    });
    Cow::Owned(shown.collect())
}

/// What is everyday writing though several scripts (UTS #39 §5.1).
const WRITING_SYSTEMS: [&[Script]; 3] = [
    &[Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Han, Script::Hangul],
    &[Script::Han, Script::Bopomofo],
];

/// Whether a text mixes scripts in a way that UTS #39 calls less than highly restrictive: letters
/// that look alike can then stand for each other.
fn mixes_scripts(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let scripts = ScriptWithExtensions::new();
    let of_a_script = |c: &char| {
        let extensions = scripts.get_script_extensions_val(*c);
        !extensions.contains(&Script::Common) && !extensions.contains(&Script::Inherited)
    };
    let letters: Vec<char> = text.chars().filter(of_a_script).collect();
    let Some(first) = letters.first() else { return false };
    let mut of_first = scripts.get_script_extensions_val(*first).iter();
    let one = of_first.any(|script| letters.iter().all(|c| scripts.has_script(*c, script)));
    // Latin beside Japanese, Korean or Chinese is everyday writing too.
    let is_written = |c: &char, system: &[Script]| {
        script(*c) == Script::Latin || system.iter().any(|script| scripts.has_script(*c, *script))
    };
    let system =
        WRITING_SYSTEMS.into_iter().any(|system| letters.iter().all(|c| is_written(c, system)));
    !one && !system
}

/// Whether a text holds decimal digits of more than one system (UTS #39 §5.3).
fn mixes_numbers(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut zeros = text.chars().filter_map(zero);
    let first = zeros.next();
    zeros.any(|zero| Some(zero) != first)
}

/// The zero of the system that a decimal digit belongs to. Unicode encodes every system as ten
/// digits in a row, and some systems right after each other (UTS #39 §5.3, UAX #44).
fn zero(digit: char) -> Option<u32> {
    let is_digit =
        |c: u32| char::from_u32(c).is_some_and(|c| category(c) == GeneralCategory::DecimalNumber);
    let digit = u32::from(digit);
    let before = (0..digit).rev().take_while(|c| is_digit(*c)).count();
    is_digit(digit).then(|| digit - u32::try_from(before % 10).unwrap_or_default())
}

/// Where the spaces stand that a reader does not see or expect: at an end, beside another, or of
/// another kind than the common one. The ideographic space is common between ideographs.
fn unusual_spaces(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, c) = rest.next()?;
            let (left, right) = (before.replace(c), rest.peek().map(|(_, next)| *next));
            if !is_space(c) {
                continue;
            }
            let (Some(left), Some(right)) = (left, right) else { return Some(at) };
            let common = match c {
                ' ' => true,
                '\u{3000}' => is_east_asian(left) && is_east_asian(right),
                _ => false,
            };
            if !common || is_space(left) || is_space(right) {
                return Some(at);
            }
        }
    })
}

fn is_space(c: char) -> bool {
    c == ' ' || (!c.is_ascii() && category(c) == GeneralCategory::SpaceSeparator)
}

fn is_east_asian(c: char) -> bool {
    [Script::Han, Script::Hiragana, Script::Katakana, Script::Hangul, Script::Bopomofo]
        .into_iter()
        .any(|script| ScriptWithExtensions::new().has_script(c, script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_look_alike_are_noticed() {
        assert!(mixes_scripts("Аpple"));
        assert!(mixes_scripts("pаypal"));
        for text in ["Apple", "Яндекс 24", "Toyota 株式会社トヨタ", "삼성 SDS", "中国 Bank"]
        {
            assert!(!mixes_scripts(text), "{text}");
        }
    }

    /// The same by another implementation of UTS #39.
    fn mixes_by_unicode_security(text: &str) -> bool {
        use unicode_security::mixed_script::{AugmentedScriptSet, MixedScript as _};
        let rest: String = text.chars().filter(|c| script(*c) != Script::Latin).collect();
        let set = AugmentedScriptSet::for_str(&rest);
        let written = text.is_single_script() || set.jpan || set.kore || set.hanb;
        !(text.is_ascii() || written)
    }

    #[test]
    fn every_character_mixes_with_the_same_scripts_as_in_another_implementation() {
        // One of each script that is written with others, and some whose neighbours are unusual.
        let beside = [
            'a', 'я', 'α', '中', 'あ', 'ア', 'ー', '한', 'ㄅ', 'ا', 'ܐ', 'अ', 'ব', 'த', '।',
            '\u{301}',
        ];
        let assigned = |c: &char| {
            !matches!(category(*c), GeneralCategory::Unassigned | GeneralCategory::PrivateUse)
        };
        for c in ('\0'..=char::MAX).filter(assigned) {
            for other in beside {
                let text = String::from_iter([c, other]);
                let expected = mixes_by_unicode_security(&text);
                assert_eq!(mixes_scripts(&text), expected, "{}", text.escape_unicode());
            }
        }
    }

    #[test]
    fn digits_of_two_systems_are_noticed() {
        // Arabic-Indic beside Western; Bengali four, which looks like 8; two mathematical styles.
        for text in ["٢٤ 24", "1৪", "۲۴ ٢٤", "\u{1d7d8}\u{1d7d9}\u{1d7ce}"] {
            assert_eq!(doubts(text), [Doubt::MixedNumbers], "{text}");
        }
        for text in ["24/7", "متجر ٢٤", "ร้าน ๒๔", "中国 24", "\u{1d7d8}\u{1d7d9}", "²³ Ⅻ 1"]
        {
            assert_eq!(doubts(text), [], "{text}");
        }
    }

    #[test]
    fn spaces_that_nobody_expects_are_noticed_and_shown() {
        for (text, shown) in [
            (" Merchant", "␣Merchant"),
            ("Merchant ", "Merchant␣"),
            ("Merchant  A", "Merchant␣␣A"),
            ("Merchant\u{a0}A", "Merchant␣A"),
            ("Merchant\u{2007}A", "Merchant␣A"),
            ("Merchant\u{202f}A", "Merchant␣A"),
            ("Merchant\u{3000}A", "Merchant␣A"),
            ("山田\u{3000}\u{3000}太郎", "山田␣␣太郎"),
            ("山田 \u{2003}太郎\u{3000}", "山田␣␣太郎␣"),
        ] {
            assert_eq!(doubts(text), [Doubt::UnusualSpaces], "{}", text.escape_unicode());
            assert_eq!(with_spaces_shown(text), shown);
        }
        for text in ["Merchant A", "山田\u{3000}太郎", "スーパー\u{3000}一番", "김\u{3000}철수"]
        {
            assert_eq!(doubts(text), [], "{text}");
            assert_eq!(with_spaces_shown(text), text);
        }
    }
}
