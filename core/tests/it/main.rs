//! The device from outside, with a bank on loopback that says what a test wants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod device_consent;
mod device_enrolment;
mod device_lifecycle;
mod device_store;
mod hostile;
mod software_signer;
mod support;
mod tls;
