//! The rows that a decision binds (docs/protocol.md §7).

use serde::Serialize;

/// One leaf of the request, as it counts for the hash. The members stand in the order of RFC 8785.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// JSON pointer of the leaf inside its section.
    pub field: String,
    /// 1 large, 2 on the main screen, 3 further down, 4 not shown.
    pub prominence: u8,
    /// Where it comes from.
    pub section: String,
    /// The value as received.
    pub value: String,
    /// Keys of warnings, ascending.
    pub warnings: Vec<&'static str>,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({} {})", self.section, self.prominence)
    }
}
