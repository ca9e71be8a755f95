//! How a request ended: the AS is asked, its signed status is verified, and the ending is stored.

use super::receive::{Consent, FetchError, PendingRequest};
use super::{Device, Inner};
use crate::platform::Change;
use crate::server::native::{Answer, Native, ServerError};
use crate::store::outbox::Waiting;
use crate::store::{Answered, Arrival, EnrolmentRecord, StoreError, requests};
use countersign_protocol::jose::Typ;
use countersign_protocol::tokens::{OwnDecision, ReceiptFor, RequestStatus, check_receipt};
use countersign_protocol::vocabulary::Ending;
use countersign_transport::Method;

/// The most requests that an AS lists (docs/protocol.md §4.1): a list that long may lack some.
const MOST_LISTED: usize = 20;

impl Device {
    /// Asks whether a consent in hand still waits for its decision: it may have been answered on
    /// another device or taken back while the person reads. Ask when the app comes back to the
    /// foreground, and now and then while a consent is on screen. A decision that comes too late
    /// is refused by the bank whether or not this was asked.
    ///
    /// # Errors
    ///
    /// [`FetchError::Over`] or [`FetchError::Decided`]: take it off the screen, the history says
    /// how it ended. [`FetchError::Server`]: not known; it may stay.
    pub async fn still_open(&self, consent: &Consent) -> Result<(), FetchError> {
        let record = consent.enrolment.as_ref();
        let native = self.inner.server(&record.issuer).ok_or(FetchError::NotEnrolled)?;
        self.inner.note_ending(native, record, consent.id()).await?;
        let (enrolment, id) = (record.id.clone(), consent.id().to_owned());
        match self.inner.store.read(move |db, _| requests::known(db, &enrolment, &id)).await? {
            Some(Arrival::Open) if native.time.now() < consent.expires_at() => Ok(()),
            Some(Arrival::Decided) => Err(FetchError::Decided),
            _ => Err(FetchError::Over),
        }
    }
}

impl Inner {
    /// Asks what became of a request with a decision. A receipt is checked: one for another
    /// decision means that another was recorded. An error says nothing.
    pub(super) async fn ask(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        waiting: &Waiting,
    ) -> Result<RequestStatus, ServerError> {
        let status = self.status(native, record, &waiting.request).await?;
        let RequestStatus::Ended(Ending::Decided(OwnDecision::Recorded { receipt })) = &status
        else {
            return Ok(status);
        };
        match self.check_receipt(native, record, waiting, receipt).await? {
            ReceiptFor::This => Ok(status),
            ReceiptFor::Another => Ok(RequestStatus::Ended(Ending::AnsweredElsewhere)),
        }
    }

    pub(super) async fn check_receipt(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        waiting: &Waiting,
        receipt: &str,
    ) -> Result<ReceiptFor, ServerError> {
        let verified =
            native.verify(receipt, Typ::ConsentReceipt, &record.endpoints.as_keys).await?;
        let parties = (record.issuer.as_str(), record.device_id.as_str());
        let now = native.time.now();
        Ok(check_receipt(&verified, parties, &waiting.request, &waiting.decision, now)?)
    }

    /// Asks how a request ended that was not decided on this phone, and stores the answer. If it is
    /// known here how it ended, the AS is not asked.
    ///
    /// # Errors
    ///
    /// [`ServerError`] if there is no status: nothing is known then, and nothing changes.
    pub(super) async fn note_ending(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
    ) -> Result<(), ServerError> {
        let (enrolment, id) = (record.id.clone(), request.to_owned());
        let known = self.store.read(move |db, _| requests::known(db, &enrolment, &id)).await?;
        if known != Some(Arrival::Open) {
            return Ok(());
        }
        let ending = match self.status(native, record, request).await? {
            RequestStatus::Pending => return Ok(()),
            RequestStatus::Ended(Ending::Withdrawn) => Ending::Withdrawn,
            RequestStatus::Ended(Ending::Expired) => Ending::Expired,
            // This device made no decision, so it was another's.
            RequestStatus::Ended(Ending::Decided(_) | Ending::AnsweredElsewhere) => {
                Ending::AnsweredElsewhere
            }
        };
        let (enrolment, id, at) = (record.id.clone(), request.to_owned(), native.time.now());
        let write =
            move |db: &_, seal: &_| requests::end_undecided(db, seal, &enrolment, &id, ending, at);
        self.store.write(write).await?;
        self.platform.changed(Change::Requests);
        Ok(())
    }

    /// Asks about the requests that are open here and that the AS lists no longer.
    pub(super) async fn note_vanished(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        listed: &[PendingRequest],
    ) -> Result<(), StoreError> {
        if listed.len() >= MOST_LISTED {
            return Ok(());
        }
        let enrolment = record.id.clone();
        let open = self.store.read(move |db, _| requests::open(db, &enrolment)).await?;
        for id in open.iter().filter(|id| listed.iter().all(|item| item.id != **id)) {
            // Without a status it stays open here until its time is over.
            if let Err(ServerError::Store(error)) = self.note_ending(native, record, id).await {
                return Err(error);
            }
        }
        Ok(())
    }

    async fn status(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
    ) -> Result<RequestStatus, ServerError> {
        let session = self.session(&record.id);
        let caller = self.caller(native, &session, record)?;
        let url = format!("{}/{request}/status", record.endpoints.requests);
        let answer = Answer::Token(200, Typ::ConsentStatus);
        let token = caller.call(Method::GET, &url, None, &answer).await?;
        let token = String::from_utf8(token).map_err(|_| ServerError::Answer)?;
        let verified = native.verify(&token, Typ::ConsentStatus, &record.endpoints.as_keys).await?;
        let now = native.time.now();
        Ok(RequestStatus::read(&verified, &record.issuer, &record.device_id, request, now)?)
    }

    /// Stores how a request with a decision ended. If that fails, the next [`Device::deliver`]
    /// sends the same bytes again and gets the same answer.
    pub(super) async fn settle(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
        ending: &Ending<Answered>,
    ) {
        let (enrolment, id, at) = (record.id.clone(), request.to_owned(), native.time.now());
        let ending = ending.clone();
        let write = move |db: &_, seal: &_| requests::end(db, seal, &enrolment, &id, &ending, at);
        if self.store.write(write).await.is_err() {
            tracing::warn!("the end of a request could not be stored; it will be asked again");
        }
    }

    /// Stores that it was never learned how a request with a decision ended. If that fails, the
    /// next [`Device::deliver`] gives it up.
    pub(super) async fn give_up(&self, native: &Native, record: &EnrolmentRecord, request: &str) {
        let (enrolment, id, at) = (record.id.clone(), request.to_owned(), native.time.now());
        let write = move |db: &_, seal: &_| requests::give_up(db, seal, &enrolment, &id, at);
        match self.store.write(write).await {
            Ok(()) => tracing::warn!("it was never learned what became of a decision"),
            Err(_) => tracing::warn!("the end of a request could not be stored"),
        }
    }
}
