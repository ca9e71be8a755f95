//! The rules, each on small crates written for it.

// In a test, a panic is the failure report.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod circles;
mod links;
mod names;
mod plan;
mod storeys;
mod style;
mod support;
