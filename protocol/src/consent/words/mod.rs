//! Every word that a view says, by language. Adding a language is adding a file with the same
//! functions: a label that it lacks does not compile.

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod headline;
mod label;
mod pt_br;

pub use super::language::Language;
pub(super) use headline::{Counted, Headline};
pub(super) use label::Label;

use super::problem::ProblemKind;

impl Language {
    /// What a label says.
    pub(super) const fn label(self, label: Label) -> &'static str {
        match self {
            Self::English => en::label(label),
            Self::German => de::label(label),
            Self::French => fr::label(label),
            Self::Spanish => es::label(label),
            Self::BrazilianPortuguese => pt_br::label(label),
            Self::Arabic => ar::label(label),
        }
    }

    /// What is wrong with a request that cannot be shown.
    pub(super) const fn problem(self, kind: ProblemKind) -> &'static str {
        match self {
            Self::English => en::problem(kind),
            Self::German => de::problem(kind),
            Self::French => fr::problem(kind),
            Self::Spanish => es::problem(kind),
            Self::BrazilianPortuguese => pt_br::problem(kind),
            Self::Arabic => ar::problem(kind),
        }
    }

    /// The one sentence at the top.
    pub(super) fn headline(self, headline: &Headline<'_>) -> String {
        match self {
            Self::English => en::headline(headline),
            Self::German => de::headline(headline),
            Self::French => fr::headline(headline),
            Self::Spanish => es::headline(headline),
            Self::BrazilianPortuguese => pt_br::headline(headline),
            Self::Arabic => ar::headline(headline),
        }
    }
}

impl ProblemKind {
    /// What is wrong, for the person, in one sentence. It holds nothing of the request.
    #[must_use]
    pub const fn in_words(self, language: Language) -> &'static str {
        language.problem(self)
    }
}
