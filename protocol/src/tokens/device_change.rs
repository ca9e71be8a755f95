//! What a device changes about itself (docs/protocol.md §6).

use super::{CALL_LIFE_SECONDS, Claims};
use crate::claims::ClaimError;
use crate::jose::{Base, JoseError, Typ, Verified};
use crate::time::UnixSeconds;
use crate::vocabulary::{Capabilities, PushAddress, PushTarget, ReportReason};
use serde::Serialize;

/// Where notices go from now on, to be signed by the transport key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6")]
pub struct PushClaims<'a> {
    #[serde(flatten)]
    pub change: DeviceChange<'a>,
    pub push: &'a PushTarget,
}

/// What the app can do from now on, to be signed by the transport key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6")]
pub struct CapabilitiesClaims<'a> {
    #[serde(flatten)]
    pub change: DeviceChange<'a>,
    pub capabilities: Capabilities,
}

/// "This was not me", or too many failed approvals; to be signed by the transport key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6")]
pub struct ReportClaims<'a> {
    #[serde(flatten)]
    pub change: DeviceChange<'a>,
    pub request: &'a str,
    pub reason: ReportReason,
}

/// What all of them share.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6")]
pub struct DeviceChange<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: String,
}

impl Claims for PushClaims<'_> {
    const TYP: Typ = Typ::DevicePush;
}

impl Claims for CapabilitiesClaims<'_> {
    const TYP: Typ = Typ::DeviceCapabilities;
}

impl Claims for ReportClaims<'_> {
    const TYP: Typ = Typ::DeviceReport;
}

impl PushClaims<'_> {
    /// Reads where notices go.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claims`].
    pub fn read(verified: &Verified) -> Result<PushAddress, JoseError> {
        let (_, mut members) = verified.claims()?;
        let push = PushAddress::read(members.object("push")?)?;
        members.finish()?;
        Ok(push)
    }
}

impl CapabilitiesClaims<'_> {
    /// Reads what the app can do.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claims`].
    pub fn read(verified: &Verified) -> Result<Capabilities, JoseError> {
        let (_, mut members) = verified.claims()?;
        let capabilities = Capabilities::read(members.object("capabilities")?)?;
        members.finish()?;
        Ok(capabilities)
    }
}

impl ReportClaims<'_> {
    /// Reads which request is reported, and why.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claims`].
    pub fn read(verified: &Verified) -> Result<(String, ReportReason), JoseError> {
        let (_, mut members) = verified.claims()?;
        let request = members.id("request")?;
        let reason = ReportReason::from_name(&members.string("reason", 16)?);
        members.finish()?;
        Ok((request, reason.ok_or(ClaimError::Wrong)?))
    }
}

impl DeviceChange<'_> {
    /// Checks that a change is by this device for this issuer, and in its time.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn check(
        verified: &Verified,
        device: &str,
        issuer: &str,
        now: UnixSeconds,
    ) -> Result<Base, JoseError> {
        let (base, _) = verified.claims()?;
        base.between(device, issuer)?;
        base.valid_at(now, CALL_LIFE_SECONDS)?;
        Ok(base)
    }
}
