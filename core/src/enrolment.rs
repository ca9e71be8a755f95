//! From an offer to an enrolled device: the tokens of docs/protocol.md §3, built and checked.

mod confirmation;
mod offer;
mod registration;
mod rotation;

pub(crate) use confirmation::six_digits;
pub(crate) use offer::{OfferClaims, OfferSource};
pub(crate) use registration::{Capabilities, Receipt, RegistrationClaims};
pub use registration::{DeviceInfo, PushTarget};
pub(crate) use rotation::{DeviceKeys, Rotating, check_rotation_receipt};

/// The protocol version this core speaks.
pub(crate) const PROTOCOL_VERSION: &str = "1";
