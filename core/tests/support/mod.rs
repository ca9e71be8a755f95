//! An AS on loopback that follows docs/protocol.md, or breaks it at one step where a test says
//! so, and a phone to go with it.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part of these")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub(crate) mod answers;
pub(crate) mod certificates;
pub(crate) mod decisions;
pub(crate) mod http;
pub(crate) mod key;
pub(crate) mod leaving;
pub(crate) mod phone;
pub(crate) mod rotations;
pub(crate) mod samples;
pub(crate) mod server;
pub(crate) mod state;

pub(crate) use answers::Step;
pub(crate) use http::Answer;
pub(crate) use key::{Key, claims_of};
pub(crate) use leaving::leave_after;
pub(crate) use phone::Phone;
pub(crate) use server::Server;
pub(crate) use state::Trick;

/// What the clocks of phone and server say when a test begins: 2027-01-15T08:00:00Z.
pub(crate) const NOW: i64 = 1_800_000_000;
