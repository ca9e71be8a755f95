//! The hash of what was on the screen (docs/protocol.md §7).

use super::row::Row;
use super::selection::{Selection, SelectionError};
use super::view::View;
use crate::jose::sha256_base64url;

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
