//! Readers that are not public, for this project's own fuzz targets.

use crate::device::reading;

/// Whether this is a registration that can be read and is signed by the key it names.
#[must_use]
pub fn registration(token: &str) -> bool {
    reading::registration(token).is_ok()
}
