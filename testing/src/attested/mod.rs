//! What a maker of phones attests, in certificates of a root of its own.
//!
//! DER is written by hand: nothing here is shared with what reads it.

pub mod der;
mod description;
mod maker;

pub use description::{
    BOOT_KEY, CHALLENGE, Description, PACKAGE, SIGNER, application, root_of_trust,
};
pub use maker::{APPLE_NONCE, KEY_DESCRIPTION, Maker};
