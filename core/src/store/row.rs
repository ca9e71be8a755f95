//! One row of `requests`, with everything in it opened.

use super::{Outcome, Seal, StoreError, optional};
use countersign_protocol::consent::ConsentRequest;
use countersign_protocol::time::UnixSeconds;
use rusqlite::{Connection, params};

/// A request from its arrival to its end.
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) enrolment: String,
    pub(super) request: String,
    /// Hash of the token that came first under this id.
    pub(super) hash: String,
    pub(super) arrived_at: UnixSeconds,
    pub(super) expires_at: UnixSeconds,
    pub(super) state: String,
    pub(super) approved: Option<bool>,
    pub(super) ended_at: Option<UnixSeconds>,
    pub(super) place: Option<i64>,
    pub(super) link: Option<String>,
    pub(super) token: String,
    pub(super) decision: Option<String>,
    pub(super) receipt: Option<String>,
}

const COLUMNS: &str = "n, enrolment, id, hash, arrived_at, expires_at, state, approved, ended_at,
    place, link, sealed, decision, receipt";

impl Row {
    /// A request that just arrived.
    pub(super) fn arrived(
        number: i64,
        enrolment: &str,
        request: &ConsentRequest,
        now: UnixSeconds,
    ) -> Self {
        Self {
            number,
            enrolment: enrolment.to_owned(),
            request: request.id().to_owned(),
            hash: request.hash().to_owned(),
            arrived_at: now,
            expires_at: request.expires_at(),
            state: "received".to_owned(),
            approved: None,
            ended_at: None,
            place: None,
            link: None,
            token: request.token().to_owned(),
            decision: None,
            receipt: None,
        }
    }

    pub(super) fn find(
        db: &Connection,
        seal: &Seal,
        enrolment: &str,
        request: &str,
    ) -> Result<Option<Self>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM requests WHERE enrolment = ?1 AND id = ?2");
        let mut query = db.prepare_cached(&query)?;
        let found = optional(query.query_row([enrolment, request], Sealed::of))?;
        found.map(|row| row.open(seal)).transpose()
    }

    /// By its number, if it belongs to this enrolment.
    pub(super) fn numbered(
        db: &Connection,
        seal: &Seal,
        enrolment: &str,
        number: i64,
    ) -> Result<Option<Self>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM requests WHERE n = ?1 AND enrolment = ?2");
        let mut query = db.prepare_cached(&query)?;
        let found = optional(query.query_row(params![number, enrolment], Sealed::of))?;
        found.map(|row| row.open(seal)).transpose()
    }

    /// All of an enrolment, in the order of their arrival.
    pub(super) fn all(
        db: &Connection,
        seal: &Seal,
        enrolment: &str,
    ) -> Result<Vec<Self>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM requests WHERE enrolment = ?1 ORDER BY n");
        let mut query = db.prepare(&query)?;
        let rows = query.query_map([enrolment], Sealed::of)?;
        rows.map(|row| row?.open(seal)).collect()
    }

    /// At most `count`, newest first, of the numbers below `before`.
    pub(super) fn page(
        db: &Connection,
        seal: &Seal,
        before: i64,
        count: u32,
    ) -> Result<Vec<Self>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM requests WHERE n < ?1 ORDER BY n DESC LIMIT ?2");
        let mut query = db.prepare_cached(&query)?;
        let rows = query.query_map(params![before, count], Sealed::of)?;
        rows.map(|row| row?.open(seal)).collect()
    }

    /// How it ended, or that it has not.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome::of_row(&self.state, self.approved)
    }
}

/// The place that the sealed value of a column is bound to.
pub(super) fn place(column: &str, enrolment: &str, request: &str) -> String {
    format!("requests.{column}:{enrolment}:{request}")
}

/// A row as it is in the file.
pub(super) struct Sealed {
    row: Row,
    sealed: Vec<u8>,
    decision: Option<Vec<u8>>,
    receipt: Option<Vec<u8>>,
}

impl Sealed {
    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            row: Row {
                number: row.get(0)?,
                enrolment: row.get(1)?,
                request: row.get(2)?,
                hash: row.get(3)?,
                arrived_at: UnixSeconds(row.get(4)?),
                expires_at: UnixSeconds(row.get(5)?),
                state: row.get(6)?,
                approved: row.get(7)?,
                ended_at: row.get::<_, Option<i64>>(8)?.map(UnixSeconds),
                place: row.get(9)?,
                link: row.get(10)?,
                token: String::new(),
                decision: None,
                receipt: None,
            },
            sealed: row.get(11)?,
            decision: row.get(12)?,
            receipt: row.get(13)?,
        })
    }

    fn open(self, seal: &Seal) -> Result<Row, StoreError> {
        let (enrolment, request) = (&self.row.enrolment, &self.row.request);
        let text = |column: &str, sealed: &[u8]| {
            seal.open_text(&place(column, enrolment, request), sealed)
        };
        let token = text("sealed", &self.sealed)?;
        let decision = self.decision.map(|sealed| text("decision", &sealed)).transpose()?;
        let receipt = self.receipt.map(|sealed| text("receipt", &sealed)).transpose()?;
        Ok(Row { token, decision, receipt, ..self.row })
    }
}
