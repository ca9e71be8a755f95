//! The audit log: searched, sealed and exported.

use crate::context::Gateway;
use crate::model::ChannelError;
use crate::storage::{
    AuditChain, AuditFilter, AuditRecord, SealedEntry, SealedPage, StorageError, Unsealed,
};
use countersign_protocol::tokens::AuditHeadClaims;
use countersign_verify::audit::LogEnd;
use serde::Serialize;

/// The most entries of the audit log in one answer.
pub(crate) const MOST_ENTRIES: u32 = 500;
/// The most entries of one page of an export.
pub(crate) const MOST_EXPORTED: u32 = 200;
/// The most entries that one transaction seals: others need not wait for long.
const BATCH: u32 = 200;
/// The most transactions of one round, so that an export is answered however much there is.
const BATCHES: u32 = 20;

/// A page of the sealed audit log, as `countersign_verify::audit::verify_audit_export` reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditExport {
    countersign_audit: &'static str,
    issuer: String,
    /// The end before its first entry.
    pub before: LogEnd,
    /// The end after its last entry: ask for what is behind this position next.
    pub last: LogEnd,
    /// Its entries, by their positions.
    pub entries: Vec<SealedEntry>,
    /// The `audit-head+jwt` of the newest end of the whole.
    pub head: String,
}

impl Gateway {
    /// The audit log from an entry's number on, oldest first: who did what when, and which check
    /// failed; never what was asked. For searching; [`Gateway::audit_export`] is for keeping.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unavailable`].
    pub async fn audit_log(
        &self,
        from: i64,
        filter: AuditFilter,
        most: u32,
    ) -> Result<Vec<AuditRecord>, ChannelError> {
        Ok(self.store(move |storage| storage.audit_log(from, &filter, most)).await?)
    }

    /// A page of the sealed log: at most `most` (1 to 200) entries behind the position `after`, of
    /// all that was committed before the call. One that ends at its head is the last for now.
    /// docs/audit.md says how to check it.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Malformed`] if `after` is negative or `most` is none or too many,
    /// [`ChannelError::Unavailable`].
    pub async fn audit_export(&self, after: i64, most: u32) -> Result<AuditExport, ChannelError> {
        if after < 0 || !(1..=MOST_EXPORTED).contains(&most) {
            return Err(ChannelError::Malformed);
        }
        self.seal_audit().await?;
        let page = self.store(move |storage| storage.sealed_audit(after, most)).await?;
        let SealedPage { before, entries, head } = page.ok_or(ChannelError::Unavailable)?;
        let last = entries.last().map_or_else(
            || before.clone(),
            |entry| LogEnd { position: entry.position, link: entry.link.clone() },
        );
        let issuer = self.settings().issuer.clone();
        Ok(AuditExport { countersign_audit: "1", issuer, before, last, entries, head })
    }

    /// Seals what is committed, in batches, each with a head of its own.
    pub(crate) async fn seal_audit(&self) -> Result<(), StorageError> {
        for _ in 0..BATCHES {
            let Unsealed { chain, entries } = self.store(|storage| storage.unsealed(BATCH)).await?;
            // A head by a key that is not used any more would soon be by one that is unknown.
            let current = chain.as_ref().is_some_and(|chain| self.signs_with(&chain.signed_by));
            if entries.is_empty() && current {
                return Ok(());
            }
            let (before, after) = match chain {
                Some(chain) => (chain.before, Some(chain.last)),
                None => (LogEnd::none(), None),
            };
            let mut last = after.clone().unwrap_or_else(LogEnd::none);
            let mut sealed = Vec::with_capacity(entries.len());
            for entry in entries {
                last = last.then(&entry);
                let LogEnd { position, link } = last.clone();
                sealed.push(SealedEntry { position, entry, link });
            }
            let chain = self.signed(before, last)?;
            // If another sealer was first, the next round finds what it left.
            self.store(move |storage| storage.seal_audit(after.as_ref(), &sealed, &chain)).await?;
        }
        Ok(())
    }

    fn signed(&self, before: LogEnd, last: LogEnd) -> Result<AuditChain, StorageError> {
        let issuer = &self.settings().issuer;
        let jti = self.new_id().map_err(|_| StorageError::Failed)?;
        let claims = AuditHeadClaims {
            iss: issuer,
            aud: issuer,
            iat: self.now(),
            jti: &jti,
            position: last.position,
            link: &last.link,
        };
        let head = self.sign(&claims).map_err(|_| StorageError::Failed)?;
        let signed_by = self.settings().request_signer.kid();
        Ok(AuditChain { before, last, head, signed_by })
    }

    fn signs_with(&self, kid: &str) -> bool {
        self.settings().request_signer.kid() == kid
    }
}
