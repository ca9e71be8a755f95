//! From a hint to a consent that can be shown: one round trip.

use super::hand::{Closed, Hold};
use super::{Device, Inner};
use crate::platform::Change;
use crate::server::Deadline;
use crate::server::native::{Answer, ServerError};
use crate::store::{Arrival, EnrolmentRecord, Recent, StoreError, requests};
use countersign_protocol::claims::{Members, is_id};
use countersign_protocol::consent::{Addressee, ConsentRequest, Reading};
use countersign_protocol::jose::{JoseError, Typ, Verified};
use countersign_protocol::json::Json;
use countersign_protocol::notice::Notice;
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use countersign_transport::Method;
use std::sync::Arc;

/// A consent in hand: verified, for this device, read. Everything from here to the signature
/// works on this one object; nothing is fetched again.
///
/// There is one in hand at a time. It is let go of when it is decided or over, by
/// [`Consent::put_back`], when its last clone is dropped, and after five minutes without
/// [`Consent::touch`].
#[derive(Clone)]
pub struct Consent {
    pub(super) request: ConsentRequest,
    pub(super) deadline: Deadline,
    pub(super) enrolment: Arc<EnrolmentRecord>,
    pub(super) hold: Arc<Hold>,
    recent: Recent,
}

/// A request that arrived and waits. It was verified and kept; nothing of it is shown until it is
/// opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The enrolment it came to.
    pub enrolment: String,
    /// Its id.
    pub request: String,
    /// When it ends, server time.
    pub expires_at: UnixSeconds,
    /// How many came lately.
    pub recent: Recent,
    /// The person muted this enrolment: post no notification.
    pub muted: bool,
}

/// What came of fetching a request.
struct Fetched {
    request: ConsentRequest,
    enrolment: Arc<EnrolmentRecord>,
    recent: Recent,
}

/// A request that the AS lists as waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRequest {
    /// Its id.
    pub id: String,
    /// When it ends, server time.
    pub expires_at: UnixSeconds,
}

/// Why there is no consent to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No enrolment of this handle or id is on this phone. Ignore the notice.
    #[error("no such enrolment")]
    NotEnrolled,
    /// The AS knows no such request for this device. Somebody may be forging notices.
    #[error("the server knows no such request")]
    NoSuchRequest,
    /// It is over, or was decided, here or elsewhere; see the history.
    #[error("the request is over")]
    Over,
    /// A decision was made here and is on its way.
    #[error("the request was decided")]
    Decided,
    /// What came is not a request of this AS for this device, or differs from what came under
    /// the same id before. Report it; do not answer it.
    #[error("the request is not genuine")]
    NotGenuine,
    /// Another consent is in hand. Let the person decide it first, or put it back
    /// ([`Consent::put_back`]); never put this one in its place.
    #[error("another consent is in hand")]
    InHand,
    /// Too many requests wait on this phone already. This one was not kept: open it from
    /// [`Device::pending`] when others are decided.
    #[error("too many requests are waiting")]
    TooMany,
    /// The AS could not be reached, or refused.
    #[error(transparent)]
    Server(ServerError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Device {
    /// Fetches what a notice points at, and keeps it: for a push that arrives. Then post a
    /// notification that says no more than that the bank asks, unless it is `muted`. Whatever is
    /// in hand stays there.
    ///
    /// # Errors
    ///
    /// [`FetchError`]: post no notification.
    pub async fn receive(&self, notice: &Notice) -> Result<Received, FetchError> {
        let record = self.addressed(notice).await?;
        let fetched = self.inner.fetch(record, &notice.request).await?;
        let record = fetched.enrolment;
        let native = self.inner.server(&record.issuer).ok_or(FetchError::NotEnrolled)?;
        Ok(Received {
            enrolment: record.id.clone(),
            request: fetched.request.id().to_owned(),
            expires_at: fetched.request.expires_at(),
            recent: fetched.recent,
            muted: native.time.now() < record.muted_until,
        })
    }

    /// Opens what a notice points at: for a notification that the person touched. The same
    /// request again is the same consent in hand.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub async fn open_notice(&self, notice: &Notice) -> Result<Consent, FetchError> {
        let record = self.addressed(notice).await?;
        self.inner.open(record, &notice.request).await
    }

    /// Opens a request of an enrolment, from [`Device::pending`] or [`Device::receive`].
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub async fn open_request(
        &self,
        enrolment: &str,
        request: &str,
    ) -> Result<Consent, FetchError> {
        let record = self.inner.settled(enrolment).await?.ok_or(FetchError::NotEnrolled)?;
        self.inner.open(record, request).await
    }

    async fn addressed(&self, notice: &Notice) -> Result<Arc<EnrolmentRecord>, FetchError> {
        let records = self.inner.store.records().await?;
        let record = records.iter().find(|record| record.handle == notice.enrolment);
        let id = &record.ok_or(FetchError::NotEnrolled)?.id;
        self.inner.settled(id).await?.ok_or(FetchError::NotEnrolled)
    }

    /// Asks the AS what is waiting, oldest first, and how those ended that wait no longer. Do this
    /// when the app comes to the foreground: pushes get lost.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub async fn pending(&self, enrolment: &str) -> Result<Vec<PendingRequest>, FetchError> {
        let record = self.inner.settled(enrolment).await?.ok_or(FetchError::NotEnrolled)?;
        let native = self.inner.server(&record.issuer).ok_or(FetchError::NotEnrolled)?;
        let session = self.inner.session(&record.id);
        let caller = self.inner.caller(native, &session, &record)?;
        let answer =
            caller.call(Method::GET, &record.endpoints.requests, None, &Answer::Json(200)).await?;
        let listed = pending_list(&answer).ok_or(FetchError::Server(ServerError::Answer))?;
        // Asked before the overdue are marked as expired: one of them may have been answered on
        // another device.
        self.inner.note_vanished(native, &record, &listed).await?;
        let (id, now) = (record.id.clone(), native.time.now());
        let retention = self.inner.configuration.retention;
        let expire = move |db: &_, seal: &_| requests::expire(db, seal, &id, now, retention);
        self.inner.store.write(expire).await?;
        Ok(listed)
    }
}

