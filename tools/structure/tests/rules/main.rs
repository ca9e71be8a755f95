//! The rules, each on small crates written for it.

mod circles;
mod links;
mod names;
mod plan;
mod storeys;
mod style;
mod support;
