//! What is kept, and the transactions that single use rests on.
//!
//! Every method is one transaction: it happens wholly or not at all, and is durable when it
//! returns. Another database can take SQLite's place by implementing these traits.

mod records;
mod sqlite;

pub use records::{
    AddedConsent, Announcement, Attested, AuditEntry, AuditFilter, AuditRecord, Callback, Cleaned,
    Command, Confirmation, Consumed, Cutoffs, DecisionEntry, Device, EndedConsent, Failure,
    FetchedOffer, NewConsentEntry, NewRequestEntry, Offer, OfferStage, OfferToken, Outcome,
    PreparedConsent, Registered, Registration, RequestEntry, RetiredKey, Rotated, Rotation,
    SealedUntil, StateChange, TokenEntry, UsedId,
};
pub use sqlite::SqliteStorage;

pub(crate) use records::blocked_because;

use crate::channel::ConsentRecord;
use countersign_protocol::time::UnixSeconds;

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

/// Everything that is kept.
pub trait Storage:
    OfferStore
    + DeviceStore
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

/// Offers and the devices that answer them.
pub trait OfferStore {
    /// Keeps an offer, unless the account had `per_hour` of them in the last hour: then the
    /// seconds to wait.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn add_offer(&self, offer: &Offer, per_hour: u32) -> Result<Option<u32>, StorageError>;

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
    /// one transaction; the last wrong try ends the offer and its device.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn confirm(
        &self,
        offer: &str,
        digits: &str,
        tries: u32,
        now: UnixSeconds,
    ) -> Result<Confirmation, StorageError>;
}

/// Devices and what they may do.
pub trait DeviceStore {
    /// Reads a device.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn device(&self, id: &str) -> Result<Option<Device>, StorageError>;

    /// The device that an access token was given to, by the token's hash.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn device_of_token(&self, hash: &str, now: UnixSeconds)
    -> Result<Option<Device>, StorageError>;

    /// An account's devices, oldest first.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn devices_of(&self, account: &str) -> Result<Vec<Device>, StorageError>;

    /// A page of an account's devices, oldest first: at most `most`, those behind the device
    /// `after`. `None` if that is no device of this account.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn devices_page(
        &self,
        account: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Option<Vec<Device>>, StorageError>;

    /// Changes a device's state if it is one of `change.from`, and returns whether it was.
    /// Unblocking forgets the failures of the device and its account.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn change_state(
        &self,
        id: &str,
        change: &StateChange<'_>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError>;

    /// Revokes every device of an account that is not revoked, and returns their ids.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn revoke_all(
        &self,
        account: &str,
        reason: &str,
        now: UnixSeconds,
    ) -> Result<Vec<String>, StorageError>;

    /// Keeps an access token; if it is for an assertion, only once for its id, else `false`.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn issue_token(
        &self,
        token: &TokenEntry,
        assertion: Option<&UsedId>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError>;

    /// Does what a signed body asks for, if its id was not used before; else `false`.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn command(
        &self,
        command: &Command,
        id: &UsedId,
        now: UnixSeconds,
    ) -> Result<bool, StorageError>;

    /// The number of a key set with this fingerprint: greater than any before it when it changes.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn key_set_number(&self, fingerprint: &str, now: UnixSeconds) -> Result<i64, StorageError>;
}

/// Keys of devices that take the place of others.
pub trait RotationStore {
    /// The receipt for these very bytes, if they were accepted before.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn rotation_receipt(&self, device: &str, hash: &str) -> Result<Option<String>, StorageError>;

    /// Puts the new key in the old one's place, if the device is active, the rotation has not
    /// ended, the old key is the device's own and the new one is unknown. What is answered as
    /// [`Rotated::Gone`] stays so for the same bytes.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn rotate(&self, rotation: &Rotation, now: UnixSeconds) -> Result<Rotated, StorageError>;

    /// The device's keys that were replaced since this request was made.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn retired_keys(&self, device: &str, request: &str) -> Result<Vec<RetiredKey>, StorageError>;
}

/// Consents, their copies for devices, and decisions.
pub trait ConsentStore {
    /// Keeps a consent with its requests, unless the account has too many.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn add_consent(&self, consent: &NewConsentEntry) -> Result<AddedConsent, StorageError>;

    /// Reads a consent. One whose time is over is expired, whatever the row says.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn consent(&self, id: &str, now: UnixSeconds) -> Result<Option<ConsentRecord>, StorageError>;

