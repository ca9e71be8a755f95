//! The words of the domain, on which everything else stands: what an AS asks for, what an offer, a
//! device and a consent are and can become, what a device is notified of, and what is published
//! of all that. Data, and no storage, no HTTP, no clock.

mod actor;
mod channel_error;
mod consent;
mod device;
mod event;
mod fault;
mod key_set;
mod offer;
mod push;
pub(crate) mod transitions;

pub use actor::Actor;
pub(crate) use actor::is_name;
pub use channel_error::{ChannelError, Unshowable};
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
pub use key_set::{KeySetRecord, Readiness};
pub use offer::{ConfirmedDevice, CreatedOffer, OfferState};
pub use push::{LogPush, Notice, Push, PushError, PushFuture, PushMessage, PushSender};
