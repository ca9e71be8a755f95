//! The check of an export, page by page.

use super::{LogEnd, LogEntry};
use countersign_protocol::claims::{ClaimError, Members};
use countersign_protocol::jose::{JoseError, PublicKey, Typ, Unverified};
use countersign_protocol::json::Json;
use countersign_protocol::tokens::AuditHead;

/// The most entries of a page.
const MOST_ENTRIES: usize = 200;

/// What whoever checks an export knows from elsewhere, never from the export.
#[derive(Clone, Copy, Debug)]
pub struct AuditTrust<'a> {
    /// The AS's issuer URL.
    pub issuer: &'a str,
    /// Its request keys, today's and those that signed heads in the past.
    pub keys: &'a [PublicKey],
    /// How far the log was verified before: the last end of the page before this one, or of an
    /// earlier export. None: the page begins where the gateway says that the log begins.
    pub known: Option<&'a LogEnd>,
}

/// What holds of a page that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedLog {
    /// The end before its first entry. With nothing known it is the gateway's own word: where
    /// retention has deleted up to, or 0 with nothing deleted.
    pub before: LogEnd,
    /// Its last end. Keep it, and give it as [`AuditTrust::known`] the next time.
    pub last: LogEnd,
    /// The end that the head is signed over.
    pub head: LogEnd,
    /// Its entries, in their order.
    pub entries: Vec<LogEntry>,
}

/// Why an export does not verify. None holds anything of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditProblem {
    /// Not an export of this version, or something in it that none has.
    #[error("not an export of an audit log: {0}")]
    Form(#[from] ClaimError),
    /// The export of another issuer.
    #[error("the export is another issuer's")]
    Issuer,
    /// The head is not signed by a key of the issuer, or is no head.
    #[error("the head is not the issuer's: {0}")]
    Head(JoseError),
    /// It does not go on where what is known ends: entries in between are missing, or what is
    /// known was changed since.
    #[error("the export does not go on where the log was verified to")]
    Gap,
    /// The entry at this position was changed, moved or put in, or one before it was removed.
    #[error("the entry at position {0} does not fit the one before it")]
    Entry(i64),
    /// Entries were cut off at the end, or the head is of another log.
    #[error("the entries do not lead to the head")]
    Cut,
}

impl VerifiedLog {
    /// Whether it reaches the head. Else there are more pages: ask for those after [`Self::last`],
    /// and do not call the log whole before one reaches it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.last == self.head
    }
}

/// Checks a page of an exported audit log: the answer of `GET /channel/v1/audit/export`, to the
/// letter. Give every page the last end of the one before it; the whole was read when one
/// [`is complete`](VerifiedLog::is_complete).
///
/// # Errors
///
/// [`AuditProblem`]: what the first thing is that is wrong with it.
pub fn verify_audit_export(
    json: &[u8],
    trust: &AuditTrust<'_>,
) -> Result<VerifiedLog, AuditProblem> {
    let mut members = Members::parse(json)?;
    if members.string("countersign_audit", 8)? != "1" {
        return Err(AuditProblem::Form(ClaimError::Wrong));
    }
    if members.string("issuer", 512)? != trust.issuer {
        return Err(AuditProblem::Issuer);
    }
    let before = LogEnd::take(&mut members, "before")?;
    let last = LogEnd::take(&mut members, "last")?;
    let listed = members.optional_array("entries", MOST_ENTRIES)?.ok_or(ClaimError::Missing)?;
    let head = head(&members.string("head", Typ::AuditHead.max_length())?, trust)?;
    members.finish()?;
    let begun = trust.known.is_none_or(|known| *known == before);
    // Nothing is before the first entry: another link there would be another log's.
    if !begun || (before.position == 0 && before != LogEnd::none()) {
        return Err(AuditProblem::Gap);
    }
    let (mut end, mut entries) = (before.clone(), Vec::new());
    for item in listed {
        let entry;
        (end, entry) = follow(&end, item)?;
        entries.push(entry);
    }
    let leads_there = end.position < head.position || end == head;
    // A page without entries leads nowhere: there is nothing more to be had.
    let cut = end != last || !leads_there || (entries.is_empty() && end != head);
    if cut { Err(AuditProblem::Cut) } else { Ok(VerifiedLog { before, last, head, entries }) }
}

/// The entry that comes after this end, if it does.
fn follow(end: &LogEnd, item: Json) -> Result<(LogEnd, LogEntry), AuditProblem> {
    let mut members = Members::of(item)?;
    let (position, link) = (members.integer("position")?, members.string("link", 43)?);
    let entry = LogEntry::take(&mut members)?;
    members.finish()?;
    let next = end.then(&entry);
    let fits = next == LogEnd { position, link };
    if fits { Ok((next, entry)) } else { Err(AuditProblem::Entry(end.position.saturating_add(1))) }
}

fn head(token: &str, trust: &AuditTrust<'_>) -> Result<LogEnd, AuditProblem> {
    let read = || {
        let unverified = Unverified::parse(token, &[Typ::AuditHead])?;
        let key = trust.keys.iter().find(|key| key.thumbprint() == unverified.kid());
        let verified = unverified.verify(key.ok_or(JoseError::UnknownKey)?)?;
        AuditHead::read(&verified, trust.issuer)
    };
    let head = read().map_err(AuditProblem::Head)?;
    Ok(LogEnd { position: head.position, link: head.link })
}
