//! The history: every request and how it ended, with the tokens that prove it.

use super::Device;
use crate::store::{
    ChainEnd, EnrolmentRecord, HistoryCheck, HistoryEntry, Outcome, StoreError, StoredKeys,
    history, point,
};
use countersign_protocol::consent::Reading;
use countersign_protocol::jose::{Jwk, Typ, Unverified};
use countersign_protocol::time::UnixSeconds;
use serde::Serialize;

/// Why a history could not be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// No such enrolment is on this phone.
    #[error("no such enrolment")]
    NotEnrolled,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Device {
    /// A page of at most `count` (100 at the most) requests, newest first, numbered below
    /// `before`; `None` begins at the newest.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn history(
        &self,
        before: Option<i64>,
        count: u32,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let (before, count) = (before.unwrap_or(i64::MAX), count.min(100));
        self.inner.store.read(move |db, seal| history::page(db, seal, before, count)).await
    }

    /// What was asked, in one sentence, in the language that is set now: for a list of what was
    /// decided. `None` if it could not be shown then, or the enrolment is gone.
    ///
    /// It is read anew from the token that the AS signed, so that it says no more than that.
    #[must_use]
    pub fn title(&self, entry: &HistoryEntry) -> Option<String> {
        let records = self.inner.store.records_now().ok()?;
        let record = records.iter().find(|record| record.id == entry.enrolment)?;
        let token = Unverified::parse(&entry.request_token, &[Typ::ConsentRequest]).ok()?;
        let request = self.inner.read(&token.verified_when_it_came(), record).ok()?;
        match request.reading() {
            Reading::Shown(view) => Some(view.title.clone()),
            Reading::NotShown(_) => None,
        }
    }

    /// Goes along the chain of an enrolment's history: whether an entry is missing or was
    /// changed. Reads all of it (some 50 µs an entry): when the person opens the history, say,
    /// and not at every consent. An enrolment that is not here has a whole history of nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; `Damaged` if the chain itself was removed or changed.
    pub async fn check_history(&self, enrolment: &str) -> Result<HistoryCheck, StoreError> {
        let Some(record) = self.inner.record(enrolment).await? else {
            return Ok(HistoryCheck::Whole { entries: 0 });
        };
        self.inner.store.read(move |db, seal| history::check(db, seal, &record.id)).await
    }

    /// Everything of an enrolment that ended, as JSON with the signed tokens and the keys to
    /// check them by: docs/protocol.md §9. It holds what was asked and paid: hand it to the
    /// person, and to nobody else.
    ///
    /// # Errors
    ///
    /// [`ExportError`].
    pub async fn export_history(&self, enrolment: &str) -> Result<String, ExportError> {
        let record = self.inner.record(enrolment).await?.ok_or(ExportError::NotEnrolled)?;
        let read = move |db: &_, seal: &_| {
            let history = history::ended(db, seal, &record.id)?;
            let key_sets = StoredKeys::all(db, &record.issuer)?;
            export(&record, &history, &key_sets)
        };
        Ok(self.inner.store.read(read).await?)
    }
}

#[derive(Serialize)]
struct Export<'a> {
    countersign_history: &'static str,
    issuer: &'a str,
    device_id: &'a str,
    device_keys: Vec<Jwk>,
    key_sets: &'a [String],
    before: &'a ChainEnd,
    last: &'a ChainEnd,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    place: i64,
    request: &'a str,
    arrived_at: UnixSeconds,
    ended_at: UnixSeconds,
    outcome: Outcome,
    request_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<&'a str>,
    link: &'a str,
}

fn export(
    record: &EnrolmentRecord,
    history: &history::EndedHistory,
    key_sets: &[String],
) -> Result<String, StoreError> {
    let keys = [&record.approval_key, &record.transport_key].into_iter().chain(&record.former_keys);
    let export = Export {
        countersign_history: "1",
        issuer: &record.issuer,
        device_id: &record.device_id,
        device_keys: keys.filter_map(|key| Some(point(key)?.jwk())).collect(),
        key_sets,
        before: &history.before,
        last: &history.last,
        entries: history.entries.iter().filter_map(Entry::of).collect(),
    };
    serde_json::to_string(&export).map_err(|_| StoreError::Damaged)
}

impl<'a> Entry<'a> {
    fn of(entry: &'a HistoryEntry) -> Option<Self> {
        let link = entry.link.as_ref()?;
        Some(Self {
            place: link.place,
            request: &entry.request,
            arrived_at: entry.arrived_at,
            ended_at: entry.ended_at?,
            outcome: entry.outcome,
            request_token: &entry.request_token,
            decision: entry.decision.as_deref(),
            receipt: entry.receipt.as_deref(),
            link: &link.link,
        })
    }
}
