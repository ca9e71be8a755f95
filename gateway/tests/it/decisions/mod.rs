//! The verifier against every wrong decision: a table in which each row is one thing that is
//! wrong, worked out by hand from docs/protocol.md §5.2. For each row: the status, that no refusal
//! can be told from another, what happens to the request and to the count of failures, and the
//! entry in the audit log that names the check.

mod bytes;
mod claims;
mod counting;
mod decided;
mod swapped;
mod world;

/// What a wrong decision comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comes {
    /// It is refused with this status, the check of this name is noted, and nothing changes.
    Refused(u16, &'static str),
    /// It is refused, the check of this name is noted, and the request has failed by it.
    Ends(&'static str),
}

pub(crate) const SIZE: Comes = Comes::Refused(413, "size");
pub(crate) const FORM: Comes = Comes::Refused(400, "form");
pub(crate) const KEY: Comes = Comes::Refused(403, "key");
pub(crate) const TYPE: Comes = Comes::Refused(403, "type");
pub(crate) const SIGNATURE: Comes = Comes::Refused(403, "signature");
pub(crate) const CLAIMS: Comes = Comes::Refused(403, "claims");
pub(crate) const DECIDED: Comes = Comes::Refused(409, "undecided");
pub(crate) const PENDING: Comes = Comes::Refused(410, "pending");
pub(crate) const TIME: Comes = Comes::Refused(403, "time");
pub(crate) const NONCE: Comes = Comes::Refused(403, "nonce");
pub(crate) const HASH: Comes = Comes::Refused(403, "request_hash");
pub(crate) const PRESENTATION: Comes = Comes::Refused(403, "presentation");
pub(crate) const DISPLAY: Comes = Comes::Refused(403, "display");
pub(crate) const NOT_ACTIVE: Comes = Comes::Refused(403, "device_not_active");
pub(crate) const ENDS_NONCE: Comes = Comes::Ends("nonce");
pub(crate) const ENDS_HASH: Comes = Comes::Ends("request_hash");
pub(crate) const ENDS_DISPLAY: Comes = Comes::Ends("display");
pub(crate) const ENDS_SELECTION: Comes = Comes::Ends("selection");
pub(crate) const ENDS_NUMBER: Comes = Comes::Ends("number");
