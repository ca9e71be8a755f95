//! The authentication device of OpenID CIBA, for a bank's Android and iOS apps: receives a
//! consent notification, shows exactly what is asked, signs approve or deny with a device-bound
//! key, and returns it to the bank's authorization server.
//!
//! *The bytes verified are the bytes shown, and the bytes shown are the bytes signed.* Each step
//! is a type, so that none can be skipped:
//!
//! | step | where | type |
//! |---|---|---|
//! | a hint arrives | [`intake`] | [`intake::Notice`] |
//! | fetched and verified | `countersign-protocol`, room `jose` | `Verified` |
//! | read completely, or not at all | [`consent`] | [`consent::Reading`] |
//! | frozen and signed | `device` | [`Prepared`] |
//! | stored, sent, receipted | `store`, `server` | [`Delivery`] |
//!
//! Begin at [`Device`]. What a phone has to provide is in [`platform`]; the protocol is
//! docs/protocol.md. What both sides of it say and read is the crate `countersign-protocol`; an
//! app needs no more of it than is named here.

// The phone of the tests is one file, for those in here and those outside.
#[cfg(test)]
extern crate self as countersign;

mod device;
pub mod platform;
pub mod rules;
mod server;
mod store;

pub use countersign_protocol::tokens::{ApprovalInput, IntegritySignal};
pub use countersign_protocol::vocabulary::{DenialReason, DeviceInfo, Ending, PushTarget};
pub use device::{
    Approving, Closed, Configuration, Consent, DecideError, Delivery, Device, EnrolError,
    Enrolment, ExportError, FetchError, MAX_IDLE_SECONDS, MAX_MUTE_SECONDS, ManageError,
    NewApprovalKey, Offer, OpenError, PendingRequest, PrepareError, Prepared, PreparedEnrolment,
    PreparedRotation, PromptFailure, Received, Reported, ResetError, RotateError, Rotation, Round,
    Told, Undelivered,
};
pub use server::{Assurance, ServerError};
pub use store::{
    Answered, ChainEnd, EnrolmentState, Frequency, HistoryCheck, HistoryEntry, HistoryFault,
    Outcome, Recent, Retention, SealError, StoreError, Verdict,
};

/// What the person is asked: read from a verified token, completely or not at all.
pub mod consent {
    pub use countersign_protocol::consent::words;
    pub use countersign_protocol::consent::{
        AccountOffer, Choice, Chosen, Direction, Field, FieldKind, OwnType, Presentation, Problem,
        ProblemKind, Reading, Row, SUPPORTED_TYPES, SchemaFault, SchemaProblem, Section, Selection,
        SelectionError, TEMPLATE, TypeExists, Types, View, Warning,
    };
}

/// Notices: the hint in a push, a link or a list. Nothing in one is shown or believed.
pub mod intake {
    pub use countersign_protocol::notice::{MAX_PAYLOAD, Notice, NoticeError};
}

/// The public keys that an app is built with.
pub mod jose {
    pub use countersign_protocol::jose::{KeyError, PublicKey};
}

/// Times, as an AS says them.
pub mod time {
    pub use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
}

/// The issuers that an app may enrol at, and how connections to them are protected.
pub mod transport {
    pub use countersign_transport::{
        Issuer, IssuerError, Pin, PinError, Pins, Roots, Security, TransportError,
    };
}

/// The version of this core, which an AS may find too old.
pub(crate) const CORE_VERSION: &str = env!("CARGO_PKG_VERSION");
