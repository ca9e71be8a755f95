//! What an Android phone says about a key: the extension 1.3.6.1.4.1.11129.2.1.17.
//!
//! <https://source.android.com/docs/security/features/keystore/attestation#schema>

use super::authorizations::Authorizations;
use x509_cert::der::asn1::{AnyRef, OctetStringRef};
use x509_cert::der::{self, Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

/// Where a key lives, or what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SecurityLevel {
    /// In the system, which may be changed.
    Software,
    /// In a trusted execution environment.
    TrustedEnvironment,
    /// In a chip of its own.
    StrongBox,
}

/// A level that only hardware gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HardwareLevel {
    /// A trusted execution environment.
    TrustedEnvironment,
    /// A chip of its own.
    StrongBox,
}

/// The extension, read strictly. Which of it is believed is for the policy to say.
pub struct KeyDescription {
    /// Where what attests the key lives.
    pub(super) attestation_level: SecurityLevel,
    /// Where the key lives.
    pub(super) key_level: SecurityLevel,
    /// What the app gave when the key was made.
    pub(super) challenge: Vec<u8>,
    /// What the system enforces.
    pub(super) software: Authorizations,
    /// What the hardware enforces.
    pub(super) hardware: Authorizations,
}

impl KeyDescription {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// If it is not DER, has another shape, or holds a tag that is not known: what a tag allows
    /// must be known before the key can be judged.
    pub fn parse(bytes: &[u8]) -> Result<Self, der::Error> {
        let mut reader = SliceReader::new(bytes)?;
        let description = reader.sequence(|fields| {
            let _attestation_version = u64::decode(fields)?;
            let attestation_level = SecurityLevel::decode(fields)?;
            let _key_version = u64::decode(fields)?;
            let key_level = SecurityLevel::decode(fields)?;
            let challenge = <&OctetStringRef>::decode(fields)?.as_bytes().to_vec();
            let _unique_id = <&OctetStringRef>::decode(fields)?;
            let software = Authorizations::decode(fields)?;
            let hardware = Authorizations::decode(fields)?;
            Ok::<_, der::Error>(Self {
                attestation_level,
                key_level,
                challenge,
                software,
                hardware,
            })
        })?;
        reader.finish()?;
        Ok(description)
    }

    /// The weaker of what attests and what is attested.
    pub(super) fn level(&self) -> Option<HardwareLevel> {
        match self.attestation_level.min(self.key_level) {
            SecurityLevel::Software => None,
            SecurityLevel::TrustedEnvironment => Some(HardwareLevel::TrustedEnvironment),
            SecurityLevel::StrongBox => Some(HardwareLevel::StrongBox),
        }
    }
}

impl SecurityLevel {
    fn decode<'a>(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        let level = AnyRef::decode(reader)?;
        match (level.tag(), level.value()) {
            (Tag::Enumerated, [0]) => Ok(Self::Software),
            (Tag::Enumerated, [1]) => Ok(Self::TrustedEnvironment),
            (Tag::Enumerated, [2]) => Ok(Self::StrongBox),
            _ => Err(Tag::Enumerated.value_error().into()),
        }
    }
}

impl std::fmt::Debug for KeyDescription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyDescription({:?})", self.level())
    }
}
