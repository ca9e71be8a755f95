//! The authentication device of OpenID CIBA, for a bank's Android and iOS apps: receives a
//! consent notification, shows exactly what is asked, signs approve or deny with a device-bound
//! key, and returns it to the bank's authorization server.
//!
//! *The bytes verified are the bytes shown, and the bytes shown are the bytes signed.* Each step
//! is a type, so that none can be skipped:
//!
//! | step | room | type |
//! |---|---|---|
//! | a hint arrives | [`intake`] | [`intake::Notice`] |
//! | fetched and verified | [`jose`] | [`jose::Verified`] |
//! | read completely, or not at all | [`consent`] | [`consent::Reading`] |
//! | frozen and signed | `decision` | [`Prepared`] |
//! | stored, sent, receipted | `store`, `server` | [`Delivery`] |
//!
//! Begin at [`Device`]. What a phone has to provide is in [`platform`]; the protocol is
//! docs/protocol.md.

pub mod claims;
pub mod consent;
mod decision;
mod device;
mod enrolment;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod intake;
pub mod jose;
pub mod json;
#[cfg(feature = "measure")]
pub mod measure;
pub mod platform;
mod server;
mod store;
pub mod time;
pub mod transport;

pub use decision::{ApprovalInput, DenialReason, IntegritySignal, PrepareError};
pub use device::{
    Approving, Closed, Configuration, Consent, DecideError, Delivery, Device, EnrolError,
    Enrolment, ExportError, FetchError, MAX_IDLE_SECONDS, MAX_MUTE_SECONDS, ManageError,
    NewApprovalKey, Offer, OpenError, PendingRequest, Prepared, PreparedEnrolment,
    PreparedRotation, PromptFailure, Received, Reported, ResetError, RotateError, Rotation, Round,
    Told,
};
pub use enrolment::{DeviceInfo, PushTarget};
pub use server::{Assurance, ServerError};
pub use store::{
    ChainEnd, EnrolmentState, Frequency, HistoryCheck, HistoryEntry, HistoryFault, Outcome, Recent,
    Retention, SealError, StoreError, migrate,
};
