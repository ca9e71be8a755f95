//! Where a module stands in its crate.

use std::fmt;

/// The names from the root of a crate down to a module.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct ModulePath(Vec<String>);

impl ModulePath {
    /// The root of the crate.
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// The module of this name inside this one.
    pub(crate) fn child(&self, name: &str) -> Self {
        let mut names = self.0.clone();
        names.push(name.to_owned());
        Self(names)
    }

    /// The module around this one; none around the root.
    pub(crate) fn parent(&self) -> Option<Self> {
        let (_, around) = self.0.split_last()?;
        Some(Self(around.to_vec()))
    }

    /// Whether it is the other, or somewhere inside it.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Where the ways to two modules part: the last module that both are inside of, and the names
    /// of its two children that lead on. None if one of the two is inside the other.
    pub(crate) fn parting<'a>(&'a self, other: &'a Self) -> Option<(Self, &'a str, &'a str)> {
        let shared = self.0.iter().zip(&other.0).take_while(|(ours, theirs)| ours == theirs);
        let level: Vec<String> = shared.map(|(name, _)| name.clone()).collect();
        let from = self.0.get(level.len())?;
        let to = other.0.get(level.len())?;
        Some((Self(level), from, to))
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("crate")?;
        self.0.iter().try_for_each(|name| write!(formatter, "::{name}"))
    }
}
