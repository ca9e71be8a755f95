//! For tests, never published: keys in software, a clock that is moved by hand, and with the
//! feature `loopback` a scripted bank and a phone, each in raw tokens and each able to lie.
//!
//! Nothing of the core or the gateway is in here: both sides say what docs/protocol.md says, once
//! more and by other means.
#![allow(missing_docs, reason = "in a test, names say what there is to say")]
#![allow(clippy::result_large_err, reason = "a bank that refuses answers all the same")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(feature = "attested")]
pub mod attested;
#[cfg(feature = "loopback")]
pub mod bank;
#[cfg(feature = "loopback")]
pub mod certificates;
mod clock;
#[cfg(feature = "loopback")]
pub mod http;
mod key;
mod leaving;
#[cfg(feature = "loopback")]
mod listener;
#[cfg(feature = "loopback")]
pub mod phone;
pub mod samples;
pub mod trace;

pub use clock::ManualClock;
pub use key::{Key, claims_of, header_of};
pub use leaving::leave_after;
#[cfg(feature = "loopback")]
pub use listener::{Heard, Listener};
