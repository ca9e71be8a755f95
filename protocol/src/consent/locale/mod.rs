//! How each language writes numbers, amounts, days and times: CLDR's rules through ICU4X, cut
//! down to the languages there are (docs/adr/07-formats.md).

mod sign;
#[rustfmt::skip]
mod signs;

use super::language::Language;
use super::problem::ProblemKind;
use crate::time::UnixSeconds;
use icu_calendar::Gregorian;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{Date, DateTime, Time};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_plurals::{PluralCategory, PluralRules};
use icu_provider_blob::BlobDataProvider;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};
use sign::Signs;
use std::sync::LazyLock;

/// Made anew by `cargo xtask locale-data`.
static CLDR: &[u8] = include_bytes!("cldr.postcard");

/// No-break space.
const GAP: char = '\u{a0}';

/// How one language writes. Made once, at its first use, and kept.
pub(in crate::consent) struct Locale {
    plurals: PluralRules,
    numbers: DecimalFormatter,
    days: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    times: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
    signs: &'static Signs,
}

type Kept = LazyLock<Option<Locale>>;

static LOCALES: [(&str, Kept); 6] = [
    ("en", LazyLock::new(|| Locale::load("en"))),
    ("de", LazyLock::new(|| Locale::load("de"))),
    ("fr", LazyLock::new(|| Locale::load("fr"))),
    ("es", LazyLock::new(|| Locale::load("es"))),
    ("pt-BR", LazyLock::new(|| Locale::load("pt-BR"))),
    ("ar", LazyLock::new(|| Locale::load("ar"))),
];

impl Locale {
    /// How this language writes.
    ///
    /// # Errors
    ///
    /// [`ProblemKind::Incomplete`] if its data is not there: nothing can then be shown in it.
    pub(in crate::consent) fn of(language: Language) -> Result<&'static Self, ProblemKind> {
        let tag = language.tag();
        let kept = LOCALES.iter().find(|(known, _)| *known == tag);
        kept.and_then(|(_, locale)| locale.as_ref()).ok_or(ProblemKind::Incomplete)
    }

    /// The form that a noun takes after this count.
    pub(in crate::consent) fn plural(&self, count: usize) -> PluralCategory {
        self.plurals.category_for(count)
    }

    /// A number, with this language's separators and all the digits it has.
    pub(in crate::consent) fn number(&self, number: &Decimal) -> String {
        self.numbers.format(number).to_string()
    }

    /// An amount: the number with the currency's sign where it has one that cannot be mistaken,
    /// then the code. It does not break over lines.
    pub(in crate::consent) fn amount(&self, amount: &Decimal, code: &str) -> String {
        let number = self.signs.beside(&self.number(amount), code);
        format!("{number}{GAP}{code}")
    }

    /// A day, its month in words, in the Gregorian calendar.
    pub(in crate::consent) fn day(&self, day: civil::Date) -> Option<String> {
        Some(self.days.format(&gregorian(day)?).to_string())
    }

    /// A moment by the clock of this time zone (IANA name), to the minute, in 24 hours. If that
    /// clock shows the same time twice that day, or the zone is not known, the offset is named. The
    /// zone's rules come from the system's database of time zones.
    pub(in crate::consent) fn time(&self, time: UnixSeconds, zone: &str) -> Option<String> {
        let at = Timestamp::from_second(time.0).ok()?;
        let known = TimeZone::get(zone).ok().filter(|zone| !zone.is_unknown());
        let zoned = at.to_zoned(known.unwrap_or(TimeZone::UTC));
        let clock = zoned.datetime();
        let shown = self.times.format(&DateTime {
            date: gregorian(clock.date())?,
            time: Time::try_new(
                clock.hour().try_into().ok()?,
                clock.minute().try_into().ok()?,
                0,
                0,
            )
            .ok()?,
        });
        let shown = shown.to_string();
        if *zoned.time_zone() == TimeZone::UTC {
            Some(format!("{shown}{GAP}UTC"))
        } else if zoned.time_zone().to_ambiguous_timestamp(clock).is_ambiguous() {
            Some(format!("{shown}{GAP}UTC{}", written(zoned.offset())))
        } else {
            Some(shown)
        }
    }

    fn load(tag: &str) -> Option<Self> {
        let cldr = BlobDataProvider::try_new_from_static_blob(CLDR).ok()?;
        // Digits that can be compared with another screen, a clock that cannot be taken for the
        // other half of the day, and the calendar that the request's dates are in.
        let wanted = format!("{tag}-u-ca-gregory-hc-h23-nu-latn").parse().ok()?;
        let wanted: &icu_locale_core::Locale = &wanted;
        let dates = DateTimeFormatterPreferences::from(wanted);
        let (_, signs) = signs::SIGNS.iter().find(|(known, _)| *known == tag)?;
        Some(Self {
            plurals: PluralRules::try_new_cardinal_with_buffer_provider(&cldr, wanted.into())
                .ok()?,
            numbers: DecimalFormatter::try_new_with_buffer_provider(
                &cldr,
                wanted.into(),
                DecimalFormatterOptions::default(),
            )
            .ok()?,
            days: FixedCalendarDateTimeFormatter::try_new_with_buffer_provider(
                &cldr,
                dates,
                YMD::long(),
            )
            .ok()?,
            times: FixedCalendarDateTimeFormatter::try_new_with_buffer_provider(
                &cldr,
                dates,
                YMD::long().with_time_hm(),
            )
            .ok()?,
            signs,
        })
    }
}

/// `+02:00`; with seconds only where local time had them, before there were time zones.
fn written(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

fn gregorian(day: civil::Date) -> Option<Date<Gregorian>> {
    let (month, of_month) = (day.month().try_into().ok()?, day.day().try_into().ok()?);
    Date::try_new_gregorian(day.year().into(), month, of_month).ok()
}

#[cfg(test)]
mod tests;
