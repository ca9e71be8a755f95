//! What became of a request, as the AS signed it (docs/protocol.md §5.4).

use super::Claims;
use crate::claims::ClaimError;
use crate::jose::{JoseError, Typ, Verified};
use crate::time::UnixSeconds;
use crate::vocabulary::Ending;
use serde::Serialize;

/// The longest a status may be valid.
const MAX_LIFE_SECONDS: i64 = 3600;

/// A status, to be signed by a request key.
#[derive(Serialize)]
pub struct RequestStatusClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: String,
    request: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<&'a str>,
}

/// What became of a request; one that has not ended is pending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestStatus {
    /// It waits for a decision.
    Pending,
    /// It ended.
    Ended(Ending<OwnDecision>),
}

/// What an AS says of the asking device's own decision.
#[derive(Clone, PartialEq, Eq)]
pub enum OwnDecision {
    /// It was recorded.
    Recorded {
        /// The receipt, as it was given: to be checked like any other.
        receipt: String,
    },
    /// It failed a check (§5.2), and ended the request.
    Failed,
}

impl Claims for RequestStatusClaims<'_> {
    const TYP: Typ = Typ::ConsentStatus;
}

impl<'a> RequestStatusClaims<'a> {
    /// The status of this request for this device.
    #[must_use]
    pub fn new(
        (iss, aud): (&'a str, &'a str),
        (iat, exp): (UnixSeconds, UnixSeconds),
        jti: String,
        request: &'a str,
        status: &'a RequestStatus,
    ) -> Self {
        let (status, receipt) = match status {
            RequestStatus::Pending => ("pending", None),
            RequestStatus::Ended(ending) => match ending {
                Ending::Decided(OwnDecision::Recorded { receipt }) => {
                    ("decided", Some(receipt.as_str()))
                }
                Ending::Decided(OwnDecision::Failed) => ("failed", None),
                Ending::AnsweredElsewhere => ("answered_elsewhere", None),
                Ending::Withdrawn => ("withdrawn", None),
                Ending::Expired => ("expired", None),
            },
        };
        Self { iss, aud, iat, exp, jti, request, status, receipt }
    }
}

impl RequestStatus {
    /// Reads what this issuer says of a request to this device. `decided` without a receipt means a
    /// decision by another device. A receipt beside any other word contradicts it, and nothing is
    /// learned from either.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn read(
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
        let status = claims.string("status", 32)?;
        let receipt = claims.optional_string("receipt", 16 * 1024)?;
        claims.finish()?;
        let ending = match (status.as_str(), receipt) {
            ("pending", None) => return Ok(Self::Pending),
            ("decided", Some(receipt)) => Ending::Decided(OwnDecision::Recorded { receipt }),
            ("failed", None) => Ending::Decided(OwnDecision::Failed),
            ("decided" | "answered_elsewhere", None) => Ending::AnsweredElsewhere,
            ("withdrawn", None) => Ending::Withdrawn,
            ("expired", None) => Ending::Expired,
            _ => return Err(JoseError::Claims(ClaimError::Wrong)),
        };
        Ok(Self::Ended(ending))
    }
}

impl std::fmt::Debug for OwnDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Recorded { .. } => "Recorded",
            Self::Failed => "Failed",
        })
    }
}