impl Inner {
    /// Fetches a request and takes it in hand.
    async fn open(
        &self,
        record: Arc<EnrolmentRecord>,
        request: &str,
    ) -> Result<Consent, FetchError> {
        let over = |hold: &Hold| self.is_over(hold);
        // Before the call, so that refusing costs nothing; and again when it is taken.
        self.hand.check(&record.id, request, over).map_err(|_| FetchError::InHand)?;
        let Fetched { request, enrolment, recent } = self.fetch(record, request).await?;
        let native = self.server(&enrolment.issuer).ok_or(FetchError::NotEnrolled)?;
        let deadline = native.time.deadline(request.expires_at());
        let names = [enrolment.id.as_str(), request.id(), enrolment.issuer.as_str()];
        let hold = self.hand.take(names, deadline.clone(), over);
        let hold = hold.map_err(|_| FetchError::InHand)?;
        Ok(Consent { request, deadline, enrolment, hold, recent })
    }

    fn is_over(&self, hold: &Hold) -> bool {
        self.server(hold.issuer()).is_none_or(|native| native.time.is_over(hold.deadline()))
    }

    /// Fetches a request, verifies and reads it, and stores it.
    async fn fetch(
        &self,
        record: Arc<EnrolmentRecord>,
        request: &str,
    ) -> Result<Fetched, FetchError> {
        let native = self.server(&record.issuer).ok_or(FetchError::NotEnrolled)?;
        if !is_id(request) {
            return Err(FetchError::NoSuchRequest);
        }
        // Nothing new for an app that is too old; but the discovery document has the last word.
        if native.asks_for_update() {
            native.discover().await?;
        }
        let session = self.session(&record.id);
        let caller = self.caller(native, &session, &record)?;
        let url = format!("{}/{request}", record.endpoints.requests);
        let answer = Answer::Token(200, Typ::ConsentRequest);
        let token = match caller.call(Method::GET, &url, None, &answer).await {
            Err(error @ (ServerError::Gone | ServerError::Conflict)) => {
                // Without a status it stays open here until its time is over.
                if let Err(ServerError::Store(error)) =
                    self.note_ending(native, &record, request).await
                {
                    return Err(error.into());
                }
                return Err(error.into());
            }
            called => called?,
        };
        let token = String::from_utf8(token).map_err(|_| FetchError::NotGenuine)?;
        let verified =
            native.verify(&token, Typ::ConsentRequest, &record.endpoints.as_keys).await?;
        let consent = self.read(&verified, &record).map_err(|_| FetchError::NotGenuine)?;
        if consent.id() != request {
            return Err(FetchError::NotGenuine);
        }
        let now = native.time.now();
        // The AS's answer said what time it is there: it cannot have made this request later.
        if consent.issued_at() > now.plus(SKEW_SECONDS) {
            return Err(FetchError::NotGenuine);
        }
        let life = consent.expires_at().since(consent.issued_at());
        if life > record.endpoints.request_expiry_max
            && life > native.discover().await?.request_expiry_max
        {
            return Err(FetchError::NotGenuine);
        }
        consent.valid_at(now).map_err(|_| FetchError::Over)?;
        let (enrolment, kept) = (record.id.clone(), consent.clone());
        let retention = self.configuration.retention;
        let arrive = move |db: &_, seal: &_| {
            let arrival = requests::arrive(db, seal, &enrolment, &kept, now, retention)?;
            Ok((arrival, Recent::count(db, &enrolment, now)?))
        };
        let (arrival, recent) = self.store.write(arrive).await?;
        match arrival {
            Arrival::Open => {}
            Arrival::Decided => return Err(FetchError::Decided),
            Arrival::Ended => return Err(FetchError::Over),
            Arrival::TooMany => return Err(FetchError::TooMany),
            Arrival::Changed => {
                self.platform.changed(Change::Requests);
                return Err(FetchError::NotGenuine);
            }
        }
        self.platform.changed(Change::Requests);
        Ok(Fetched { request: consent, enrolment: record, recent })
    }

