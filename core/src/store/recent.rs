//! How many requests an enrolment got lately: a person should know that before they approve the
//! tenth of a night (standards: RFC 10027 §6, NIST SP 800-63B-4 on authentication fatigue).

use super::StoreError;
use countersign_protocol::time::UnixSeconds;
use rusqlite::Connection;
use serde::Serialize;

/// How many requests came to this enrolment lately, the one in question among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Recent {
    /// In the last 60 minutes.
    pub last_hour: u32,
    /// In the last 24 hours; counted up to 200.
    pub last_day: u32,
    /// How unusual that is.
    pub level: Frequency,
}

/// How unusual the number of recent requests is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// As many as people usually get.
    Usual,
    /// More than 3 in an hour or 10 in a day: say the number above the request.
    Raised,
    /// More than 10 in an hour or 30 in a day: somebody may be hoping that a tired person approves.
    /// Say so, and offer to mute and to report before approving.
    Alarming,
}

const HOUR_SECONDS: i64 = 3600;
const DAY_SECONDS: i64 = 86_400;
const MOST: u32 = 200;

impl Recent {
    /// Counts what came until `now`.
    pub(crate) fn count(
        db: &Connection,
        enrolment: &str,
        now: UnixSeconds,
    ) -> Result<Self, StoreError> {
        // By number, so that only what is recent is read; the plus keeps SQLite from sorting.
        let mut query = db.prepare_cached(
            "SELECT arrived_at FROM requests WHERE +enrolment = ?1 ORDER BY n DESC LIMIT ?2",
        )?;
        let mut rows = query.query((enrolment, MOST))?;
        let (mut last_hour, mut last_day) = (0, 0);
        while let Some(row) = rows.next()? {
            let ago = now.since(UnixSeconds(row.get(0)?));
            if ago >= DAY_SECONDS {
                break;
            }
            last_day += 1;
            last_hour += u32::from(ago < HOUR_SECONDS);
        }
        Ok(Self::of(last_hour, last_day))
    }

    const fn of(last_hour: u32, last_day: u32) -> Self {
        let level = match (last_hour, last_day) {
            (11.., _) | (_, 31..) => Frequency::Alarming,
            (4.., _) | (_, 11..) => Frequency::Raised,
            _ => Frequency::Usual,
        };
        Self { last_hour, last_day, level }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_rises_with_the_hour_or_the_day() {
        let level = |hour, day| Recent::of(hour, day).level;

        assert_eq!(level(1, 1), Frequency::Usual);
        assert_eq!(level(3, 10), Frequency::Usual);
        assert_eq!(level(4, 4), Frequency::Raised);
        assert_eq!(level(0, 11), Frequency::Raised);
        assert_eq!(level(10, 30), Frequency::Raised);
        assert_eq!(level(11, 11), Frequency::Alarming);
        assert_eq!(level(0, 31), Frequency::Alarming);
    }
}
