//! How this project's crates and modules may depend on each other, and whether they do.
//!
//! The rules are in README.md beside this crate, what they are applied to in crates.toml. Sources
//! are read as they stand ([`read`]), so that a circle is found whether or not it compiles.

mod arrows;
mod circles;
mod failure;
mod finding;
mod links;
mod plan;
mod references;
mod same_name;
mod source;
mod storeys;
mod style;
mod workspace;

pub use arrows::Arrows;
pub use circles::circles;
pub use failure::Failure;
pub use finding::{Finding, Place};
pub use links::links;
pub use plan::{Plan, Rules};
pub use same_name::same_name;
pub use source::{Tree, read};
pub use storeys::storeys;
pub use style::style;
pub use workspace::check;
