//! The checks as an AS with records of its own calls them: no gateway, no database, no HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod audit;
mod change;
mod decision;
mod possession;
mod registration;
mod rotation;

use serde_json::Value;

const ISSUER: &str = "https://as.bank.example";
/// 2026-03-02T09:00:00Z
const NOW: i64 = 1_772_442_000;

/// One thing that is different.
type Change = fn(&mut Value);

fn remove(claims: &mut Value, name: &str) {
    claims.as_object_mut().unwrap().remove(name).unwrap();
}
