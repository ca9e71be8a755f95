//! The records that the rooms of the gateway and the storage exchange.

mod audit;
mod consents;
mod devices;
mod key_sets;
mod offers;
mod retention;
mod rotations;

pub use audit::{
    AuditChain, AuditEntry, AuditFilter, AuditRecord, SealedEntry, SealedPage, Unsealed,
};
pub use consents::{
    AddedConsent, Callback, Consumed, Counted, DecisionEntry, EndedConsent, Failure,
    NewConsentEntry, NewRequestEntry, Outcome, PreparedConsentEntry, RequestEntry,
};
pub use countersign_verify::RetiredKey;
pub use devices::{
    Announcement, Command, Device, Overtaken, Possession, TokenEntry, UsedId, Written,
};
pub use key_sets::{InstalledKeySet, KeySetEntry, KeySetSource};
pub use offers::{
    Confirmation, FetchedOffer, Offer, OfferStage, OfferToken, Registered, Registration,
};
pub use retention::{Cleaned, Cutoffs, SealedUntil};
pub use rotations::{Attested, Rotated, Rotation};
