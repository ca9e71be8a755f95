//! Evidence of where an approval key lives (docs/protocol.md §3.2): as a phone writes it, and as
//! an AS reads it. Whether it is good is for others to judge.

use crate::claims::{ClaimError, Members};
use crate::jose::{base64url, from_base64url};
use crate::json::Json;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// The most certificates in a chain.
const MOST_CERTIFICATES: usize = 10;
/// The longest attestation object, base64url.
const LONGEST_OBJECT: usize = 12 * 1024;

/// Evidence of where a key was made, for the AS to check (docs/protocol.md §3.2).
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "format")]
pub enum Attestation {
    /// There is none.
    #[serde(rename = "none")]
    None,
    /// Android key attestation.
    #[serde(rename = "android-key")]
    AndroidKey {
        /// Certificates, base64 DER, the key's own first.
        x5c: Vec<String>,
    },
    /// Apple App Attest over the approval key's thumbprint.
    #[serde(rename = "apple-appattest")]
    AppleAppAttest {
        /// The attestation object, base64url.
        object: String,
        /// The App Attest key's id, base64url.
        key_id: String,
    },
}

/// What a device gives to prove where its approval key lives.
#[derive(Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Nothing.
    None,
    /// Certificates in DER, the key's own first.
    AndroidKey(Vec<Vec<u8>>),
    /// An App Attest object and the id of its key.
    AppleAppAttest {
        /// CBOR.
        object: Vec<u8>,
        /// SHA-256 of the attested public key.
        key_id: Vec<u8>,
    },
}

/// What is known of where an approval key lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttestedLevel {
    /// Nothing: there was no evidence, and the policy asked for none.
    Software,
    /// In the phone's trusted execution environment, says the phone's maker.
    TrustedEnvironment,
    /// In a chip of its own, says the phone's maker.
    StrongBox,
    /// The bank's genuine app on a genuine phone says that it made the key. Apple attests no key
    /// of the Secure Enclave.
    Vouched,
}

impl Evidence {
    /// Reads the claim `attestation`.
    ///
    /// # Errors
    ///
    /// [`ClaimError`] if it is of no known format or has other members.
    pub fn read(mut members: Members) -> Result<Self, ClaimError> {
        let evidence = match members.string("format", 32)?.as_str() {
            "none" => Self::None,
            "android-key" => {
                let chain = members.optional_array("x5c", MOST_CERTIFICATES)?;
                let chain = chain.filter(|chain| !chain.is_empty()).ok_or(ClaimError::Missing)?;
                let der = |json: &Json| STANDARD.decode(json.as_str()?).ok();
                let chain: Option<Vec<_>> = chain.iter().map(der).collect();
                Self::AndroidKey(chain.ok_or(ClaimError::Wrong)?)
            }
            "apple-appattest" => {
                let object = from_base64url(&members.string("object", LONGEST_OBJECT)?);
                let key_id = from_base64url(&members.string("key_id", 128)?);
                let object = object.ok_or(ClaimError::Wrong)?;
                Self::AppleAppAttest { object, key_id: key_id.ok_or(ClaimError::Wrong)? }
            }
            _ => return Err(ClaimError::Wrong),
        };
        members.finish()?;
        Ok(evidence)
    }

    /// The name of its format on the wire.
    #[must_use]
    pub const fn format(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::AndroidKey(_) => "android-key",
            Self::AppleAppAttest { .. } => "apple-appattest",
        }
    }

    /// What an AS stores of it for a later check: the parts in base64, separated by spaces.
    #[must_use]
    pub fn record(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::AndroidKey(chain) => {
                let chain: Vec<_> = chain.iter().map(|der| STANDARD.encode(der)).collect();
                Some(chain.join(" "))
            }
            Self::AppleAppAttest { object, key_id } => {
                Some(format!("{} {}", base64url(object), base64url(key_id)))
            }
        }
    }
}

impl AttestedLevel {
    /// Its name in the bank's list of devices.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Software => "software",
            Self::TrustedEnvironment => "trusted_environment",
            Self::StrongBox => "strong_box",
            Self::Vouched => "vouched",
        }
    }

    /// The level of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Software, Self::TrustedEnvironment, Self::StrongBox, Self::Vouched]
            .into_iter()
            .find(|level| level.as_str() == name)
    }

    /// Whether evidence says that the key lives in the phone's hardware.
    #[must_use]
    pub const fn is_hardware(self) -> bool {
        match self {
            Self::Software => false,
            Self::TrustedEnvironment | Self::StrongBox | Self::Vouched => true,
        }
    }
}

crate::silent_debug!(Evidence);

impl std::fmt::Debug for Attestation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::AndroidKey { .. } => "AndroidKey",
            Self::AppleAppAttest { .. } => "AppleAppAttest",
        })
    }
}
