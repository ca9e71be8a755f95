//! Dates and times as they are received.

use super::problem::ProblemKind;
use crate::time::UnixSeconds;
use jiff::Timestamp;
use jiff::civil::Date;

/// A date of a consent: a day, or the sentinel that means none.
pub(super) enum ReadDate {
    /// A day.
    Day(Date),
    /// `9999-12-31`: no end (Berlin Group NextGenPSD2).
    Never,
}

/// The first year of a consent. Languages write earlier ones with their era, each in its own way.
const FIRST_YEAR: i16 = 1000;

/// Reads `YYYY-MM-DD`, of the year 1000 or later.
pub(super) fn date(text: &str) -> Result<ReadDate, ProblemKind> {
    let shaped = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day: Option<Date> = text.parse().ok().filter(|_| shaped);
    let day = day.filter(|day| day.year() >= FIRST_YEAR).ok_or(ProblemKind::Date)?;
    Ok(if text == "9999-12-31" { ReadDate::Never } else { ReadDate::Day(day) })
}

/// Whether this is `01` to `31`: two digits, because number parsers also take `+1`.
pub(super) fn is_day_of_month(text: &str) -> bool {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    digits && ("01"..="31").contains(&text)
}

/// Reads a date and time with its offset: RFC 3339 with a capital `T` and `Z`, whole minutes of
/// offset, and at most nine digits after the second.
pub(super) fn moment(text: &str) -> Option<UnixSeconds> {
    // Refused up to the first day of the first year, whatever the offset makes of it.
    let early = text < "1000-01-02";
    let at: Timestamp = text.parse().ok().filter(|_| is_date_time(text) && !early)?;
    Some(UnixSeconds(at.as_second()))
}

/// Whether a text has the form of a date-time. Parsers take more forms than the RFC has, each
/// parser others.
fn is_date_time(text: &str) -> bool {
    let is_like = |text: &str, form: &str| {
        text.len() == form.len()
            && text.bytes().zip(form.bytes()).all(|(found, expected)| match expected {
                b'0' => found.is_ascii_digit(),
                sign => found == sign,
            })
    };
    let Some((begin, rest)) = text.split_at_checked(19) else { return false };
    let (fraction, offset) = match rest.find(['Z', '+', '-']) {
        Some(at) => rest.split_at(at),
        None => return false,
    };
    let digits =
        |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let fraction = fraction.is_empty() || fraction.strip_prefix('.').is_some_and(digits);
    let offset = offset == "Z" || is_like(offset, "+00:00") || is_like(offset, "-00:00");
    is_like(begin, "0000-00-00T00:00:00") && fraction && offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_that_exists() {
        assert!(matches!(date("2028-02-29"), Ok(ReadDate::Day(_))));
        assert!(matches!(date("1000-01-01"), Ok(ReadDate::Day(_))));
        assert!(matches!(date("9999-12-31"), Ok(ReadDate::Never)));
        for text in ["0999-12-31", "0000-01-01"] {
            assert!(date(text).is_err(), "{text}");
            assert!(moment(&format!("{text}T12:00:00Z")).is_none(), "{text}");
        }
        for text in ["2027-02-29", "2027-2-9", "20270209", "2027-02-09T00:00:00Z", "today", ""] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_time_has_one_form() {
        for text in [
            "2026-11-18T11:06:40Z",
            "2026-11-18T12:06:40+01:00",
            "2026-11-18T11:06:40.5Z",
            "2026-11-18T07:36:40.123456789-03:30",
        ] {
            assert!(moment(text).is_some(), "{text}");
        }
        for text in [
            "2026-11-18t11:06:40Z",
            "2026-11-18T11:06:40z",
            "2026-11-18 11:06:40Z",
            "2026-11-18T11:06Z",
            "2026-11-18T11:06:40",
            "2026-11-18T11:06:40+01",
            "2026-11-18T11:06:40+0100",
            "2026-11-18T11:06:40+01:00:00",
            "2026-11-18T11:06:40,5Z",
            "2026-11-18T11:06:40.Z",
            "2026-11-18T11:06:40.1234567890Z",
            "2026-11-18T11:06:40Z[UTC]",
            "20261118T110640Z",
        ] {
            assert!(moment(text).is_none(), "{text}");
        }
    }
}