    pub(super) fn read(
        &self,
        verified: &Verified,
        record: &EnrolmentRecord,
    ) -> Result<ConsentRequest, JoseError> {
        let to = Addressee {
            issuer: &record.issuer,
            device: &record.device_id,
            account: &record.account,
        };
        ConsentRequest::read(verified, &to, &self.presentation())
    }
}

impl Consent {
    /// The request's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.request.id()
    }

    /// The enrolment it came to.
    #[must_use]
    pub fn enrolment(&self) -> &str {
        &self.enrolment.id
    }

    /// What to show. Only [`Reading::Shown`] can be approved; both can be denied.
    ///
    /// # Errors
    ///
    /// [`Closed`]: take it off the screen, and open the request again if the person wants it.
    pub fn reading(&self) -> Result<&Reading, Closed> {
        self.hold.check()?;
        Ok(self.request.reading())
    }

    /// Says that somebody looks at it: call it when the person touches the screen. Five minutes
    /// after the last time it can neither be read nor approved.
    ///
    /// # Errors
    ///
    /// [`Closed`]: it was too late.
    pub fn touch(&self) -> Result<(), Closed> {
        self.hold.touch()
    }

    /// Lets go of it, undecided, so that another can be opened. It still waits, and can be opened
    /// again. Clones of it, and what was prepared from them, are put back with it.
    pub fn put_back(&self) {
        self.hold.put_back();
    }

    /// How many requests came to this enrolment lately: to show beside the view. It is not part
    /// of what is signed.
    #[must_use]
    pub const fn recent(&self) -> Recent {
        self.recent
    }

    /// From when on it is over, server time.
    #[must_use]
    pub const fn expires_at(&self) -> UnixSeconds {
        self.request.expires_at()
    }

    /// What an integrity signal has to cover (the claim `request_hash`).
    #[must_use]
    pub fn request_hash(&self) -> &str {
        self.request.hash()
    }
}

/// `{"requests":[{"id","exp"}]}`, at most 20.
fn pending_list(body: &[u8]) -> Option<Vec<PendingRequest>> {
    let mut members = Members::parse(body).ok()?;
    let items = members.optional_array("requests", 20).ok()??;
    let read = |item: Json| {
        let mut item = Members::of(item).ok()?;
        Some(PendingRequest { id: item.id("id").ok()?, expires_at: item.time("exp").ok()? })
    };
    items.into_iter().map(read).collect()
}

impl From<ServerError> for FetchError {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Unknown => Self::NoSuchRequest,
            ServerError::Gone | ServerError::Conflict => Self::Over,
            ServerError::Token(_) => Self::NotGenuine,
            other => Self::Server(other),
        }
    }
}

impl std::fmt::Debug for Consent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Consent({:?})", self.request)
    }
}
