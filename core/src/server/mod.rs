//! Talking to an AS. One adapter exists, `native`; a trait over adapters comes with the second.

pub(crate) mod native;
mod time;

pub use native::ServerError;
pub(crate) use time::{Deadline, ServerTime};

use serde::Serialize;

/// How much the answers of an enrolment prove, by the protocol of its AS and the keys of this
/// phone. For the bank's engineers: a weaker server never looks like a stronger one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Assurance {
    /// The answer's signature covers what was shown.
    pub content_bound: bool,
    /// The request is signed by the AS.
    pub server_signed_request: bool,
    /// The approval key lives in hardware.
    pub hardware_key: bool,
}
