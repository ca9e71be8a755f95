//! The transactions, by what they are about. Every method is one.

mod audit;
mod consents;
mod devices;
mod key_sets;
mod offers;
mod outcomes;
mod retention;
mod rotations;
mod sealing;

pub use audit::AuditStore;
pub use consents::ConsentStore;
pub use devices::DeviceStore;
pub use key_sets::KeySetStore;
pub use offers::OfferStore;
pub use outcomes::OutcomeStore;
pub use retention::RetentionStore;
pub use rotations::RotationStore;
pub use sealing::SealingStore;

/// Everything that is kept.
pub trait Storage:
    OfferStore
    + DeviceStore
    + KeySetStore
    + RotationStore
    + ConsentStore
    + OutcomeStore
    + AuditStore
    + RetentionStore
    + SealingStore
    + Send
    + Sync
{
}

impl<T> Storage for T where
    T: OfferStore
        + DeviceStore
        + KeySetStore
        + KeySetStore
        + RotationStore
        + ConsentStore
        + OutcomeStore
        + AuditStore
        + RetentionStore
        + SealingStore
        + Send
        + Sync
{
}
