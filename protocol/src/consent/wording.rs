//! What the labels of a sheet say in its language.

use super::engine::Sheet;
use super::problem::ProblemKind;
use super::schema::{Own, Wording};
use super::words::Label;

impl Sheet<'_> {
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
