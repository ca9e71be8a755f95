//! The life of keys and enrolments: how they begin, change and end, whatever comes between.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bank_keys;
mod failing;
mod half_way;
mod promises;
mod rotation;
mod start;
#[path = "../support/mod.rs"]
mod support;
mod token;
mod update;
