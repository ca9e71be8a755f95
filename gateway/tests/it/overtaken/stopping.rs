//! A storage that can stop a call behind one of its reads, or before one of its writes, so that the
//! world changes meanwhile.

use countersign_gateway::channel::{Actor, ConsentRecord};
use countersign_gateway::storage::{
    AddedConsent, Announcement, AuditChain, AuditEntry, AuditFilter, AuditRecord, AuditStore,
    Callback, Cleaned, Command, Confirmation, ConsentStore, Consumed, Counted, Cutoffs,
    DecisionEntry, Device, DeviceStore, EndedConsent, Failure, FetchedOffer, InstalledKeySet,
    KeySetEntry, KeySetSource, KeySetStore, NewConsentEntry, Offer, OfferStage, OfferStore,
    Outcome, OutcomeStore, Possession, PreparedConsentEntry, Registered, Registration,
    RequestEntry, RetentionStore, RetiredKey, Rotated, Rotation, RotationStore, SealedEntry,
    SealedPage, SealedUntil, SealingStore, SqliteStorage, StorageError, TokenEntry, Unsealed,
    UsedId, Written,
};
use countersign_protocol::time::UnixSeconds;
use countersign_verify::audit::LogEnd;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// Hands every call on, and stops at the one that it was told of.
pub(crate) struct Stopping {
    pub(crate) inner: Arc<SqliteStorage>,
    script: Mutex<Script>,
}

