//! The core for Kotlin and Swift.
//!
//! A line here converts, delegates or maps; a decision would be in the wrong crate. The rules that
//! every export follows, each with its test, are in docs/ffi.md. In short: calls are synchronous,
//! few and coarse, and the caller chooses the thread; data crosses as records and enums; there are
//! two objects a person has to hold in mind, [`Device`] and [`Consent`]; errors say what to do
//! about them and hold nothing else; and no foreign answer is a yes.

mod changes;
mod clock;
mod configuration;
mod consent;
mod device;
mod enrol;
mod errors;
mod keys;
mod progress;
mod records;
mod rotate;
mod secret;
mod view;
mod work;

pub use changes::Changes;
pub use configuration::{Configuration, IssuerConfiguration, IssuerSecurity, TrustedRoots};
pub use consent::{ApprovalInput, Chosen, Consent, ConsentRequest, IntegritySignal};
pub use device::{Device, Hint, reset};
pub use enrol::Offer;
pub use errors::{
    DecideError, EnrolError, FetchError, HandError, HistoryError, ManageError, OpenError,
    PrepareError, RotateError,
};
pub use keys::{
    Attestation, CreatedKey, KeyError, KeyLevel, KeyPurpose, KeyStore, KeyStoreError, Unlock,
    app_attest_client_data_hash,
};
pub use records::{
    Approving, Assurance, Delivery, DenialReason, Enrolment, EnrolmentState, Frequency,
    HistoryCheck, HistoryEntry, Outcome, PendingRequest, PromptFailure, PushTarget, Received,
    Recent, Reported, Rotation, Round, ToSign, Told, Tried,
};
pub use secret::{SecretSlot, SecretState, SecretStore, SecretStoreError};
pub use view::{
    AccountOffer, Choice, Direction, Field, FieldKind, Problem, Reading, Section, View, Warning,
};

uniffi::setup_scaffolding!("countersign");
