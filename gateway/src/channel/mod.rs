//! The channel between the AS and its gateway: what to ask, and what came of it.

mod types;

pub use types::{
    ChannelError, Client, ConsentRecord, ConsentState, Context, CreatedConsent, CreatedOffer,
    DeviceRecord, DeviceState, NewConsent, OfferState, OfferedAccount, PayeeMatch,
    PayeeVerification,
};
