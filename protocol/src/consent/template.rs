//! The versions of the template: which rows a request has, and in which words.

use super::row::Row;

/// A version of the template (docs/protocol.md §7). The same version in the same language always
/// means the same rows and the same words. So a new one comes beside the others and changes none
/// of them, and each stays for as long as an active device may name it in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// `1`.
    One,
    /// `test`: as template 1, with one row more. No device and no AS has it: tests give it to one
    /// side and not to the other.
    #[cfg(feature = "test-template")]
    Test,
}

impl Template {
    /// All of them, oldest first.
    pub const ALL: [Self; 1] = [Self::One];

    /// The one by which this version shows requests.
    pub const CURRENT: Self = Self::One;

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One => "1",
            #[cfg(feature = "test-template")]
            Self::Test => "test",
        }
    }

    /// The template of exactly this name, among those given.
    #[must_use]
    pub fn named(name: &str, among: &[Self]) -> Option<Self> {
        among.iter().copied().find(|template| template.as_str() == name)
    }

    /// The rows of a request by this template, from what was read of it.
    pub(super) fn rows(self, read: Vec<Row>) -> Vec<Row> {
        match self {
            Self::One => read,
            #[cfg(feature = "test-template")]
            Self::Test => {
                let one_more = Row {
                    field: String::new(),
                    prominence: 3,
                    section: "template".to_owned(),
                    value: self.as_str().to_owned(),
                    warnings: Vec::new(),
                };
                read.into_iter().chain([one_more]).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_a_template_to_the_letter() {
        assert_eq!(Template::named("1", &Template::ALL), Some(Template::One));
        for name in ["", "01", "1.0", " 1", "2"] {
            assert_eq!(Template::named(name, &Template::ALL), None, "{name}");
        }
    }

    #[test]
    fn what_this_version_shows_by_is_among_those_that_it_knows() {
        assert!(Template::ALL.contains(&Template::CURRENT));
    }
}
