//! The phone: the real core with software keys, where the fingerprint is a button.

mod complaint;
mod decide;
mod enrol;
mod keys;
mod language;
mod push;
mod receive;
mod screen;
mod stage;

pub use complaint::Complaint;
pub use decide::{Answer, Auto};
pub use keys::{PhoneKeys, StolenKey};
pub use push::PhonePush;

use crate::changes::Changes;
use crate::ledger::Ledger;
use crate::time;
use crate::trouble::{PhoneClock, Trouble};
use countersign::consent::words::Language;
use countersign::consent::{Presentation, Reading, Types};
use countersign::platform::software::SoftwareSecrets;
use countersign::platform::{Platform, SystemRandom};
use countersign::transport::{Issuer, IssuerError, Security};
use countersign::{
    Configuration, Consent, Device, DeviceInfo, OpenError, Outcome, PendingRequest, Received,
    Retention,
};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use screen::Screen;
use serde::Deserialize;
use serde_json::{Value, json};
use stage::Stage;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// The most lines of history that the pages show.
const HISTORY: u32 = 30;

/// The phone. Cheap to clone; every clone is the same phone.
#[derive(Clone)]
pub struct Phone(Arc<Inner>);

struct Inner {
    device: Device,
    keys: Arc<PhoneKeys>,
    ledger: Ledger,
    changes: Changes,
    model: Mutex<Model>,
    /// A person does one thing at a time.
    turn: tokio::sync::Mutex<()>,
    /// Where requests go that the phone answers by itself.
    by_itself: mpsc::UnboundedSender<(Received, Auto)>,
}

struct Model {
    stage: Stage,
    /// Requests that arrived and wait, oldest first.
    arrived: Vec<Received>,
    /// Requests that the bank listed.
    listed: Vec<PendingRequest>,
    /// Whether the notification is still there.
    unread: bool,
    screen: Option<Screen>,
    titles: HashMap<String, String>,
    history: Vec<Value>,
    language: Language,
    auto: Option<Auto>,
}

/// What the finger does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finger {
    /// It is the right one.
    Succeed,
    /// It is another one.
    Fail,
    /// It presses "Cancel".
    Cancel,
    /// It was wrong too often.
    LockOut,
    /// A new finger was added: the key is gone.
    Invalidate,
}

/// The phone could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// The bank's address is wrong.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The core did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Requests that the phone answers by itself, in the order in which they came.
pub type ByItself = mpsc::UnboundedReceiver<(Received, Auto)>;

impl Phone {
    /// A new phone that may be enrolled at this bank, and nothing else.
    ///
    /// # Errors
    ///
    /// [`PhoneError`].
    pub fn new(
        issuer: &str,
        vouching: PublicKey,
        ledger: Ledger,
        changes: Changes,
        trouble: Trouble,
    ) -> Result<(Self, ByItself), PhoneError> {
        let bank = crate::bank::NAME;
        let issuer = Issuer::new(issuer, bank, vec![vouching], Security::PlainLoopback)?;
        let keys = Arc::new(PhoneKeys::new());
        let configuration = Configuration {
            issuers: vec![issuer],
            database: None,
            presentation: Presentation {
                language: Language::English,
                time_zone: crate::bank::TIME_ZONE.to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: "Sandbox phone".to_owned(), os: "Web page".to_owned() },
            retention: Retention::default(),
        };
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(PhoneClock::new(trouble)),
            random: Arc::new(SystemRandom::new()),
            observer: None,
        };
        let device = Device::open(configuration, platform)?;
        let (by_itself, answered) = mpsc::unbounded_channel();
        let model = Mutex::new(Model::default());
        let turn = tokio::sync::Mutex::default();
        let inner = Inner { device, keys, ledger, changes, model, turn, by_itself };
        Ok((Self(Arc::new(inner)), answered))
    }

    /// What the pages show of the phone.
    #[must_use]
    pub fn state(&self) -> Value {
        self.with(|model| model.shown(time::now()))
    }

    /// Its keys, for a thief.
    #[must_use]
    pub fn keys(&self) -> &Arc<PhoneKeys> {
        &self.0.keys
    }

    /// Its core, for a thief.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.0.device
    }

    /// The handle of its enrolment here, while it has one.
    #[must_use]
    pub fn enrolment(&self) -> Option<String> {
        self.with(|model| model.stage.enrolment().map(|enrolment| enrolment.id.clone()))
    }

    /// Leaves the screen; or the offer, if there is one.
    pub fn close(&self) {
        self.change(|model| {
            if let Some(screen) = model.screen.take() {
                screen.put_back();
                return;
            }
            if let Stage::Offered { before, .. } = &mut model.stage {
                model.stage = match before.take() {
                    Some(enrolment) => Stage::Enrolled { enrolment, before: None },
                    None => Stage::Unenrolled,
                };
            }
        });
    }

    /// Reads the history again. If the database fails, the old one stays on the screen.
    async fn read_history(&self) {
        let Ok(entries) = self.0.device.history(None, HISTORY).await else { return };
        self.change(|model| {
            let ended = entries.iter().filter(|entry| entry.outcome != Outcome::Open);
            model.history = ended
                .map(|entry| {
                    let title = model.titles.get(&entry.request).map(String::as_str);
                    json!({
                        "request": entry.request,
                        "title": title,
                        "outcome": entry.outcome,
                        "at": entry.ended_at.unwrap_or_else(time::now),
                    })
                })
                .collect();
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut Model) -> T) -> T {
        look(&mut self.0.model.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change<T>(&self, change: impl FnOnce(&mut Model) -> T) -> T {
        let changed = self.with(change);
        self.0.changes.tell();
        changed
    }
}

impl Model {
    fn shown(&self, now: UnixSeconds) -> Value {
        let mut pending: Vec<(&str, UnixSeconds)> = self
            .arrived
            .iter()
            .map(|received| (received.request.as_str(), received.expires_at))
            .chain(self.listed.iter().map(|request| (request.id.as_str(), request.expires_at)))
            .filter(|(_, expires_at)| now < *expires_at)
            .collect();
        pending.sort_by_key(|(id, _)| *id);
        pending.dedup_by_key(|(id, _)| *id);
        pending.sort_by_key(|(_, expires_at)| *expires_at);
        let mut shown = json!({
            "notice": self.unread && !pending.is_empty(),
            "pending": pending
                .iter()
                .map(|(id, expires_at)| json!({ "id": id, "expires_at": expires_at }))
                .collect::<Vec<_>>(),
            "screen": self.screen.as_ref().and_then(|screen| screen.shown(self.language)),
            "history": self.history,
            "language": self.language.tag(),
        });
        if let Some(members) = shown.as_object_mut() {
            let stage = self.stage.shown().into_iter();
            members.extend(stage.map(|(name, value)| (name.to_owned(), value)));
        }
        shown
    }

    /// Keeps what a request is called, for the history. One that could not be shown has no name.
    fn keep_title(&mut self, consent: &Consent) {
        if let Ok(Reading::Shown(view)) = consent.reading() {
            self.titles.insert(consent.id().to_owned(), view.title.clone());
        }
    }

    /// Forgets a request that no longer waits.
    fn settle(&mut self, request: &str) {
        self.arrived.retain(|received| received.request != request);
        self.listed.retain(|listed| listed.id != request);
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            stage: Stage::Unenrolled,
            arrived: Vec::new(),
            listed: Vec::new(),
            unread: false,
            screen: None,
            titles: HashMap::new(),
            history: Vec::new(),
            language: Language::English,
            auto: None,
        }
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone")
    }
}
