//! What both sides say and read, tested from outside: tokens, requests and what is shown of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod capabilities;
mod consent;
mod hostile;
mod page;
mod properties;
mod published_vectors;
mod schemas;
mod signed;
mod tokens;
mod wycheproof;
