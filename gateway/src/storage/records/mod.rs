//! The records that the rooms of the gateway and the storage exchange.

mod asked;
mod audit;
mod enrolled;
mod kept;
mod rotated;

pub use asked::{
    AddedConsent, Callback, Consumed, DecisionEntry, EndedConsent, Failure, NewConsentEntry,
    NewRequestEntry, Outcome, PreparedConsent, RequestEntry,
};
pub use audit::{AuditEntry, AuditFilter, AuditRecord};
pub use countersign_verify::RetiredKey;
pub(crate) use enrolled::blocked_because;
pub use enrolled::{
    Announcement, Command, Confirmation, Device, FetchedOffer, Offer, OfferStage, OfferToken,
    Registered, Registration, StateChange, TokenEntry, UsedId,
};
pub use kept::{Cleaned, Cutoffs, SealedUntil};
pub use rotated::{Attested, Rotated, Rotation};
