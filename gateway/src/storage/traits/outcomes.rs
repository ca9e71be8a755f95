//! What is still to be reported, called back and announced.

use crate::storage::{Announcement, Callback, Outcome, StorageError};
use countersign_protocol::time::UnixSeconds;

/// What is still to be reported, called back and announced.
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
    /// whether they arrived; they are recorded as that, and their consents returned.
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