/// Where a call can be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It has what it read, and has done nothing with it yet.
    Behind(&'static str),
    /// It has decided what to write, and with what time.
    Before(&'static str),
}

/// What is to be done at the next place.
enum Script {
    Nothing,
    /// It is taken down.
    Record(Vec<Place>),
    /// So many are passed; the one after them is where the call stops.
    Stop {
        passing: usize,
        reached: oneshot::Sender<()>,
        go: mpsc::Receiver<()>,
    },
}

/// A call on its way to the place where it stops.
pub(crate) struct Stop {
    pub(crate) reached: oneshot::Receiver<()>,
    /// Lets it go on; dropped, it does too.
    pub(crate) go: mpsc::Sender<()>,
}

impl Stopping {
    pub(crate) fn over(inner: Arc<SqliteStorage>) -> Self {
        Self { inner, script: Mutex::new(Script::Nothing) }
    }

    /// Takes down the places from now on.
    pub(crate) fn record(&self) {
        *self.script.lock().unwrap() = Script::Record(Vec::new());
    }

    /// What was passed since.
    pub(crate) fn recorded(&self) -> Vec<Place> {
        match std::mem::replace(&mut *self.script.lock().unwrap(), Script::Nothing) {
            Script::Record(places) => places,
            _ => panic!("nothing was taken down"),
        }
    }

    /// Stops at the place of this number, from now on.
    pub(crate) fn stop_at(&self, passing: usize) -> Stop {
        let ((reached, is_reached), (sender, go)) = (oneshot::channel(), mpsc::channel());
        *self.script.lock().unwrap() = Script::Stop { passing, reached, go };
        Stop { reached: is_reached, go: sender }
    }

    fn is_at(&self, place: Place) {
        let mut script = self.script.lock().unwrap();
        match &mut *script {
            Script::Nothing => {}
            Script::Record(places) => places.push(place),
            Script::Stop { passing, .. } if *passing > 0 => *passing -= 1,
            Script::Stop { .. } => {
                let stop = std::mem::replace(&mut *script, Script::Nothing);
                drop(script); // whoever changes the world reads too
                if let Script::Stop { reached, go, .. } = stop {
                    let _ = reached.send(());
                    let _ = go.recv();
                }
            }
        }
    }
}

/// A trait handed on. `read` is what calls read by, `write` what they write by; `pass` is what jobs
/// and this test itself do, and the log of refusals.
macro_rules! handed_on {
    ($trait:ident { $($kind:ident $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)* }) => {
        impl $trait for Stopping {
            $(fn $name(&self, $($arg: $type),*) -> Result<$out, StorageError> {
                handed_on!(@ before $kind self $name);
                let result = self.inner.$name($($arg),*);
                handed_on!(@ behind $kind self $name);
                result
            })*
        }
    };
    (@ behind read $self:ident $name:ident) => { $self.is_at(Place::Behind(stringify!($name))) };
    (@ before write $self:ident $name:ident) => { $self.is_at(Place::Before(stringify!($name))) };
    (@ $where:ident $kind:ident $self:ident $name:ident) => {};
}

handed_on!(OfferStore {
    write add_offer(offer: &Offer, per_hour: u32, by: Option<&Actor>) -> Option<u32>;
    read offer(id: &str) -> Option<OfferStage>;
    write fetch_offer(handle_hash: &str, now: UnixSeconds) -> FetchedOffer;
    write register(registration: &Registration, now: UnixSeconds) -> Registered;
    write confirm(offer: &str, digits: &str, tries: u32, by: Option<&Actor>, now: UnixSeconds)
        -> Confirmation;
});

handed_on!(DeviceStore {
    read device(id: &str) -> Option<Device>;
    read device_of_token(hash: &str, now: UnixSeconds) -> Option<Device>;
    read devices_of(account: &str) -> Vec<Device>;
    read active_devices_of(account: &str) -> Vec<Device>;
    read devices_page(account: &str, after: Option<&str>, most: u32) -> Option<Vec<Device>>;
    write revoke(id: &str, reason: &str, by: Option<&Actor>, now: UnixSeconds) -> bool;
    write remove(by: &Possession, now: UnixSeconds) -> Written;
    write unblock(id: &str, by: Option<&Actor>, now: UnixSeconds) -> bool;
    write revoke_all(account: &str, reason: &str, by: Option<&Actor>, now: UnixSeconds)
        -> Vec<String>;
    write issue_token(
        token: &TokenEntry, by: &Possession, assertion: Option<&UsedId>, now: UnixSeconds
    ) -> Written;
    write command(command: &Command, by: &Possession, id: &UsedId, now: UnixSeconds) -> Written;
});

handed_on!(KeySetStore {
    pass key_set() -> Option<KeySetEntry>;
    pass key_set_number() -> i64;
    pass install_key_set(set: &KeySetEntry, source: KeySetSource, now: UnixSeconds)
        -> InstalledKeySet;
});

handed_on!(RotationStore {
    read rotation_receipt(device: &str, hash: &str) -> Option<String>;
    write rotate(rotation: &Rotation, now: UnixSeconds) -> Rotated;
    read retired_key(device: &str, request: &str, thumbprint: &str) -> Option<RetiredKey>;
});

handed_on!(ConsentStore {
    write add_consent(consent: &NewConsentEntry) -> AddedConsent;
    read consent(id: &str, now: UnixSeconds) -> Option<ConsentRecord>;
    read request(id: &str, now: UnixSeconds) -> Option<RequestEntry>;
    read pending_of(device: &str, most: u32, now: UnixSeconds) -> Vec<(String, UnixSeconds)>;
    write consume(decision: &DecisionEntry, now: UnixSeconds) -> Consumed;
    write fail(failure: &Failure, limit: u32, now: UnixSeconds) -> Counted;
    write withdraw(id: &str, by: Option<&Actor>, now: UnixSeconds) -> Option<bool>;
    pass expire(now: UnixSeconds) -> Vec<EndedConsent>;
    write prepare_consent(consent: &PreparedConsentEntry) -> ();
    read prepared(id: &str, account: &str, now: UnixSeconds) -> Option<PreparedConsentEntry>;
});

handed_on!(OutcomeStore {
    pass due_outcomes(most: u32, now: UnixSeconds) -> Vec<Outcome>;
    pass outcome_taken(consent: &str, now: UnixSeconds) -> ();
    pass outcome_later(consent: &str, next_at: UnixSeconds) -> ();
    pass take_callback(now: UnixSeconds) -> Option<Callback>;
    pass callback_made(callback: &Callback, answer: Option<u16>, now: UnixSeconds) -> ();
    pass forget_callbacks(now: UnixSeconds) -> Vec<String>;
    pass due_announcements(most: u32, now: UnixSeconds) -> Vec<Announcement>;
    pass announced(announcement: &Announcement, next_at: Option<UnixSeconds>) -> ();
});

handed_on!(AuditStore {
    pass audit(entry: &AuditEntry<'_>, at: UnixSeconds) -> ();
    pass audit_log(from: i64, filter: &AuditFilter, most: u32) -> Vec<AuditRecord>;
    pass unsealed(most: u32) -> Unsealed;
    pass seal_audit(after: Option<&LogEnd>, entries: &[SealedEntry], chain: &AuditChain) -> bool;
    pass sealed_audit(after: i64, most: u32) -> Option<SealedPage>;
});

handed_on!(RetentionStore {
    pass clean(cutoffs: &Cutoffs, most: u32, now: UnixSeconds) -> Cleaned;
});

handed_on!(SealingStore {
    pass seal_anew(from: SealedUntil, most: u32) -> Option<SealedUntil>;
});
