//! The registration and its receipt.

use super::PROTOCOL_VERSION;
use crate::claims::{ClaimError, Members};
use crate::consent::words::Language;
use crate::consent::{TEMPLATE, Types};
use crate::jose::{JoseError, Jwk, Verified, sha256_base64url};
use crate::platform::Attestation;
use crate::time::UnixSeconds;
use serde::{Deserialize, Serialize};

/// What kind of phone this is, for the list that the bank shows to its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceInfo {
    /// The model, at most 64 characters.
    pub model: String,
    /// The operating system and its version, at most 64 characters.
    pub os: String,
}

/// Where notices are sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushTarget {
    /// `fcm`, `apns` or another that the AS supports.
    pub provider: String,
    /// The provider's token for this app on this phone.
    pub token: String,
}

/// The claims of a `device-registration+jwt` (docs/protocol.md §3.2).
#[derive(Serialize)]
pub(crate) struct RegistrationClaims<'a> {
    pub(crate) iss: String,
    pub(crate) aud: &'a str,
    pub(crate) iat: UnixSeconds,
    pub(crate) exp: UnixSeconds,
    pub(crate) jti: String,
    pub(crate) offer: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) transport_jwk: Jwk,
    pub(crate) approval_jwk: Jwk,
    pub(crate) attestation: &'a Attestation,
    pub(crate) device: &'a DeviceInfo,
    pub(crate) capabilities: Capabilities,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) push: Option<&'a PushTarget>,
}

/// What this version of the core can do.
#[derive(Serialize)]
pub(crate) struct Capabilities {
    core_version: &'static str,
    protocol_versions: [&'static str; 1],
    authorization_details_types: Vec<String>,
    templates: [&'static str; 1],
    locales: Vec<&'static str>,
}

impl Capabilities {
    pub(crate) fn of(types: &Types) -> Self {
        Self {
            core_version: env!("CARGO_PKG_VERSION"),
            protocol_versions: [PROTOCOL_VERSION],
            authorization_details_types: types.names(),
            templates: [TEMPLATE],
            locales: types.languages().into_iter().map(Language::tag).collect(),
        }
    }
}

/// A verified `device-registration-receipt+jwt` (docs/protocol.md §3.3).
pub(crate) struct Receipt {
    pub(crate) device_id: String,
    pub(crate) account: String,
    pub(crate) account_label: String,
    pub(crate) handle: String,
}

impl Receipt {
    /// Reads the receipt for this registration.
    pub(crate) fn read(
        verified: &Verified,
        issuer: &str,
        approval_thumbprint: &str,
        offer: &str,
        registration: &str,
    ) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, approval_thumbprint)?;
        if claims.id("offer")? != offer
            || claims.string("registration_hash", 43)? != sha256_base64url(registration.as_bytes())
        {
            return Err(JoseError::Party);
        }
        let receipt = Self {
            device_id: claims.id("device_id")?,
            account: claims.id("sub")?,
            handle: claims.id("enrolment")?,
            account_label: claims.string("account", 280)?,
        };
        Self::pending(&mut claims)?;
        claims.finish()?;
        Ok(receipt)
    }

    fn pending(claims: &mut Members) -> Result<(), ClaimError> {
        if claims.string("state", 16)? == "pending" { Ok(()) } else { Err(ClaimError::Wrong) }
    }
}

impl std::fmt::Debug for PushTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PushTarget({})", self.provider)
    }
}
