//! What an app can do, and whether that is enough to show a consent.

use crate::PROTOCOL_VERSION;
use crate::claims::{ClaimError, Members};
use crate::consent::words::Language;
use crate::consent::{Template, Types};
use crate::jose::from_base64url;
use serde::Serialize;
use std::collections::BTreeMap;

/// The most types of a bank's own that a device names.
const MOST_OWN_TYPES: usize = 64;

/// What an app can do (docs/protocol.md §3.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// The version of the core.
    pub core_version: String,
    /// The protocol versions it speaks.
    pub protocol_versions: Vec<String>,
    /// The types of authorization details it can show.
    pub authorization_details_types: Vec<String>,
    /// Of those that are the bank's own: the hash of the description that the app has
    /// ([`OwnType::description_hash`](crate::consent::OwnType::description_hash)), by the name of
    /// the type. An own type without one cannot be shown as the AS means it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub own_types: BTreeMap<String, String>,
    /// The templates it can show them by.
    pub templates: Vec<String>,
    /// The languages in which it can show all of them.
    pub locales: Vec<String>,
}

/// What a device lacks to show a consent as its AS reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacking {
    /// A type of authorization details, or the AS's description of it.
    Type,
    /// A template that the AS can verify.
    Template,
    /// A language that the AS knows.
    Locale,
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
            own_types: types.description_hashes(),
            templates: Template::ALL.map(Template::as_str).map(str::to_owned).to_vec(),
            locales: locales.collect(),
        }
    }

    /// Reads the claim `capabilities`, or what was stored of it.
    ///
    /// # Errors
    ///
    /// [`ClaimError`].
    pub fn read(mut members: Members) -> Result<Self, ClaimError> {
        let own_types = members.optional_object("own_types")?;
        let read = Self {
            core_version: members.string("core_version", 32)?,
            protocol_versions: members.strings("protocol_versions", 16)?,
            authorization_details_types: members.strings("authorization_details_types", 64)?,
            own_types: own_types.map_or_else(|| Ok(BTreeMap::new()), read_own_types)?,
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

    /// What this device lacks to show authorization details of the types of these names, at an AS
    /// that has `types` and verifies decisions by `templates`: the first of what it lacks.
    #[must_use]
    pub fn lacks(
        &self,
        names: &[String],
        types: &Types,
        templates: &[Template],
    ) -> Option<Lacking> {
        let shows = |name: &String| {
            self.authorization_details_types.contains(name) && self.describes(name, types)
        };
        if !names.iter().all(shows) {
            Some(Lacking::Type)
        } else if !self.templates.iter().any(|name| Template::named(name, templates).is_some()) {
            Some(Lacking::Template)
        } else if self.languages().next().is_none() {
            Some(Lacking::Locale)
        } else {
            None
        }
    }

    /// Whether this device and an AS with these types mean the same by a type of this name: both
    /// have one description of it, or neither has one because it is built in.
    #[must_use]
    pub fn describes(&self, name: &str, types: &Types) -> bool {
        self.own_types.get(name).map(String::as_str) == types.description_hash(name)
    }

    /// The languages of this device that this crate knows too.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.locales.iter().filter_map(|tag| Language::of_tag(tag))
    }
}

/// Names of types, each with a hash.
fn read_own_types(members: Members) -> Result<BTreeMap<String, String>, ClaimError> {
    let own_types = members.all_strings(MOST_OWN_TYPES)?;
    let is_hash = |text: &String| from_base64url(text).is_some_and(|bytes| bytes.len() == 32);
    let right =
        own_types.iter().all(|(name, hash)| (1..=256).contains(&name.len()) && is_hash(hash));
    if right { Ok(own_types) } else { Err(ClaimError::Wrong) }
}
