//! The face of the core in Kotlin and Swift: one object for all enrolments of an app.

use crate::changes::{Changes, Counter};
use crate::clock::PhoneClock;
use crate::configuration::{Configuration, Configured};
use crate::consent::Consent;
use crate::errors::{FetchError, HistoryError, ManageError, OpenError};
use crate::keys::{KeyStore, Keys};
use crate::progress::{EnrolmentProgress, RotationProgress};
use crate::records::{
    Approving, Enrolment, HistoryCheck, HistoryEntry, PendingRequest, PushTarget, Received, Round,
    Told,
};
use crate::secret::{SecretStore, Secrets};
use crate::work::Work;
use countersign::consent::words::Language;
use countersign::intake::{Notice, NoticeError};
use countersign::platform::{Platform, SystemRandom};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The longest that one call waits for a change.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// The authentication device: receives, shows, signs and returns consents for all enrolments of
/// the app. One per app is enough; it may be used from any thread.
///
/// Every call blocks until it is done: call from a thread that may wait, never from the main one.
/// A call that was begun is carried out whether or not somebody still waits for it.
#[derive(uniffi::Object)]
pub struct Device {
    pub(crate) core: countersign::Device,
    pub(crate) work: Work,
    pub(crate) enrolling: Mutex<EnrolmentProgress>,
    pub(crate) rotating: Mutex<RotationProgress>,
    changes: Arc<Counter>,
    app_languages: Vec<Language>,
}

/// A hint that a request may be waiting, as it came. Nothing in it is believed or shown.
#[derive(Clone, uniffi::Enum)]
pub enum Hint {
    /// The `data` of an FCM message.
    Data {
        /// By name.
        data: HashMap<String, String>,
    },
    /// The JSON of an APNs `userInfo`, or of a UnifiedPush message.
    Json {
        /// UTF-8.
        payload: Vec<u8>,
    },
    /// An App Link or Universal Link.
    Link {
        /// As it was opened.
        link: String,
    },
}

#[uniffi::export]
impl Device {
    /// Opens the database and gets ready. Makes no call to a bank. Keys that belong to no
    /// enrolment of this database are deleted.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: nothing is left half open.
    #[uniffi::constructor]
    pub fn open(
        configuration: Configuration,
        keys: Arc<dyn KeyStore>,
        secrets: Arc<dyn SecretStore>,
    ) -> Result<Self, OpenError> {
        let configured = Configured::try_from(configuration)?;
        let app_languages = configured.app_languages.clone();
        let changes = Arc::new(Counter::default());
        let platform = platform(&configured, keys, secrets, Some(Arc::clone(&changes)));
        let work = Work::start().ok_or(OpenError::TryLater)?;
        let core = countersign::Device::open(configured.core, platform)?;
        let (enrolling, rotating) = (Mutex::default(), Mutex::default());
        Ok(Self { core, work, enrolling, rotating, changes, app_languages })
    }

