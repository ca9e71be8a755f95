//! Whether a device is pending, active, blocked or revoked (docs/protocol.md §3.4).

use super::Claims;
use crate::claims::ClaimError;
use crate::jose::{JoseError, Typ, Verified};
use crate::time::UnixSeconds;
use crate::vocabulary::DeviceState;
use serde::Serialize;

/// The longest a status may be valid.
const MAX_LIFE_SECONDS: i64 = 3600;

/// A device's status, to be signed by a request key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §3.4")]
pub struct DeviceStatusClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: String,
    pub state: DeviceState,
}

impl Claims for DeviceStatusClaims<'_> {
    const TYP: Typ = Typ::DeviceStatus;
}

/// A verified status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceStatus {
    /// What the device is.
    pub state: DeviceState,
    /// When the AS said so: of two statuses the later one counts.
    pub issued_at: UnixSeconds,
}

impl DeviceStatus {
    /// Reads a verified status of this device at this issuer.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn read(
        verified: &Verified,
        issuer: &str,
        device: &str,
        now: UnixSeconds,
    ) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, device)?;
        base.valid_at(now, MAX_LIFE_SECONDS)?;
        let state = DeviceState::from_name(&claims.string("state", 16)?);
        claims.finish()?;
        let state = state.ok_or(JoseError::Claims(ClaimError::Wrong))?;
        Ok(Self { state, issued_at: base.iat })
    }
}
