//! What is kept, and the transactions that single use rests on.
//!
//! Every method is one transaction: it happens wholly or not at all, and is durable when it
//! returns. Another database can take SQLite's place by implementing these traits.

mod records;
pub(crate) mod seal;
mod sqlite;
mod traits;

pub use records::{
    AddedConsent, Announcement, Attested, AuditChain, AuditEntry, AuditFilter, AuditRecord,
    Callback, Cleaned, Command, Confirmation, Consumed, Counted, Cutoffs, DecisionEntry, Device,
    EndedConsent, Failure, FetchedOffer, InstalledKeySet, KeySetEntry, KeySetSource,
    NewConsentEntry, NewRequestEntry, Offer, OfferStage, OfferToken, Outcome, Overtaken,
    Possession, PreparedConsentEntry, Registered, Registration, RequestEntry, RetiredKey, Rotated,
    Rotation, SealedEntry, SealedPage, SealedUntil, TokenEntry, Unsealed, UsedId, Written,
};
pub use sqlite::SqliteStorage;
pub use traits::{
    AuditStore, ConsentStore, DeviceStore, KeySetStore, OfferStore, OutcomeStore, RetentionStore,
    RotationStore, SealingStore, Storage,
};

pub(crate) use seal::SealKey;

/// Why something could not be kept or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The database failed; nothing was changed.
    #[error("the database failed")]
    Failed,
    /// There is no room; nothing was changed. Make room: what is asked next works again.
    #[error("there is no room for the database")]
    Full,
    /// The database cannot be written, or not be opened at all; nothing was changed.
    #[error("the database cannot be written")]
    ReadOnly,
    /// Another process held the database for too long; nothing was changed.
    #[error("the database is in use elsewhere")]
    Busy,
    /// The file is no database of this program, or a value in it was changed. Restore a copy.
    #[error("the database is damaged")]
    Damaged,
    /// None of the keys that were given opens what is sealed in it.
    #[error("the database was sealed with another key")]
    WrongKey,
    /// The database was written by a newer program.
    #[error("the database is newer than this program")]
    Newer,
}
