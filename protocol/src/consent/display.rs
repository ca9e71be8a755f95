//! The rows that were on the screen, and their hash (docs/protocol.md §7).

use super::selection::{Selection, SelectionError};
use super::view::View;
use crate::jose::sha256_base64url;
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

impl View {
    /// The hash of what was shown with this selection.
    ///
    /// # Errors
    ///
    /// [`SelectionError`] if the selection is not exactly an answer to what was offered.
    pub fn display_hash(&self, selection: &Selection) -> Result<String, SelectionError> {
        selection.check(&self.choices)?;
        let chosen = selection.chosen().iter().flat_map(|chosen| {
            chosen.accounts.iter().enumerate().map(|(k, id)| Row {
                field: format!("/{k}"),
                prominence: 1,
                section: format!("selection/{}", chosen.detail),
                value: id.clone(),
                warnings: Vec::new(),
            })
        });
        Ok(hash(&self.rows.iter().cloned().chain(chosen).collect::<Vec<_>>()))
    }

    /// The hash of what was shown before anything was chosen: what a denial binds.
    #[must_use]
    pub fn display_hash_of_denial(&self) -> String {
        hash(&self.rows)
    }
}

/// `serde_json` writes strings and small integers as RFC 8785 wants them, and the members of
/// [`Row`] stand in its order: so its compact form *is* the canonical form.
fn hash(rows: &[Row]) -> String {
    sha256_base64url(&serde_json::to_vec(rows).unwrap_or_default())
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({} {})", self.section, self.prominence)
    }
}
