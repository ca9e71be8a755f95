//! What an app can do.

use crate::PROTOCOL_VERSION;
use crate::claims::{ClaimError, Members};
use crate::consent::words::Language;
use crate::consent::{TEMPLATE, Types};
use serde::Serialize;

/// What an app can do (docs/protocol.md §3.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// The version of the core.
    pub core_version: String,
    /// The protocol versions it speaks.
    pub protocol_versions: Vec<String>,
    /// The types of authorization details it can show.
    pub authorization_details_types: Vec<String>,
    /// The templates it can show them by.
    pub templates: Vec<String>,
    /// The languages in which it can show all of them.
    pub locales: Vec<String>,
}

impl Capabilities {
    /// What a core of this version can do with these types.
    #[must_use]
    pub fn of(core_version: &str, types: &Types) -> Self {
        let locales = types.languages().into_iter().map(Language::tag).map(str::to_owned);
        Self {
            core_version: core_version.to_owned(),
            protocol_versions: vec![PROTOCOL_VERSION.to_owned()],
            authorization_details_types: types.names(),
            templates: vec![TEMPLATE.to_owned()],
            locales: locales.collect(),
        }
    }

    /// Reads the claim `capabilities`.
    ///
    /// # Errors
    ///
    /// [`ClaimError`].
    pub fn read(mut members: Members) -> Result<Self, ClaimError> {
        let read = Self {
            core_version: members.string("core_version", 32)?,
            protocol_versions: members.strings("protocol_versions", 16)?,
            authorization_details_types: members.strings("authorization_details_types", 64)?,
            templates: members.strings("templates", 16)?,
            locales: members.strings("locales", 128)?,
        };
        members.finish()?;
        Ok(read)
    }

    /// Whether this app speaks the protocol, and its core is at least of this version.
    #[must_use]
    pub fn is_at_least(&self, oldest: &str) -> bool {
        let version = |text: &str| -> Option<Vec<u32>> {
            let core = text.split(['-', '+']).next()?;
            core.split('.').map(|part| part.parse().ok()).collect()
        };
        self.protocol_versions.iter().any(|version| version == PROTOCOL_VERSION)
            && version(&self.core_version) >= version(oldest)
    }
}
