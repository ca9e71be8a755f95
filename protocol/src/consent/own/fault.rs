//! What can be wrong with a schema, collected so that an engineer sees all of it at once.

use crate::claims::Members;
use crate::consent::is_plain_text;
use crate::consent::language::Language;
use crate::consent::schema::Own;
use crate::json::Json;
use std::collections::BTreeMap;

/// Something wrong with a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {fault}")]
pub struct SchemaProblem {
    /// Where: a JSON pointer into the schema.
    pub at: String,
    /// What.
    pub fault: SchemaFault,
}

/// The closed list of what can be wrong with a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaFault {
    /// Not a JSON object in which every member stands once.
    #[error("not a JSON object")]
    NotAnObject,
    /// The app ships no language.
    #[error("the app ships no language")]
    NoLanguage,
    /// Larger than a schema may be.
    #[error("the schema is too long")]
    TooLong,
    /// Something is missing; for a label: in this language.
    #[error("missing")]
    Missing,
    /// A member that schemas do not have.
    #[error("not a member of a schema")]
    Unlisted,
    /// The wrong JSON type.
    #[error("the wrong JSON type")]
    WrongType,
    /// A text that could mislead, or is too long.
    #[error("a text that must not be shown, or is too long")]
    Text,
    /// No kind of that name.
    #[error("no kind of this name")]
    Kind,
    /// A number outside its bounds.
    #[error("outside its bounds")]
    Bounds,
    /// A name that stands twice, or is `type`.
    #[error("this name is taken")]
    Name,
    /// Objects and lists inside each other too deep.
    #[error("nested too deep")]
    TooDeep,
    /// A rule that is not understood, or names no field.
    #[error("not a rule about fields of this type")]
    Rule,
    /// No required field has prominence 1: nothing tells a person what it is about.
    #[error("no required field is of prominence 1")]
    NothingLarge,
}

/// What was found so far.
pub(super) struct Faults<'a> {
    languages: &'a [Language],
    found: Vec<SchemaProblem>,
}

impl<'a> Faults<'a> {
    /// Nothing yet, for an app in these languages.
    pub(super) const fn none(languages: &'a [Language]) -> Self {
        Self { languages, found: Vec::new() }
    }

    pub(super) const fn no_language(&self) -> bool {
        self.languages.is_empty()
    }

    pub(super) fn all(self) -> Vec<SchemaProblem> {
        self.found
    }

    /// Notes a fault, and returns the `None` that reading goes on with.
    pub(super) fn add<T>(&mut self, at: &str, fault: SchemaFault) -> Option<T> {
        self.found.push(SchemaProblem { at: at.to_owned(), fault });
        None
    }

    /// The same as a `Result`.
    pub(super) fn lost<T>(&mut self, at: &str, fault: SchemaFault) -> Result<T, ()> {
        self.add(at, fault).ok_or(())
    }

    /// Notes every member that was not taken.
    pub(super) fn nothing_left(&mut self, members: Members, at: &str) {
        for name in members.names() {
            self.found
                .push(SchemaProblem { at: format!("{at}/{name}"), fault: SchemaFault::Unlisted });
        }
    }

    /// A required text without anything that misleads.
    pub(super) fn text(
        &mut self,
        members: &mut Members,
        at: &str,
        name: &str,
        max: usize,
    ) -> Option<String> {
        let at = format!("{at}/{name}");
        match members.take(name) {
            None => self.add(&at, SchemaFault::Missing),
            Some(Json::String(text)) if is_plain_text(&text, max) => Some(text),
            Some(Json::String(_)) => self.add(&at, SchemaFault::Text),
            Some(_) => self.add(&at, SchemaFault::WrongType),
        }
    }

    /// Required words: in every language of the app, and optionally in the core's others.
    pub(super) fn words(
        &mut self,
        members: &mut Members,
        at: &str,
        name: &str,
        max: usize,
    ) -> Option<Own> {
        let at = format!("{at}/{name}");
        let mut words = match members.take(name).map(Members::of) {
            None => return self.add(&at, SchemaFault::Missing),
            Some(Err(_)) => return self.add(&at, SchemaFault::WrongType),
            Some(Ok(words)) => words,
        };
        let mut own = BTreeMap::new();
        for language in Language::ALL {
            let there = words.names().any(|name| name == language.tag());
            if there || self.languages.contains(&language) {
                let text = self.text(&mut words, &at, language.tag(), max);
                own.extend(text.map(|text| (language, text.into())));
            }
        }
        self.nothing_left(words, &at);
        Some(Own(own))
    }

    /// An optional whole number between two others.
    pub(super) fn number(
        &mut self,
        members: &mut Members,
        at: &str,
        name: &str,
        bounds: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = members.take(name)?;
        match value.as_integer() {
            Some(number) if bounds.contains(&number) => Some(number),
            Some(_) => self.add(&format!("{at}/{name}"), SchemaFault::Bounds),
            None => self.add(&format!("{at}/{name}"), SchemaFault::WrongType),
        }
    }
}
