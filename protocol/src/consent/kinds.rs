//! The rules of each kind of value, and how it is worded.

use super::locale::Locale;
use super::money::{self, Money};
use super::problem::ProblemKind;
use super::schema::{At, Form, Kind, Wording};
use super::surroundings::Surroundings;
use super::text::Doubt;
use super::view::{Direction, FieldKind};
use super::words::Label;
use super::{account, date, text};
use crate::json::Json;
use crate::time::UnixSeconds;
use url::Url;

/// A value as it goes on the screen.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) kind: FieldKind,
    pub(super) direction: Direction,
    pub(super) client_words: bool,
    pub(super) warnings: Vec<(&'static str, Label)>,
    /// The amount it is, for headlines and totals.
    pub(super) money: Option<Money>,
}

/// Checks a value by the rules of its kind and words it.
pub(super) fn read(
    within: &Surroundings<'_>,
    value: &Json,
    kind: &Kind,
) -> Result<Shown, ProblemKind> {
    let string = || value.as_str().ok_or(ProblemKind::WrongType);
    let word = |wording: &Wording| within.wording(wording);
    match kind {
        Kind::Text { max } => Shown::text(string()?, *max, FieldKind::Text, false),
        Kind::ClientText { max } => Shown::text(string()?, *max, FieldKind::Text, true),
        Kind::Party => Shown::text(string()?, 70, FieldKind::Party, false),
        Kind::Payee => Shown::text(string()?, 70, FieldKind::Party, true),
        Kind::Amount { form, currency } => amount(within, value, *form, currency),
        Kind::AccountBy { scheme } => account_by(within, string()?, scheme),
        Kind::Iban => iban(string()?),
        Kind::Bic => account::bic(string()?).map(|()| Shown::ltr(value, FieldKind::Account)),
        Kind::MaskedPan => account::masked_pan(string()?)
            .map(|masked| Shown::left_to_right(masked, FieldKind::Account)),
        Kind::OwnPan => account::own_pan(string()?)
            .map(|masked| Shown::left_to_right(masked, FieldKind::Account)),
        Kind::Currency => money::currency(string()?).map(|_| Shown::ltr(value, FieldKind::Code)),
        Kind::Id if crate::claims::is_id(string()?) => Ok(Shown::ltr(value, FieldKind::Code)),
        Kind::Id => Err(ProblemKind::UnknownValue),
        Kind::OneOf(values) => {
            let text = string()?;
            let found = values.iter().find(|known| known.value == text);
            let found = found.ok_or(ProblemKind::UnknownValue)?;
            let mut shown = Shown::words(word(&found.meaning)?, FieldKind::Permission);
            shown.warnings.extend(found.warning);
            Ok(shown)
        }
        Kind::Link => link(string()?)
            .map(|()| Shown { client_words: true, ..Shown::ltr(value, FieldKind::Link) }),
        Kind::Flag { yes, no } => match value {
            Json::Bool(true) => Ok(Shown::words(word(yes)?, FieldKind::Permission)),
            Json::Bool(false) => Ok(Shown::words(word(no)?, FieldKind::Permission)),
            _ => Err(ProblemKind::WrongType),
        },
        Kind::Day => day(within, string()?),
        Kind::DayOfMonth if date::is_day_of_month(string()?) => {
            Ok(Shown::ltr(value, FieldKind::Date))
        }
        Kind::DayOfMonth => Err(ProblemKind::Date),
        Kind::Moment => match date::moment(string()?) {
            Some(at) => time(within, at),
            None => day(within, string()?),
        },
        Kind::Count { min, max } => {
            let count = value.as_integer().ok_or(ProblemKind::WrongType)?;
            if (*min..=*max).contains(&count) {
                Ok(Shown::left_to_right(within.locale.number(&count.into()), FieldKind::Text))
            } else {
                Err(ProblemKind::UnknownValue)
            }
        }
        Kind::Decimal => match value {
            Json::Number(text) => {
                let number = money::decimal(text).ok_or(ProblemKind::Amount)?;
                Ok(Shown::left_to_right(within.locale.number(&number), FieldKind::Text))
            }
            _ => Err(ProblemKind::WrongType),
        },
        Kind::Time => {
            let seconds = value.as_integer().ok_or(ProblemKind::WrongType)?;
            let shown = (0..=253_402_300_799).contains(&seconds);
            if shown { time(within, UnixSeconds(seconds)) } else { Err(ProblemKind::Date) }
        }
    }
}

