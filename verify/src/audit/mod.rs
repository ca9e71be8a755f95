//! The exported audit log of a gateway: its chain, and the check of it (docs/audit.md).
//!
//! Each entry covers the one before it, so that one that was changed, removed, put in or moved
//! shows; the signed head shows an end that was cut off. The same function makes the links and
//! checks them.

mod entry;
mod export;

pub use entry::{LogEnd, LogEntry};
pub use export::{AuditProblem, AuditTrust, VerifiedLog, verify_audit_export};
