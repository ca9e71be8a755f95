//! Enrolling: from the bank's offer to an active device, and everything that must stop it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod afterwards;
mod as_keys;
mod discovery;
mod offers;
mod registration;
mod removal;
#[path = "../support/mod.rs"]
mod support;