    /// All enrolments, oldest first.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn enrolments(&self) -> Result<Vec<Enrolment>, ManageError> {
        let enrolments = self.work.finish(self.core.enrolments())?;
        Ok(enrolments.into_iter().map(Enrolment::from).collect())
    }

    /// Fetches what a hint points at, and keeps it: for a push that arrives while the app runs.
    /// Then post a notification that says no more than that the bank asks, unless it is `muted`.
    /// Whatever is in hand stays there.
    ///
    /// # Errors
    ///
    /// [`FetchError`]: post no notification.
    pub fn receive(&self, hint: Hint) -> Result<Received, FetchError> {
        let notice = hint.read()?;
        Ok(self.work.finish(self.core.receive(&notice))?.into())
    }

    /// Opens what a hint points at: for a notification that the person touched. The same request
    /// again is the same consent in hand.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub fn open_hint(&self, hint: Hint) -> Result<Consent, FetchError> {
        let notice = hint.read()?;
        let consent = self.work.finish(self.core.open_notice(&notice))?;
        Ok(self.in_hand(consent))
    }

    /// Opens a request of an enrolment, from `pending` or `receive`.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub fn open_request(&self, enrolment: String, request: String) -> Result<Consent, FetchError> {
        let consent = self.work.finish(self.core.open_request(&enrolment, &request))?;
        Ok(self.in_hand(consent))
    }

    /// Asks the bank what is waiting, oldest first, and how those ended that wait no longer. Do
    /// this when the app comes to the foreground: pushes get lost.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub fn pending(&self, enrolment: String) -> Result<Vec<PendingRequest>, FetchError> {
        let pending = self.work.finish(self.core.pending(&enrolment))?;
        Ok(pending.into_iter().map(PendingRequest::from).collect())
    }

    /// Sends every decision that has no answer yet and whose turn it is, then the other changes
    /// that the banks have not acknowledged, and says when to call again. Call it when the app
    /// starts, and then when that time is over; with `now` it does not wait for its own turn: when
    /// the network is back, or the person asks for it.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn deliver(&self, now: bool) -> Result<Round, ManageError> {
        let round = if now {
            self.work.finish(self.core.deliver_now())
        } else {
            self.work.finish(self.core.deliver())
        };
        Ok(round?.into())
    }

    /// Asks the bank how far the enrolment is, and sends it the changes that it has not
    /// acknowledged. Do this when the app starts.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn refresh(&self, enrolment: String) -> Result<Enrolment, ManageError> {
        Ok(self.work.finish(self.core.refresh(&enrolment))?.into())
    }

    /// Tells the bank where notices go from now on. The change is stored before it is sent: after
    /// `Later` the app need not call again.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn update_push(&self, enrolment: String, target: PushTarget) -> Result<Told, ManageError> {
        Ok(self.work.finish(self.core.update_push(&enrolment, &target.into()))?.into())
    }

    /// Tells the bank what this version of the app can do: after an update.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn update_capabilities(&self, enrolment: String) -> Result<(), ManageError> {
        Ok(self.work.finish(self.core.update_capabilities(&enrolment))?)
    }

    /// "This was not me", of a request that is over or was decided: the bank blocks the device
    /// until it has looked. For a request that waits see `Consent::not_me`.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn report(&self, enrolment: String, request: String) -> Result<Told, ManageError> {
        Ok(self.work.finish(self.core.report(&enrolment, &request))?.into())
    }

    /// Remembers that an enrolment's approval key is lost: the app may learn it elsewhere than at
    /// a prompt.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn approval_key_lost(&self, enrolment: String) -> Result<Approving, ManageError> {
        Ok(self.work.finish(self.core.approval_key_lost(&enrolment))?.into())
    }

    /// Keeps notifications of an enrolment back for so many seconds, at most a day; 0 ends it.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn mute(&self, enrolment: String, seconds: u32) -> Result<(), ManageError> {
        Ok(self.work.finish(self.core.mute(&enrolment, seconds))?)
    }

    /// Ends the enrolment at the bank, then deletes its keys, requests and history here.
    ///
    /// # Errors
    ///
    /// [`ManageError::TryLater`]: the enrolment is still here, as one that is being removed;
    /// `deliver` goes on, also after the next start. Or `forget`.
    pub fn remove(&self, enrolment: String) -> Result<(), ManageError> {
        Ok(self.work.finish(self.core.remove(&enrolment))?)
    }

    /// Deletes an enrolment here only: its keys, requests and history.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn forget(&self, enrolment: String) -> Result<(), ManageError> {
        Ok(self.work.finish(self.core.forget(&enrolment))?)
    }

    /// A page of at most `count` (100 at the most) requests, newest first, numbered below
    /// `before`; `None` begins at the newest.
    ///
    /// # Errors
    ///
    /// [`HistoryError`].
    pub fn history(
        &self,
        before: Option<i64>,
        count: u32,
    ) -> Result<Vec<HistoryEntry>, HistoryError> {
        let entries = self.work.finish(self.core.history(before, count))?;
        let titled = |entry: countersign::HistoryEntry| {
            let title = self.core.title(&entry);
            HistoryEntry::of(entry, title)
        };
        Ok(entries.into_iter().map(titled).collect())
    }

    /// Whether an entry of an enrolment's history is missing or was changed. Reads all of it.
    ///
    /// # Errors
    ///
    /// [`HistoryError`].
    pub fn check_history(&self, enrolment: String) -> Result<HistoryCheck, HistoryError> {
        Ok(self.work.finish(self.core.check_history(&enrolment))?.into())
    }

    /// Everything of an enrolment that ended, as JSON with the signed tokens and the keys to
    /// check them by (docs/protocol.md §9). Hand it to the person, and to nobody else.
    ///
    /// # Errors
    ///
    /// [`HistoryError`].
    pub fn export_history(&self, enrolment: String) -> Result<String, HistoryError> {
        Ok(self.work.finish(self.core.export_history(&enrolment))?)
    }

    /// From now on requests are read in the best language for these tags and in this time zone:
    /// the person changed them while the app runs. What is in hand stays as it was shown.
    ///
    /// # Errors
    ///
    /// Only what a panic arrives as: there is no error of its own.
    pub fn present_in(
        &self,
        preferred_languages: Vec<String>,
        time_zone: String,
    ) -> Result<(), ManageError> {
        let preferred: Vec<&str> = preferred_languages.iter().map(String::as_str).collect();
        let language = Language::matching(&preferred, &self.app_languages);
        self.core.present_in(language, time_zone);
        Ok(())
    }

    /// Changes the key that seals the database. Everything else goes on meanwhile; if it ends
    /// before its time, call it again to finish.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub fn change_seal(&self) -> Result<(), ManageError> {
        Ok(self.work.finish(self.core.change_seal())?)
    }

    /// How often each kind of thing changed until now.
    pub fn changes(&self) -> Changes {
        self.changes.now()
    }

    /// Blocks until something changed since these counts, or for so many milliseconds, or until
    /// [`Device::release_waiting`]; then the counts. For a thread that does nothing else.
    pub fn changes_after(&self, seen: Changes, longest_ms: u32) -> Changes {
        let longest = Duration::from_millis(longest_ms.into()).min(LONGEST_WAIT);
        self.changes.after(seen, longest)
    }

    /// Ends all waiting in [`Device::changes_after`], now and later: before the device is let go.
    pub fn release_waiting(&self) {
        self.changes.release();
    }
}