    /// Reads a request with the state of its consent and the decision on it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn request(&self, id: &str, now: UnixSeconds) -> Result<Option<RequestEntry>, StorageError>;

    /// What waits for a device, oldest first.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn pending_of(
        &self,
        device: &str,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Vec<(String, UnixSeconds)>, StorageError>;

    /// Check 14: decides the consent by this decision if nothing decided it before, keeps the
    /// receipt and queues the outcome. An approval ends the count of failures.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn consume(&self, decision: &DecisionEntry, now: UnixSeconds)
    -> Result<Consumed, StorageError>;

    /// Decides the consent as failed, if nothing decided it before, and counts the failure:
    /// `limit` of them in a row block the device, or all devices of the account.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn fail(
        &self,
        failure: &Failure,
        limit: u32,
        now: UnixSeconds,
    ) -> Result<Option<Vec<String>>, StorageError>;

    /// Takes a consent back. `Some(false)` if it was ended before, `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn withdraw(&self, id: &str, now: UnixSeconds) -> Result<Option<bool>, StorageError>;

    /// Ends what has expired: consents, and registered devices that nobody confirmed.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn expire(&self, now: UnixSeconds) -> Result<Vec<EndedConsent>, StorageError>;

    /// Keeps a consent for a CIBA request that will name it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn prepare_consent(&self, consent: &PreparedConsent) -> Result<(), StorageError>;

    /// Takes a prepared consent of this account: once.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn take_prepared(
        &self,
        id: &str,
        account: &str,
        now: UnixSeconds,
    ) -> Result<Option<PreparedConsent>, StorageError>;
}

/// What others are still to be told.
pub trait OutcomeStore {
    /// Outcomes that are due at the AS's webhook.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn due_outcomes(&self, most: u32, now: UnixSeconds) -> Result<Vec<Outcome>, StorageError>;

    /// The webhook took it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn outcome_taken(&self, consent: &str, now: UnixSeconds) -> Result<(), StorageError>;

    /// The webhook did not; it is due again then.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn outcome_later(&self, consent: &str, next_at: UnixSeconds) -> Result<(), StorageError>;

    /// Takes one callback that is due and marks it as made, before it is. It is never given
    /// again, not even after a crash.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn take_callback(&self, now: UnixSeconds) -> Result<Option<Callback>, StorageError>;

    /// Notes how a callback was answered; `None` if no answer was seen: then nobody knows whether
    /// it arrived.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn callback_made(
        &self,
        callback: &Callback,
        answer: Option<u16>,
        now: UnixSeconds,
    ) -> Result<(), StorageError>;

    /// After a start: callbacks that were begun and of which no answer was kept. Nobody knows
    /// whether they arrived; they are noted as that, and their consents returned.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn forget_callbacks(&self, now: UnixSeconds) -> Result<Vec<String>, StorageError>;

    /// Announcements of new devices that are due.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn due_announcements(
        &self,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Vec<Announcement>, StorageError>;

    /// An announcement was taken, or given up (`None`), or is due again then.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn announced(
        &self,
        announcement: &Announcement,
        next_at: Option<UnixSeconds>,
    ) -> Result<(), StorageError>;
}

/// What is deleted, and when.
pub trait RetentionStore {
    /// Deletes what is older than the bank's times for it and what has expired: at most `most` of
    /// each kind, each in a transaction of its own. Whatever the times say, nothing is deleted that
    /// somebody can still need: a consent that waits, one that ended less than a day ago, one whose
    /// outcome the AS has still to be told. Done twice it is done once.
    ///
    /// # Errors
    ///
    /// [`StorageError`]; what was deleted before it stays deleted.
    fn clean(
        &self,
        cutoffs: &Cutoffs,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Cleaned, StorageError>;
}

/// What is sealed, and with which key.
pub trait SealingStore {
    /// Seals at most `most` values anew that another key than the first sealed, from a place on,
    /// and returns the place to go on from: `None` when no value needs another key any more.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn seal_anew(&self, from: SealedUntil, most: u32) -> Result<Option<SealedUntil>, StorageError>;
}

/// The log of what happened, without what was asked.
pub trait AuditStore {
    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn audit(&self, entry: &AuditEntry<'_>, at: UnixSeconds) -> Result<(), StorageError>;

    /// The entries, oldest first, from a number on, as far as the filter lets them through.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn audit_log(
        &self,
        from: i64,
        filter: &AuditFilter,
        most: u32,
    ) -> Result<Vec<AuditRecord>, StorageError>;
}
