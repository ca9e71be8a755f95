//! The rules of each kind of value, and how it is worded.

use super::problem::ProblemKind;
use super::schema::Kind;
use super::view::{Direction, FieldKind, Presentation};
use super::words::Label;
use super::{account, date, money, text};
use crate::json::Json;
use crate::time::UnixSeconds;

/// A value as it goes on the screen.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) kind: FieldKind,
    pub(super) direction: Direction,
    pub(super) client_words: bool,
    pub(super) warnings: Vec<(&'static str, Label)>,
}

/// Checks a value by the rules of its kind and words it.
pub(super) fn read(
    presentation: &Presentation,
    value: &Json,
    kind: &Kind,
) -> Result<Shown, ProblemKind> {
    let word = |label| presentation.language.label(label).to_owned();
    let string = || value.as_str().ok_or(ProblemKind::WrongType);
    let ltr = |text: &str, kind| {
        Ok(Shown { direction: Direction::Ltr, ..Shown::words(text.to_owned(), kind) })
    };
    match kind {
        Kind::Text { max } => Shown::text(string()?, *max, FieldKind::Text, false),
        Kind::ClientText { max } => Shown::text(string()?, *max, FieldKind::Text, true),
        Kind::Party => Shown::text(string()?, 70, FieldKind::Party, false),
        Kind::Payee => Shown::text(string()?, 70, FieldKind::Party, true),
        Kind::Iban => {
            let read = account::iban(string()?)?;
            let mut shown = ltr(&read.grouped, FieldKind::Account)?;
            if !read.valid {
                shown.warnings.push(("iban_check_failed", Label::WarnIbanCheckFailed));
            }
            Ok(shown)
        }
        Kind::Bic => account::bic(string()?).and_then(|()| ltr(string()?, FieldKind::Account)),
        Kind::MaskedPan => {
            account::masked_pan(string()?).and_then(|()| ltr(string()?, FieldKind::Account))
        }
        Kind::Currency => money::currency(string()?).and_then(|_| ltr(string()?, FieldKind::Code)),
        Kind::Id if crate::claims::is_id(string()?) => ltr(string()?, FieldKind::Code),
        Kind::Id => Err(ProblemKind::UnknownValue),
        Kind::OneOf(values) => {
            let text = string()?;
            let found = values.iter().find(|(value, _)| *value == text);
            let (value, label) = found.ok_or(ProblemKind::UnknownValue)?;
            let mut shown = Shown::words(word(*label), FieldKind::Permission);
            shown.warnings.extend(payee_warning(value));
            Ok(shown)
        }
        Kind::Link => {
            let text = string()?;
            text::check(text, 200)?;
            if !text.starts_with("https://") || text.contains(char::is_whitespace) {
                return Err(ProblemKind::UnknownValue);
            }
            Ok(Shown { client_words: true, ..ltr(text, FieldKind::Link)? })
        }
        Kind::Flag { yes, no } => match value {
            Json::Bool(flag) => {
                Ok(Shown::words(word(if *flag { *yes } else { *no }), FieldKind::Permission))
            }
            _ => Err(ProblemKind::WrongType),
        },
        Kind::Day => Ok(match date::date(string()?)? {
            date::ReadDate::Day(day) => Shown::words(date::english_day(day), FieldKind::Date),
            date::ReadDate::Never => Shown::words(word(Label::NoEndDate), FieldKind::Date),
        }),
        Kind::Count { min, max } => {
            let count = value.as_integer().ok_or(ProblemKind::WrongType)?;
            if !(*min..=*max).contains(&count) {
                return Err(ProblemKind::UnknownValue);
            }
            ltr(&count.to_string(), FieldKind::Text)
        }
        Kind::Time => {
            let seconds = value.as_integer().ok_or(ProblemKind::WrongType)?;
            if !(0..=253_402_300_799).contains(&seconds) {
                return Err(ProblemKind::Date);
            }
            let zone = &presentation.time_zone;
            Ok(Shown::words(date::english_time(UnixSeconds(seconds), zone), FieldKind::Time))
        }
    }
}

impl Shown {
    pub(super) const fn words(text: String, kind: FieldKind) -> Self {
        Self { text, kind, direction: Direction::Auto, client_words: false, warnings: Vec::new() }
    }

    fn text(
        text: &str,
        max: usize,
        kind: FieldKind,
        client_words: bool,
    ) -> Result<Self, ProblemKind> {
        text::check(text, max)?;
        let mut shown = Self { client_words, ..Self::words(text.to_owned(), kind) };
        if text::mixes_scripts(text) {
            shown.warnings.push(("mixed_script", Label::WarnMixedScript));
        }
        Ok(shown)
    }
}

/// The results of the payee's verification that a person must see first.
fn payee_warning(value: &str) -> Option<(&'static str, Label)> {
    match value {
        "close_match" => Some(("payee_close_match", Label::WarnPayeeCloseMatch)),
        "no_match" => Some(("payee_no_match", Label::WarnPayeeNoMatch)),
        "not_available" => Some(("payee_not_available", Label::WarnPayeeNotAvailable)),
        _ => None,
    }
}