/// Deletes every key, the secrets and the database, so that the next open is a first start. The way
/// out after [`OpenError::Reset`]; the bank is told nothing, so the person must enrol again there.
/// No device may be open.
///
/// # Errors
///
/// [`OpenError::Undelivered`] unless what the bank has not heard of is to be discarded: nothing was
/// deleted. [`OpenError::TryLater`]: calling it again continues where it stopped.
#[uniffi::export]
pub fn reset(
    configuration: Configuration,
    keys: Arc<dyn KeyStore>,
    secrets: Arc<dyn SecretStore>,
    discard_undelivered: bool,
) -> Result<(), OpenError> {
    let configured = Configured::try_from(configuration)?;
    let platform = platform(&configured, keys, secrets, None);
    let undelivered = if discard_undelivered {
        countersign::Undelivered::Discard
    } else {
        countersign::Undelivered::Keep
    };
    Ok(countersign::Device::reset(&configured.core, &platform, undelivered)?)
}

impl Device {
    /// A consent that was just opened, in the language that it was read in.
    fn in_hand(&self, consent: countersign::Consent) -> Consent {
        Consent::new(self.core.clone(), self.work.clone(), consent)
    }
}

impl Hint {
    fn read(&self) -> Result<Notice, NoticeError> {
        match self {
            Self::Data { data } => Notice::from_fcm(data),
            Self::Json { payload } => Notice::from_apns(payload),
            Self::Link { link } => Notice::from_link(link),
        }
    }
}

fn platform(
    configured: &Configured,
    keys: Arc<dyn KeyStore>,
    secrets: Arc<dyn SecretStore>,
    observer: Option<Arc<Counter>>,
) -> Platform {
    Platform {
        keys: Arc::new(Keys(keys)),
        secrets: Arc::new(Secrets(secrets)),
        clock: Arc::new(PhoneClock::of_boot(configured.boot_id.clone())),
        random: Arc::new(SystemRandom::new()),
        observer: observer.map(|counter| counter as _),
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Device")
    }
}
