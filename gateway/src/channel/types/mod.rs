//! What an AS and the gateway tell each other.

mod asked;
mod enrolled;
mod error;

pub use asked::{
    ConsentRecord, ConsentState, CreatedConsent, NewConsent, PreparedConsent, Reported,
};
pub use countersign_protocol::consent::{
    Client, Context, OfferedAccount, PayeeMatch, PayeeVerification,
};
pub use countersign_protocol::vocabulary::DeviceState;
pub use enrolled::{
    ConfirmedDevice, CreatedOffer, DevicePage, DeviceRecord, OfferState, RevocationReason,
};
pub use error::ChannelError;
