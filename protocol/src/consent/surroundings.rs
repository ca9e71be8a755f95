//! What a value is read in, besides its own schema.

use super::locale::Locale;
use super::problem::ProblemKind;
use super::schema::{Own, Wording};
use super::view::Presentation;
use super::words::Label;
use crate::json::Json;

/// The language and time zone that a value is worded in, and the objects that it stands in.
pub(super) struct Surroundings<'a> {
    pub(super) presentation: &'a Presentation,
    /// How the language writes numbers, amounts and times.
    pub(super) locale: &'static Locale,
    /// The objects that the value being read is in, outermost first.
    pub(super) objects: Vec<Json>,
}

impl<'a> Surroundings<'a> {
    /// Those of a request that was not begun yet.
    ///
    /// # Errors
    ///
    /// [`ProblemKind::Incomplete`] if there are no formats for the language.
    pub(super) fn of(presentation: &'a Presentation) -> Result<Self, ProblemKind> {
        let locale = Locale::of(presentation.language)?;
        Ok(Self { presentation, locale, objects: Vec::new() })
    }

    /// The member of this name, in the innermost object.
    pub(super) fn beside(&self, name: &str) -> Option<&Json> {
        self.objects.last().and_then(|object| object.member(name))
    }

    /// The member of this name, in the innermost object that has one.
    pub(super) fn above(&self, name: &str) -> Option<&Json> {
        self.objects.iter().rev().find_map(|object| object.member(name))
    }

    /// What a label of ours says.
    pub(super) fn word(&self, label: Label) -> String {
        self.presentation.language.label(label).to_owned()
    }

    /// What a label says, ours or a bank's own. A bank's own may lack the language: then it says
    /// nothing, rather than something in another language.
    pub(super) fn wording(&self, wording: &Wording) -> Result<String, ProblemKind> {
        match wording {
            Wording::Ours(label) => Ok(self.word(*label)),
            Wording::Own(own) => self.own(own),
        }
    }

    /// The same for words of a bank's own type.
    pub(super) fn own(&self, Own(words): &Own) -> Result<String, ProblemKind> {
        let words = words.get(&self.presentation.language).ok_or(ProblemKind::MissingLabel)?;
        Ok(words.to_string())
    }
}