/// The text of an amount, in the JSON form it must have.
pub(super) fn amount_text(value: &Json, form: Form) -> Result<&str, ProblemKind> {
    match (value, form) {
        (Json::String(text), Form::Text) | (Json::Number(text), Form::Number) => Ok(text),
        _ => Err(ProblemKind::WrongType),
    }
}

fn amount(
    within: &Surroundings<'_>,
    value: &Json,
    form: Form,
    currency: &At,
) -> Result<Shown, ProblemKind> {
    let code = match currency {
        At::Beside(name) => within.beside(name),
        At::Above(name) => within.above(name),
    };
    let code = code.and_then(Json::as_str).ok_or(ProblemKind::Currency)?;
    let money = Money::parse(amount_text(value, form)?, code)?;
    Ok(Shown::money(money, within.locale))
}

/// An account number under the scheme that is named beside it.
fn account_by(within: &Surroundings<'_>, text: &str, scheme: &str) -> Result<Shown, ProblemKind> {
    let scheme = within.beside(scheme).and_then(Json::as_str);
    match scheme {
        Some("UK.OBIE.IBAN") => iban(text),
        Some("UK.OBIE.SortCodeAccountNumber") => {
            account::sort_code(text).map(|text| Shown::left_to_right(text, FieldKind::Account))
        }
        _ => Err(ProblemKind::Account),
    }
}

fn iban(text: &str) -> Result<Shown, ProblemKind> {
    let read = account::iban(text)?;
    let mut shown = Shown::left_to_right(read.grouped, FieldKind::Account);
    if !read.valid {
        shown.warnings.push(("iban_check_failed", Label::WarnIbanCheckFailed));
    }
    Ok(shown)
}

/// An address that every reader reads in the same way: RFC 3986, so ASCII, and nothing before the
/// host that looks like one.
fn link(text: &str) -> Result<(), ProblemKind> {
    text::check(text, 200)?;
    let strange = |c: char| !c.is_ascii() || c.is_whitespace() || c == '\\';
    let plain = text.strip_prefix("https://").is_some_and(|rest| !rest.starts_with('/'));
    let bare = |url: &Url| url.has_host() && url.username().is_empty() && url.password().is_none();
    if plain && !text.contains(strange) && Url::parse(text).is_ok_and(|url| bare(&url)) {
        Ok(())
    } else {
        Err(ProblemKind::UnknownValue)
    }
}

fn day(within: &Surroundings<'_>, text: &str) -> Result<Shown, ProblemKind> {
    let text = match date::date(text)? {
        date::ReadDate::Day(day) => within.locale.day(day).ok_or(ProblemKind::Date)?,
        date::ReadDate::Never => within.word(Label::NoEndDate),
    };
    Ok(Shown::words(text, FieldKind::Date))
}

fn time(within: &Surroundings<'_>, at: UnixSeconds) -> Result<Shown, ProblemKind> {
    let text = within.locale.time(at, &within.presentation.time_zone).ok_or(ProblemKind::Date)?;
    Ok(Shown::words(text, FieldKind::Time))
}

impl Shown {
    pub(super) const fn words(text: String, kind: FieldKind) -> Self {
        Self {
            text,
            kind,
            direction: Direction::Auto,
            client_words: false,
            warnings: Vec::new(),
            money: None,
        }
    }

    /// An amount with its currency.
    pub(super) fn money(money: Money, locale: &Locale) -> Self {
        let words = Self::left_to_right(money.text(locale), FieldKind::Amount);
        Self { money: Some(money), ..words }
    }

    /// What is written left to right in every language.
    pub(super) const fn left_to_right(text: String, kind: FieldKind) -> Self {
        let mut shown = Self::words(text, kind);
        shown.direction = Direction::Ltr;
        shown
    }

    /// A string or number exactly as received, left to right.
    fn ltr(value: &Json, kind: FieldKind) -> Self {
        let text = match value {
            Json::String(text) | Json::Number(text) => text.clone(),
            _ => String::new(),
        };
        Self::left_to_right(text, kind)
    }

    fn text(
        text: &str,
        max: usize,
        kind: FieldKind,
        client_words: bool,
    ) -> Result<Self, ProblemKind> {
        text::check(text, max)?;
        let doubts = text::doubts(text).into_iter().map(|doubt| match doubt {
            Doubt::MixedScript => ("mixed_script", Label::WarnMixedScript),
            Doubt::MixedNumbers => ("mixed_numbers", Label::WarnMixedNumbers),
            Doubt::UnusualSpaces => ("unusual_spaces", Label::WarnUnusualSpaces),
        });
        let shown = Self::words(text::with_spaces_shown(text).into_owned(), kind);
        Ok(Self { client_words, warnings: doubts.collect(), ..shown })
    }
}
