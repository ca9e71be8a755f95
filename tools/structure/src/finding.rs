//! What a rule found, and where.

use std::fmt;
use std::path::PathBuf;

/// A line of a file, the file as seen from the root of the workspace.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// Its line, the first being 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file.display(), self.line)
    }
}

/// One breach of a rule.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Finding {
    /// Where it begins.
    pub place: Place,
    /// What is wrong.
    pub says: String,
    /// The lines that make it, if it takes more than one.
    pub details: Vec<String>,
}

impl Finding {
    /// A finding that needs no more than its one line.
    pub(crate) fn new(place: Place, says: impl Into<String>) -> Self {
        Self { place, says: says.into(), details: Vec::new() }
    }

    /// The same, with the lines that make it.
    pub(crate) fn with(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.says)?;
        for detail in &self.details {
            write!(formatter, "\n    {detail}")?;
        }
        Ok(())
    }
}
