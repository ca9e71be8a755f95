//! The words that both sides share, each with its spelling on the wire.

mod attestation;
mod capabilities;
mod denial;
mod device;
mod ending;
mod key;
mod push;
mod report;

pub use attestation::{Attestation, AttestedLevel, Evidence};
pub use capabilities::{Capabilities, Lacking};
pub use denial::DenialReason;
pub use device::{DeviceInfo, DeviceState};
pub use ending::Ending;
pub use key::{KeyLevel, KeyPurpose, Unlock};
pub use push::{PushAddress, PushTarget};
pub use report::ReportReason;
