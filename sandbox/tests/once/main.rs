//! Once: whatever happens to phone, network and clocks, a decision reaches the bank once, or the
//! phone says honestly what it knows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "a phone answers there, and a long run says how it went")]

mod bank;
mod check;
mod durable;
mod grid;
mod http;
mod killed;
mod killer;
mod model;
mod patience;
mod phone;
mod proxy;
mod together;
