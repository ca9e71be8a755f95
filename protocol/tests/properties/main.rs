//! What holds for every input: what is signed is what is shown, and no bytes make a parser panic.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../signed/mod.rs"]
mod signed;

mod mutants;
mod parsers;
mod signed_equals_shown;
