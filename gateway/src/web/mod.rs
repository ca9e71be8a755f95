//! What all APIs need of HTTP: bodies, answers and problems, who is calling, and the record of
//! every call that is refused.

pub(crate) mod access;
pub(crate) mod answer;
pub(crate) mod body;
mod collect;
mod failed_check;
mod forwarded;
mod headers;
mod peer;
mod problem;
mod reasons;
pub(crate) mod refusals;

pub(crate) use collect::collect;
pub(crate) use failed_check::FailedCheck;
pub(crate) use headers::{credentials, only};
pub use peer::Peer;
pub(crate) use problem::Problem;
