//! A bank on a loopback port, and a phone that is nothing but keys and claims.
#![allow(dead_code, unused_imports, missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod bank;
pub mod phone;
pub mod rotation;
pub mod server;

pub use bank::{ACCOUNT, Bank, CHANNEL_SECRET, START, payment, seal_key};
pub use phone::{Answer, Answering, Phone, TestKey};
