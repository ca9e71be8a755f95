//! What the app decides once, as plain data, and the core's own types made of it.

use crate::errors::OpenError;
use countersign::consent::words::Language;
use countersign::consent::{OwnType, Presentation, Types};
use countersign::jose::PublicKey;
use countersign::transport::{Issuer, Pin, Pins, Roots, Security};
use countersign::{DeviceInfo, Retention};
use countersign_protocol::claims::Members;
use std::path::PathBuf;

/// What the app decides once.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Configuration {
    /// The AS's that the app may enrol at. No offer, link or push adds one.
    pub issuers: Vec<IssuerConfiguration>,
    /// The path of the database: in a folder of this app that is never backed up.
    pub database: String,
    /// What the phone's owner reads, as BCP 47 tags, the preferred one first.
    pub preferred_languages: Vec<String>,
    /// The languages the app is translated into; empty for all six of the core. A bank's own
    /// types must have words in each.
    pub app_languages: Vec<String>,
    /// The IANA name of the phone's time zone. Of an unknown one, times are told in UTC.
    pub time_zone: String,
    /// A bank's own types, each as the JSON of docs/own-types.md.
    pub own_types: Vec<Vec<u8>>,
    /// The model of the phone, at most 64 characters, for the bank's list of devices.
    pub device_model: String,
    /// The operating system and its version, at most 64 characters.
    pub device_os: String,
    /// What the platform calls this run of the phone: Android's `BOOT_COUNT`, Apple's
    /// `kern.bootsessionuuid`. Any text that changes when the phone starts anew.
    pub boot_id: String,
    /// At most this many ended requests of each enrolment are kept; the core's own default if
    /// `None`.
    pub history_entries: Option<u32>,
    /// None that ended more days ago than this is kept.
    pub history_days: Option<u32>,
}

/// An AS that the app may enrol at.
#[derive(Clone, Debug, uniffi::Record)]
pub struct IssuerConfiguration {
    /// The issuer identifier, to the letter as it stands in tokens.
    pub issuer: String,
    /// What people call the bank.
    pub name: String,
    /// The keys that vouch for its request keys, each a JWK (`kty`, `crv`, `x`, `y`).
    pub vouching_keys: Vec<String>,
    /// How its connections are protected.
    pub security: IssuerSecurity,
}

/// How connections to an AS are protected.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum IssuerSecurity {
    /// TLS, with a chosen set of roots and at least two pins.
    Tls {
        /// Which roots a chain may end in.
        roots: TrustedRoots,
        /// SHA-256 of the keys the server may have, base64: the one in use, and a backup.
        pins: Vec<String>,
    },
    /// No protection, for tests: accepted for loopback hosts only.
    PlainLoopback,
}

/// The authorities that a chain may end in.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum TrustedRoots {
    /// Mozilla's list, as compiled in.
    Mozilla,
    /// These and no others.
    Only {
        /// DER.
        certificates: Vec<Vec<u8>>,
    },
}

/// The core's configuration, and the languages that the app is translated into.
pub(crate) struct Configured {
    pub(crate) core: countersign::Configuration,
    pub(crate) boot_id: String,
    pub(crate) app_languages: Vec<Language>,
}

impl TryFrom<Configuration> for Configured {
    type Error = OpenError;

    fn try_from(given: Configuration) -> Result<Self, OpenError> {
        let wrong = OpenError::Configuration;
        let app_languages = languages(&given.app_languages)?;
        let preferred: Vec<&str> = given.preferred_languages.iter().map(String::as_str).collect();
        let own = given.own_types.iter().map(|json| OwnType::parse(json, &app_languages));
        let own = own.collect::<Result<_, _>>().map_err(|_| wrong)?;
        let kept = Retention::default();
        let issuers = given.issuers.into_iter().map(Issuer::try_from);
        let core = countersign::Configuration {
            issuers: issuers.collect::<Result<_, _>>()?,
            database: Some(PathBuf::from(given.database)),
            presentation: Presentation {
                language: Language::matching(&preferred, &app_languages),
                time_zone: given.time_zone,
                types: Types::with_own(own).map_err(|_| wrong)?,
            },
            device: DeviceInfo { model: given.device_model, os: given.device_os },
            retention: Retention {
                entries: given.history_entries.unwrap_or(kept.entries),
                days: given.history_days.unwrap_or(kept.days),
            },
        };
        Ok(Self { core, boot_id: given.boot_id, app_languages })
    }
}

fn languages(tags: &[String]) -> Result<Vec<Language>, OpenError> {
    if tags.is_empty() {
        return Ok(Language::ALL.to_vec());
    }
    let known = tags.iter().map(|tag| Language::of_tag(tag).ok_or(OpenError::Configuration));
    known.collect()
}

impl TryFrom<IssuerConfiguration> for Issuer {
    type Error = OpenError;

    fn try_from(given: IssuerConfiguration) -> Result<Self, OpenError> {
        let keys = given.vouching_keys.iter().map(|jwk| {
            let members = Members::parse(jwk.as_bytes()).map_err(|_| OpenError::Configuration)?;
            PublicKey::from_jwk(members).map_err(|_| OpenError::Configuration)
        });
        let keys = keys.collect::<Result<_, _>>()?;
        let security = given.security.try_into()?;
        Self::new(&given.issuer, &given.name, keys, security).map_err(|_| OpenError::Configuration)
    }
}

impl TryFrom<IssuerSecurity> for Security {
    type Error = OpenError;

    fn try_from(given: IssuerSecurity) -> Result<Self, OpenError> {
        let IssuerSecurity::Tls { roots, pins } = given else { return Ok(Self::PlainLoopback) };
        let pins = pins.iter().map(|pin| Pin::parse(pin)).collect::<Result<_, _>>();
        let pins = pins.and_then(Pins::new).map_err(|_| OpenError::Configuration)?;
        let roots = match roots {
            TrustedRoots::Mozilla => Roots::Mozilla,
            TrustedRoots::Only { certificates } => Roots::Only(certificates),
        };
        Ok(Self::Tls { roots, pins })
    }
}
