//! The tokens of docs/protocol.md, each with its writer and its reader in one file. The consent
//! request, which is read into something to show, is in [`crate::consent`]; DPoP proofs are in
//! [`crate::jose`].
//!
//! A writer is the claims as they are serialised, in the order in which they stand on the wire,
//! with the type that goes into the header ([`Claims::TYP`]). A reader takes a token whose
//! signature was checked, and what its claims must equal, and returns what the other side has to
//! know.

mod app_attest;
mod assertion;
mod audit_head;
mod decision;
mod device_change;
mod device_keys;
mod device_status;
mod digits;
mod key_proof;
mod key_receipt;
mod key_rotation;
mod key_set;
mod offer;
mod outcome;
mod receipt;
mod registration;
mod registration_receipt;
mod request_status;

pub use crate::jose::Claims;
pub use app_attest::app_attest_client_data_hash;
pub use assertion::AssertionClaims;
pub use audit_head::{AuditHead, AuditHeadClaims};
pub use decision::{
    Answer, ApprovalError, ApprovalInput, ApprovingKey, Decision, Display, IntegritySignal,
    approval_draft, denial_draft, longest_approval,
};
pub use device_change::{CapabilitiesClaims, DeviceChange, PushClaims, ReportClaims};
pub use device_keys::{DeviceKeys, DeviceKeysClaims};
pub use device_status::{DeviceStatus, DeviceStatusClaims};
pub use digits::{number_to_type, six_digits};
pub use key_proof::{KeyProof, KeyProofClaims};
pub use key_receipt::{KeyReceiptClaims, check_key_receipt};
pub use key_rotation::{KeyRotation, KeyRotationClaims};
pub use key_set::{KeySet, KeySetClaims, RequestJwk};
pub use offer::{Offer, OfferClaims, OfferLink};
pub use outcome::OutcomeClaims;
pub use receipt::{ReceiptClaims, ReceiptFor, check_receipt};
pub use registration::{Registration, RegistrationClaims};
pub use registration_receipt::{RegistrationReceipt, RegistrationReceiptClaims};
pub use request_status::{OwnDecision, RequestStatus, RequestStatusClaims};

/// The longest life of anything that is signed at the time of a call, in seconds.
const CALL_LIFE_SECONDS: i64 = 120;
