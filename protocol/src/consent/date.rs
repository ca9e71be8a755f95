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

/// Reads a date and time with its offset (RFC 3339).
pub(super) fn moment(text: &str) -> Option<UnixSeconds> {
    let shaped = (20..=35).contains(&text.len()) && text.as_bytes().get(10) == Some(&b'T');
    // Refused up to the first day of the first year, whatever the offset makes of it.
    let early = text < "1000-01-02";
    let at: Timestamp = text.parse().ok().filter(|_| shaped && !early && !text.contains('['))?;
    Some(UnixSeconds(at.as_second()))
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
}
