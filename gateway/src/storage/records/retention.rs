//! What may be deleted, what was, and how far sealing anew has come.

use countersign_protocol::time::UnixSeconds;

/// What ended before these times may be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutoffs {
    /// Consents that nobody answered, with what they asked; offers.
    pub unanswered: UnixSeconds,
    /// What was asked, of consents that were answered.
    pub content: UnixSeconds,
    /// Decisions, receipts and the consents they answered.
    pub evidence: UnixSeconds,
    /// Entries of the audit log.
    pub audit: UnixSeconds,
    /// Devices that were revoked.
    pub devices: UnixSeconds,
}

/// How much was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Consents whose content went.
    pub content: usize,
    /// Consents, with their decisions.
    pub consents: usize,
    /// Offers.
    pub offers: usize,
    /// Devices.
    pub devices: usize,
    /// Entries of the audit log.
    pub audit: usize,
    /// What has no meaning any more: tokens, used ids, prepared consents whose time is over.
    pub expired: usize,
}

impl Cleaned {
    /// Whether anything of any kind reached `most`, so that there may be more.
    #[must_use]
    pub fn reached(&self, most: u32) -> bool {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        [self.content, self.consents, self.offers, self.devices, self.audit, self.expired]
            .into_iter()
            .any(|count| count >= most)
    }

    /// Whether records of the bank were deleted, and not just what had expired.
    #[must_use]
    pub const fn of_records(&self) -> bool {
        self.content + self.consents + self.offers + self.devices + self.audit > 0
    }
}

/// How far sealing anew has come: a column, and a row in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedUntil {
    pub(crate) column: usize,
    pub(crate) row: i64,
}
