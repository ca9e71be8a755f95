//! The types of authorization details that can be shown: the built-in ones, and a bank's own.

mod account_information;
mod eudi;
mod parts;
mod payment_initiation;
mod three_ds;
mod uk;

pub(super) use parts::{Parts, scope};

use super::language::Language;
use super::own::OwnType;
use super::type_schema::TypeSchema;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The built-in types.
pub const SUPPORTED_TYPES: [&str; 9] = [
    "payment_initiation",
    "account_information",
    "domestic_payment_consent",
    "domestic_vrp_consent",
    "urn:eudi:sca:payment:1",
    "urn:eudi:sca:login_risk_transaction:1",
    "urn:eudi:sca:account_access:1",
    "urn:eudi:sca:emandate:1",
    "3ds:payment_authorisation",
];

static BUILT_IN: LazyLock<[TypeSchema; SUPPORTED_TYPES.len()]> = LazyLock::new(|| {
    [
        payment_initiation::schema(),
        account_information::schema(),
        uk::domestic_payment(),
        uk::domestic_vrp(),
        eudi::payment(),
        eudi::login_risk_transaction(),
        eudi::account_access(),
        eudi::emandate(),
        three_ds::schema(),
    ]
});

/// The types that a device or gateway can show. Cheap to clone.
#[derive(Clone, Default)]
pub struct Types(Arc<Vec<OwnType>>);

/// Why a bank's own types cannot be used together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a type of this name is there already")]
pub struct TypeExists;

impl Types {
    /// The built-in types and a bank's own.
    ///
    /// # Errors
    ///
    /// [`TypeExists`] if two have one name.
    pub fn with_own(own: Vec<OwnType>) -> Result<Self, TypeExists> {
        for (i, one) in own.iter().enumerate() {
            let earlier = own.iter().take(i).map(|other| &other.schema);
            if BUILT_IN.iter().chain(earlier).any(|other| other.name == one.schema.name) {
                return Err(TypeExists);
            }
        }
        Ok(Self(Arc::new(own)))
    }

    /// The languages in which all of these types can be shown: those that the app ships if it has
    /// types of its own, else all.
    #[must_use]
    pub fn languages(&self) -> Vec<Language> {
        let everywhere =
            |language: &Language| self.0.iter().all(|own| own.languages.contains(language));
        Language::ALL.into_iter().filter(everywhere).collect()
    }

    /// The names of all types, as an AS is told them (`authorization_details_types`).
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.all().map(|schema| schema.name.to_string()).collect()
    }

    /// The hash of the description of a bank's own type ([`OwnType::description_hash`]); `None` if
    /// no own type has this name.
    #[must_use]
    pub fn description_hash(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|own| own.name() == name).map(OwnType::description_hash)
    }

    /// The same of every own type, by its name, as an AS is told them (`own_types`).
    #[must_use]
    pub fn description_hashes(&self) -> BTreeMap<String, String> {
        let both = |own: &OwnType| (own.name().to_owned(), own.description_hash().to_owned());
        self.0.iter().map(both).collect()
    }

    /// The type of this name, compared to the letter (RFC 9396 §2).
    pub(super) fn named(&self, name: &str) -> Option<&TypeSchema> {
        self.all().find(|schema| schema.name == name)
    }

    fn all(&self) -> impl Iterator<Item = &TypeSchema> {
        BUILT_IN.iter().chain(self.0.iter().map(|own| &own.schema))
    }
}

impl std::fmt::Debug for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Types({} of the bank's own)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_type_is_listed_under_its_own_name() {
        assert_eq!(Types::default().names(), SUPPORTED_TYPES);
    }
}
