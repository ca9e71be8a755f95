//! Dates and times in words.

use super::problem::ProblemKind;
use crate::time::UnixSeconds;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A date of a consent: a day, or the sentinel that means none.
pub(super) enum ReadDate {
    /// A day.
    Day(Date),
    /// `9999-12-31`: no end (Berlin Group NextGenPSD2).
    Never,
}

/// Reads `YYYY-MM-DD`.
pub(super) fn date(text: &str) -> Result<ReadDate, ProblemKind> {
    let shaped = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day: Date = text.parse().ok().filter(|_| shaped).ok_or(ProblemKind::Date)?;
    Ok(if text == "9999-12-31" { ReadDate::Never } else { ReadDate::Day(day) })
}

/// Reads a date and time with its offset (RFC 3339).
pub(super) fn moment(text: &str) -> Option<UnixSeconds> {
    let shaped = (20..=35).contains(&text.len()) && text.as_bytes().get(10) == Some(&b'T');
    let at: Timestamp = text.parse().ok().filter(|_| shaped && !text.contains('['))?;
    Some(UnixSeconds(at.as_second()))
}

/// A day in English: `22 November 2026`.
pub(super) fn english_day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// A moment in English and in this time zone: `22 November 2026, 11:30`. An unknown zone is UTC,
/// and says so.
pub(super) fn english_time(time: UnixSeconds, zone: &str) -> String {
    let at = Timestamp::from_second(time.0).unwrap_or(Timestamp::MAX);
    match TimeZone::get(zone) {
        Ok(zone) if !zone.is_unknown() && zone != TimeZone::UTC => {
            at.to_zoned(zone).strftime("%-d %B %Y, %H:%M").to_string()
        }
        _ => at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y, %H:%M UTC").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_that_exists() {
        assert!(matches!(date("2028-02-29"), Ok(ReadDate::Day(_))));
        assert!(matches!(date("9999-12-31"), Ok(ReadDate::Never)));
        for text in ["2027-02-29", "2027-2-9", "20270209", "2027-02-09T00:00:00Z", "today", ""] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_told_in_the_zone_or_in_utc() {
        let time = UnixSeconds(1_795_000_000);

        assert_eq!(english_time(time, "Nowhere/Land"), "18 November 2026, 11:06 UTC");
        assert_eq!(english_time(time, "UTC"), "18 November 2026, 11:06 UTC");
    }
}
