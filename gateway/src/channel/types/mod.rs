//! What an AS and the gateway tell each other.

mod asked;
mod enrolled;
mod error;

pub use asked::{
    Client, ConsentRecord, ConsentState, Context, CreatedConsent, NewConsent, OfferedAccount,
    PayeeMatch, PayeeVerification, PreparedConsent,
};
pub use enrolled::{CreatedOffer, DeviceRecord, DeviceState, OfferState};
pub use error::ChannelError;
