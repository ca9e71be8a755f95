//! The history: reading it by pages, checking its chain, and its retention.

use super::chain::{Chain, ChainEnd, link};
use super::outcome::Outcome;
use super::row::Row;
use super::{Seal, StoreError};
use countersign_protocol::time::UnixSeconds;
use rusqlite::{Connection, params};

/// One line of the history.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Ascending; pass the smallest of a page to get the next one.
    pub number: i64,
    /// The enrolment it belongs to.
    pub enrolment: String,
    /// The request's id.
    pub request: String,
    /// When it came to this phone, server time.
    pub arrived_at: UnixSeconds,
    /// How it ended.
    pub outcome: Outcome,
    /// When, server time; `None` while it has not.
    pub ended_at: Option<UnixSeconds>,
    /// The consent request as the AS signed it.
    pub request_token: String,
    /// The decision as this device signed it.
    pub decision: Option<String>,
    /// The receipt as the AS signed it.
    pub receipt: Option<String>,
    /// Its place in the chain of its enrolment and its link; `None` while it has not ended.
    pub link: Option<ChainEnd>,
}

/// How long the history is kept. Requests that are open, or decided and not answered, are always
/// kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// At most this many ended requests of each enrolment.
    pub entries: u32,
    /// None that ended more days ago than this.
    pub days: u32,
}

/// Whether the history is what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryCheck {
    /// Nothing is missing and nothing was changed.
    Whole {
        /// How many entries it has.
        entries: u64,
    },
    /// Something is: somebody changed the file. Tell the person, and the bank. What the entries
    /// hold still proves itself, each by its own signatures.
    Broken(HistoryFault),
}

/// What is wrong with the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryFault {
    /// The entry at this place of the chain is missing.
    Missing(i64),
    /// The entry at this place is not the one that was there.
    Changed(i64),
    /// There are entries after the newest one.
    Added,
    /// An open request, or a decision on its way, is missing or was changed.
    Open,
}

/// All requests of an enrolment that ended, with the two ends of their chain.
pub(crate) struct EndedHistory {
    pub(crate) before: ChainEnd,
    pub(crate) last: ChainEnd,
    /// In the order of their places.
    pub(crate) entries: Vec<HistoryEntry>,
}

/// How many entries one transaction prunes at the most, so that a smaller limit after an update
/// does not hold up the next request.
const AT_ONCE: u32 = 64;
const DAY_SECONDS: i64 = 86_400;

impl Default for Retention {
    /// 2000 entries and 400 days: a payer may contest a payment for 13 months (PSD2 Art. 71).
    fn default() -> Self {
        Self { entries: 2000, days: 400 }
    }
}

/// A page of the history, newest first, from below `before`.
pub(crate) fn page(
    db: &Connection,
    seal: &Seal,
    before: i64,
    count: u32,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let rows = Row::page(db, seal, before, count)?;
    Ok(rows.into_iter().map(HistoryEntry::from).collect())
}

/// Everything of an enrolment that ended.
pub(crate) fn ended(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
) -> Result<EndedHistory, StoreError> {
    let chain = Chain::load(db, seal, enrolment)?;
    let mut rows = Row::all(db, seal, enrolment)?;
    rows.retain(|row| row.place.is_some());
    rows.sort_by_key(|row| row.place);
    let entries = rows.into_iter().map(HistoryEntry::from).collect();
    Ok(EndedHistory { before: chain.before, last: chain.last, entries })
}

/// Checks the chain of an enrolment from one end to the other.
pub(crate) fn check(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
) -> Result<HistoryCheck, StoreError> {
    let chain = Chain::load(db, seal, enrolment)?;
    Ok(match fault(db, seal, enrolment, &chain)? {
        Some(fault) => HistoryCheck::Broken(fault),
        None => {
            let entries = chain.last.place - chain.before.place;
            HistoryCheck::Whole { entries: entries.unsigned_abs() }
        }
    })
}

fn fault(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    chain: &Chain,
) -> Result<Option<HistoryFault>, StoreError> {
    let mut numbers = db.prepare_cached(
        "SELECT n, place FROM requests WHERE enrolment = ?1 ORDER BY place IS NULL, place",
    )?;
    let numbers: Vec<(i64, Option<i64>)> = numbers
        .query_map([enrolment], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let (mut at, mut open) = (chain.before.clone(), 0);
    for (number, place) in numbers {
        let row = match Row::numbered(db, seal, enrolment, number) {
            Ok(row) => row,
            // Its values were moved from another row, or changed.
            Err(StoreError::Damaged) => None,
            Err(error) => return Err(error),
        };
        let Some(place) = place else {
            if !row.is_some_and(|row| chain.holds(&row)) {
                return Ok(Some(HistoryFault::Open));
            }
            open += 1;
            continue;
        };
        let expected = at.place + 1;
        if place > chain.last.place {
            return Ok(Some(HistoryFault::Added));
        } else if place != expected {
            return Ok(Some(HistoryFault::Missing(expected)));
        }
        let whole = row.and_then(|row| {
            let link = link(&at.link, place, &row, row.ended_at?);
            (row.link.as_ref() == Some(&link)).then_some(link)
        });
        let Some(link) = whole else { return Ok(Some(HistoryFault::Changed(place))) };
        at = ChainEnd { place, link };
    }
    Ok(if at.place != chain.last.place {
        Some(HistoryFault::Missing(at.place + 1))
    } else if at != chain.last {
        Some(HistoryFault::Changed(at.place))
    } else if open != chain.open.len() {
        Some(HistoryFault::Open)
    } else {
        None
    })
}

/// Deletes entries at the old end of the chain that are too old or too many. A request whose own
/// time is not over stays: it may be fetched again, and its row is how that is noticed.
pub(super) fn prune(
    db: &Connection,
    enrolment: &str,
    chain: &mut Chain,
    retention: Retention,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let days = i64::from(retention.days).saturating_mul(DAY_SECONDS);
    for _ in 0..AT_ONCE {
        let oldest = chain.before.place + 1;
        let entries = chain.last.place - chain.before.place;
        let found = db
            .prepare_cached(
                "SELECT n, link, ended_at, expires_at FROM requests
                 WHERE enrolment = ?1 AND place = ?2",
            )?
            .query_row(params![enrolment, oldest], |row| {
                let end = ChainEnd { place: oldest, link: row.get(1)? };
                Ok((row.get::<_, i64>(0)?, end, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
            });
        // The oldest entry is missing. Pruning stops, so that the check finds the gap.
        let Some((number, end, ended_at, expires_at)) = super::optional(found)? else {
            return Ok(());
        };
        let too_many = entries > i64::from(retention.entries);
        let too_old = now.since(UnixSeconds(ended_at)) > days;
        if !(too_many || too_old) || expires_at > now.0 {
            return Ok(());
        }
        db.prepare_cached("DELETE FROM requests WHERE n = ?1")?.execute([number])?;
        chain.before = end;
    }
    Ok(())
}

impl From<Row> for HistoryEntry {
    fn from(row: Row) -> Self {
        let outcome = row.outcome();
        Self {
            number: row.number,
            enrolment: row.enrolment,
            request: row.request,
            arrived_at: row.arrived_at,
            outcome,
            ended_at: row.ended_at,
            request_token: row.token,
            decision: row.decision,
            receipt: row.receipt,
            link: row.place.zip(row.link).map(|(place, link)| ChainEnd { place, link }),
        }
    }
}

impl std::fmt::Debug for HistoryEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HistoryEntry({}, {:?})", self.number, self.outcome)
    }
}
