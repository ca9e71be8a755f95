//! The sandbox as its users see it: over HTTP, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod backchannel;
mod clients;
mod doors;
mod fapi;
mod headless;
mod ping;
mod published;
mod purchase;
mod signed_requests;
mod tokens;
mod trouble;
mod world;
