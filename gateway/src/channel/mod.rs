//! The channel between the AS and its gateway: what to ask, and what came of it.
//!
//! An AS in the same process calls the methods of [`crate::Gateway`]; any other uses the HTTP
//! API under `/channel/v1`, which calls the same methods (openapi.json describes it).

mod consents;
mod devices;
mod http;
mod offers;
mod request;
mod types;

pub(crate) use consents::Authentication;
pub(crate) use http::routes;
pub use types::{
    ChannelError, Client, ConfirmedDevice, ConsentRecord, ConsentState, Context, CreatedConsent,
    CreatedOffer, DevicePage, DeviceRecord, DeviceState, NewConsent, OfferState, OfferedAccount,
    PayeeMatch, PayeeVerification, PreparedConsent, Reported, RevocationReason,
};
