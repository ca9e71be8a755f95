//! The verifier of decisions (docs/protocol.md §5.2).

mod check;

pub use check::{Check, CheckResult};
