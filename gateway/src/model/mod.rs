//! The words of the domain, on which everything else stands: what an AS asks for, what an offer, a
//! device and a consent are and can become, what a device is notified of, and what is published
//! of all that. Data, and no storage, no HTTP, no clock.

mod channel_error;
mod consent;
mod device;
mod event;
mod fault;
mod offer;
mod push;
pub(crate) mod transitions;

pub use channel_error::ChannelError;
pub use consent::{
    ConsentRecord, ConsentState, CreatedConsent, NewConsent, PreparedConsent, Reported,
};
pub use countersign_protocol::consent::{
    Client, Context, OfferedAccount, PayeeMatch, PayeeVerification,
};
pub use countersign_protocol::vocabulary::DeviceState;
pub use device::{DevicePage, DeviceRecord, RevocationReason};
pub use event::{BlockCause, DecisionOutcome, DeviceRequest, GatewayEvent};
pub use fault::{ProofFault, RegistrationFault};
pub use offer::{ConfirmedDevice, CreatedOffer, OfferState};
pub use push::{LogPush, Notice, Push, PushError, PushFuture, PushMessage, PushSender};
