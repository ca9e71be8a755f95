//! How long records are kept.

use crate::storage::Cutoffs;
use countersign_protocol::time::UnixSeconds;

const DAY: i64 = 86_400;

/// How many days records are kept, by their kind: at least 1, counted from the end of a consent's
/// or an offer's life.
///
/// The defaults follow from what a record is for. A payer may dispute a payment for 13 months
/// (Directive (EU) 2015/2366 Art. 71(1)), and the bank has to prove that it was authenticated and
/// what was authenticated (Art. 72(1)); 400 days are 13 months and the longest of their ends. A
/// decision proves only the hash of what was asked, so the request is kept as long by default. What
/// nobody answered proves nothing and moves nothing: a month is enough to answer a complaint. A
/// bank that takes the evidence into its own archive, as it should, can set shorter times here.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Consents that expired or were withdrawn, with all that they asked; offers. Default: 30.
    pub unanswered_days: u32,
    /// What was asked, of consents that were answered: the signed requests. Default: 400.
    pub content_days: u32,
    /// Decisions and their receipts, with the record of the consent. Default: 400.
    pub evidence_days: u32,
    /// Entries of the audit log. Default: 400.
    pub audit_days: u32,
    /// Devices that were revoked, once nothing that they decided is kept any more. Default: 400.
    pub device_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            unanswered_days: 30,
            content_days: 400,
            evidence_days: 400,
            audit_days: 400,
            device_days: 400,
        }
    }
}

impl Retention {
    /// Whether every time is at least a day.
    pub(crate) fn is_valid(&self) -> bool {
        let Self { unanswered_days, content_days, evidence_days, audit_days, device_days } = *self;
        [unanswered_days, content_days, evidence_days, audit_days, device_days]
            .iter()
            .all(|days| *days >= 1)
    }

    /// What ended before these times may be deleted now.
    pub(crate) fn cutoffs(&self, now: UnixSeconds) -> Cutoffs {
        let ago = |days: u32| now.plus(-i64::from(days) * DAY);
        Cutoffs {
            unanswered: ago(self.unanswered_days),
            content: ago(self.content_days),
            evidence: ago(self.evidence_days),
            audit: ago(self.audit_days),
            devices: ago(self.device_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_back_from_now() {
        let retention = Retention { content_days: 2, ..Retention::default() };

        let cutoffs = retention.cutoffs(UnixSeconds(40_000_000));

        assert_eq!(cutoffs.content, UnixSeconds(39_827_200)); // 2 days of 86 400 s before
        assert_eq!(cutoffs.evidence, UnixSeconds(5_440_000)); // 400 days before
        assert_eq!(cutoffs.unanswered, UnixSeconds(37_408_000)); // 30 days before
    }

    #[test]
    fn less_than_a_day_is_no_time() {
        assert!(Retention::default().is_valid());
        assert!(!Retention { audit_days: 0, ..Retention::default() }.is_valid());
    }
}
