//! What the fuzz targets share: a key, signed requests, and what must hold of whatever is shown.

#![forbid(unsafe_code)]
// A fuzz target says what it found by panicking.
#![allow(clippy::missing_panics_doc, clippy::missing_errors_doc, missing_docs)]

mod key;
mod shown;
mod single;

pub use key::{Key, PUBLIC_X, PUBLIC_Y};
pub use shown::{DEVICE, ISSUER, NOW, read, record_types, shown, types_with};
pub use single::{amount_is_right, day_is_right, iban_is_right, is_hidden, one};
