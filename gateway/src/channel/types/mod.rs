//! What an AS and the gateway tell each other.

mod asked;
mod enrolled;
mod error;

pub use asked::{
    Client, ConsentRecord, ConsentState, Context, CreatedConsent, NewConsent, OfferedAccount,
    PayeeMatch, PayeeVerification, PreparedConsent, Reported,
};
pub use enrolled::{
    ConfirmedDevice, CreatedOffer, DevicePage, DeviceRecord, DeviceState, OfferState,
    RevocationReason,
};
pub use error::ChannelError;
