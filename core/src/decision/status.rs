//! What became of a request, as the AS signed it (docs/protocol.md §5.4).

use crate::claims::ClaimError;
use crate::jose::{JoseError, Verified};
use crate::time::UnixSeconds;

/// The longest a status may be valid.
const MAX_LIFE_SECONDS: i64 = 3600;

/// A verified `consent-status+jwt`.
pub(crate) struct RequestStatus {
    pub(crate) kind: StatusKind,
    /// The receipt, if this device's decision is the one recorded.
    pub(crate) receipt: Option<String>,
}

/// The values of `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatusKind {
    Pending,
    Decided,
    Withdrawn,
    Expired,
    AnsweredElsewhere,
    Failed,
}

impl RequestStatus {
    pub(crate) fn read(
        verified: &Verified,
        issuer: &str,
        device: &str,
        request: &str,
        now: UnixSeconds,
    ) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, device)?;
        base.valid_at(now, MAX_LIFE_SECONDS)?;
        if claims.id("request")? != request {
            return Err(JoseError::Party);
        }
        let kind = match claims.string("status", 32)?.as_str() {
            "pending" => StatusKind::Pending,
            "decided" => StatusKind::Decided,
            "withdrawn" => StatusKind::Withdrawn,
            "expired" => StatusKind::Expired,
            "answered_elsewhere" => StatusKind::AnsweredElsewhere,
            "failed" => StatusKind::Failed,
            _ => return Err(JoseError::Claims(ClaimError::Wrong)),
        };
        let receipt = claims.optional_string("receipt", 16 * 1024)?;
        claims.finish()?;
        Ok(Self { kind, receipt })
    }
}
