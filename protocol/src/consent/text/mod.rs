//! Which text may be shown: all scripts that people write names in, and no character that hides or
//! reorders others.

mod alike;
mod doubt;

pub(super) use alike::Look;
pub(super) use doubt::{Doubt, doubts, with_spaces_shown};

use super::language::Language;
use super::problem::ProblemKind;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_segmentation::UnicodeSegmentation as _;

/// The most combining marks on one base; Vietnamese and pointed Hebrew need three.
const MAX_MARKS: usize = 4;

/// Checks a text against docs/protocol.md §7.3. `max` counts graphemes, what a person calls
/// characters.
pub(super) fn check(text: &str, max: usize) -> Result<(), ProblemKind> {
    // Spaces alone say nothing.
    if text.chars().all(char::is_whitespace) {
        return Err(ProblemKind::Length);
    }
    // Most texts are printable ASCII, in which every byte is a character that may stand.
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return if text.len() <= max { Ok(()) } else { Err(ProblemKind::Length) };
    }
    // A grapheme can hold many marks; the byte bound keeps the count below from being long.
    if text.len() > max * 16 || text.graphemes(true).count() > max {
        return Err(ProblemKind::Length);
    }
    let mut marks = MAX_MARKS;
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if is_joiner(c) {
            if !before.is_some_and(joins) || !rest.peek().is_some_and(|next| joins(*next)) {
                return Err(ProblemKind::Character);
            }
        } else if !may_stand(c) {
            return Err(ProblemKind::Character);
        }
        match category(c) {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => {
                marks += 1;
                if marks > MAX_MARKS {
                    return Err(ProblemKind::Character);
                }
            }
            // A spacing mark needs a base too, but takes room of its own and cannot pile up.
            GeneralCategory::SpacingMark if before.is_none() => return Err(ProblemKind::Character),
            // A joiner is no base: marks on both sides of it stand on the same letter.
            GeneralCategory::Format => {}
            // Marks count from the last base; before the first base there may be none.
            _ => marks = 0,
        }
        before = Some(c);
    }
    Ok(())
}

/// A text in its own bidirectional isolate, so that it cannot reorder the words around it, nor
/// they it. ASCII among words that run the same way needs none.
pub(super) fn isolated(text: &str, within: Language) -> String {
    if text.is_ascii() && !within.is_right_to_left() {
        text.to_owned()
    } else {
        format!("\u{2068}{text}\u{2069}")
    }
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

/// Zero width non-joiner and joiner: invisible, and needed to write some scripts.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a joiner may stand beside this character (UAX #31, contexts A1, A2 and B).
fn joins(c: char) -> bool {
    matches!(
        script(c),
        Script::Arabic
            | Script::Syriac
            | Script::Mongolian
            | Script::Devanagari
            | Script::Bengali
            | Script::Gurmukhi
            | Script::Gujarati
            | Script::Oriya
            | Script::Tamil
            | Script::Telugu
            | Script::Kannada
            | Script::Malayalam
            | Script::Sinhala
            | Script::Khmer
            | Script::Myanmar
    )
}

fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn may_stand(c: char) -> bool {
    let visible = !matches!(
        category(c),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    );
    visible && !is_ignorable(c) && !matches!(c, '\u{fffc}' | '\u{fffd}' | '\u{2800}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_the_world_may_stand() {
        let names = [
            "Merchant A",
            "Müller & Söhne",
            "شركة الاتصالات",
            "בְּרֵאשִׁית בע״מ",
            "บริษัท ไทย",
            "हिन्दी क्\u{200d}ष",
            "中国银行",
            "株式会社トヨタ",
            "주식회사 삼성",
            "Ελληνική Εταιρεία",
            "Газпром",
            "Nguyễn Thị",
            "O’Neill",
            "می\u{200c}خواهم",
            "1234 👍🏿 品川",
        ];

        for name in names {
            assert_eq!(check(name, 70), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_hides_or_reorders_is_refused() {
        let hostile = [
            "a\u{202e}b",
            "a\u{2066}b",
            "a\u{200b}b",
            "a\u{200d}b",
            "a\u{ad}b",
            "a\u{3164}b",
            "a\u{feff}b",
            "a\u{e0041}b",
            "a\u{fe0f}b",
            "a\nb",
            "a\tb",
            "a\u{2028}b",
            "a\0b",
            "a\u{e000}b",
            "a\u{fff9}b",
            "a\u{fffd}b",
            "a\u{10ffff}b",
            "a\u{61c}b",
            "a\u{85}b",
            "a\u{115f}b",
            "a\u{2800}b",
            "e\u{301}\u{301}\u{301}\u{301}\u{301}",
            "\u{301}e",
            "\u{378}",
        ];

        for text in hostile {
            assert_eq!(check(text, 70), Err(ProblemKind::Character), "{}", text.escape_unicode());
        }
    }

    #[test]
    fn length_is_counted_as_people_count() {
        assert_eq!(check(&"é".repeat(70), 70), Ok(()));
        assert_eq!(check(&"e\u{301}".repeat(70), 70), Ok(()));
        assert_eq!(check(&"e".repeat(71), 70), Err(ProblemKind::Length));
        for nothing in ["", " ", "\u{a0}\u{3000}"] {
            assert_eq!(
                check(nothing, 70),
                Err(ProblemKind::Length),
                "{}",
                nothing.escape_unicode()
            );
        }
    }
}
