//! What the shop has: payments, access to accounts, logins, and requests that are hostile on
//! purpose.

mod further;
mod goods;
mod hostile;

use serde::Serialize;

/// Something that needs a consent.
#[derive(Debug, Serialize)]
pub struct Item {
    /// Its id.
    pub id: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub title: &'static str,
    /// What will happen.
    pub description: &'static str,
    /// What it costs, as the shop writes it.
    pub price: Option<&'static str>,
    /// The scope asked for.
    #[serde(skip)]
    pub scope: &'static str,
    /// The authorization details asked for, to the letter.
    #[serde(skip)]
    pub details: Option<&'static str>,
    /// Whether it is asked for by the client whose content the server does not check.
    #[serde(skip)]
    pub careless: bool,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A payment.
    Payment,
    /// Access to accounts.
    AccountAccess,
    /// Logging in.
    Login,
    /// A request that no honest client makes.
    Hostile,
}

/// Everything there is, in the order of the shelves.
pub fn all() -> impl Iterator<Item = &'static Item> {
    goods::GOODS.iter().chain(further::FURTHER).chain(hostile::HOSTILE)
}

/// The item of this id.
#[must_use]
pub fn item(id: &str) -> Option<&'static Item> {
    all().find(|item| item.id == id)
}

/// A payment, or nothing but a scope, asked for by the honest client.
const fn honest(
    id: &'static str,
    kind: Kind,
    title: &'static str,
    description: &'static str,
) -> Item {
    Item {
        id,
        kind,
        title,
        description,
        price: None,
        scope: "openid",
        details: None,
        careless: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign::consent::SUPPORTED_TYPES;
    use std::collections::HashSet;

    #[test]
    fn one_of_each_type_is_for_sale() {
        for name in SUPPORTED_TYPES {
            let typed = format!(r#""type":"{name}""#);
            let honest = |item: &Item| item.kind != Kind::Hostile;
            let sold = all().filter(|item| honest(item)).filter_map(|item| item.details);
            assert!(sold.into_iter().any(|details| details.contains(&typed)), "{name}");
        }
    }

    #[test]
    fn ids_are_unique_and_the_details_are_arrays() {
        let ids: HashSet<_> = all().map(|item| item.id).collect();

        assert_eq!(ids.len(), all().count());
        for item in all() {
            let read = item.details.map(serde_json::from_str::<Vec<serde_json::Value>>);
            assert!(read.is_none_or(|read| read.is_ok()), "{}", item.id);
        }
    }
}
