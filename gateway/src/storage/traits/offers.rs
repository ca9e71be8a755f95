//! Offers.

use crate::model::Actor;
use crate::storage::{
    Confirmation, FetchedOffer, Offer, OfferStage, Registered, Registration, StorageError,
};
use countersign_protocol::time::UnixSeconds;

/// Offers and the devices that answer them.
pub trait OfferStore {
    /// Keeps an offer, unless the account had `per_hour` of them in the last hour: then the
    /// seconds to wait. `by` asked for it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn add_offer(
        &self,
        offer: &Offer,
        per_hour: u32,
        by: Option<&Actor>,
    ) -> Result<Option<u32>, StorageError>;

    /// Reads an offer.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn offer(&self, id: &str) -> Result<Option<OfferStage>, StorageError>;

    /// Takes an offer's token by the hash of its handle: once.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn fetch_offer(
        &self,
        handle_hash: &str,
        now: UnixSeconds,
    ) -> Result<FetchedOffer, StorageError>;

    /// Keeps a device for an open offer, or finds that the same bytes did so before.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn register(
        &self,
        registration: &Registration,
        now: UnixSeconds,
    ) -> Result<Registered, StorageError>;

    /// Compares digits, in constant time, and makes the device active. Comparing and counting is
    /// one transaction; the last wrong try ends the offer and its device. `by` typed them.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn confirm(
        &self,
        offer: &str,
        digits: &str,
        tries: u32,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<Confirmation, StorageError>;
}
