//! The AS's checks of what a device sends, for an AS with its own records: decisions
//! ([`verify_decision`]), registrations ([`read_registration`]), rotations of keys
//! ([`verify_rotation`]), what a device changes about itself ([`verify_change`]), and proofs of
//! possession ([`verify_proof`]). And, for an auditor, the check of a gateway's exported audit log
//! ([`audit::verify_audit_export`]).
//!
//! Pure: bytes, records and times in, judgements out. What must happen once (a decision, an id, a
//! challenge) is the caller's, in the transaction that keeps it; each function says what. Where a
//! key lives is judged by `countersign-attestation`, or by whatever an AS has for it.

pub mod audit;
mod call;
mod change;
mod decision;
mod possession;
mod registration;
mod rotation;

pub use call::{CallCheck, TokenRefusal};
pub use change::{verify_assertion, verify_change};
pub use decision::{
    Check, CheckResult, Judgement, Record, RecordState, Refusal, RetiredKey, VerifiedDecision,
    VerifyError, named_key, presentation, verify_decision,
};
pub use possession::{WrongProof, check_bound_key, verify_proof};
pub use registration::{
    Attested, OfferRecord, Registering, Registrable, RegistrationRefusal, RegistrationStep,
    check_registration, read_registration,
};
pub use rotation::{RotatingDevice, VerifiedRotation, verify_rotation};

/// The examples of the README, so that they compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
