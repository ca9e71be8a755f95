//! The gateway over HTTP and through its library: one program, so that it is linked once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod access;
mod acting;
mod attestation;
mod audited;
#[path = "../bank/mod.rs"]
mod bank;
mod bodies;
mod both_sides;
mod bounds;
mod channel;
mod decisions;
mod devices;
mod enrolment;
mod frozen;
mod journey;
mod key_sets;
mod keycloak;
mod offers;
mod openapi;
mod overtaken;
mod retention;
mod rotation;
mod sealed;
mod showing;
mod single_use;
mod states;
mod trouble;
mod verifier;
mod webhook;
