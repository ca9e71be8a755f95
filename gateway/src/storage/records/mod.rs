//! The records that the rooms of the gateway and the storage exchange.

mod asked;
mod audit;
mod enrolled;

pub use asked::{
    AddedConsent, Callback, Consumed, DecisionEntry, EndedConsent, Failure, NewConsentEntry,
    NewRequestEntry, Outcome, PreparedConsent, RequestEntry,
};
pub use audit::{AuditEntry, AuditRecord};
pub use enrolled::{
    Command, Confirmation, Device, FetchedOffer, Offer, OfferStage, OfferToken, Registered,
    Registration, TokenEntry, UsedId,
};
