//! Delivering: the same bytes, again and again, until there is an answer.

use super::{Device, Inner};
use crate::decision::{RequestStatus, StatusKind, check_receipt};
use crate::jose::Typ;
use crate::platform::Change;
use crate::server::native::{Answer, ApprovedBody, Native, ServerError};
use crate::store::{Ending, EnrolmentRecord, StoreError, requests};
use reqwest::Method;

/// What became of a decision that was made.
#[derive(Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The bank recorded it, and signed that it did.
    Recorded {
        /// The receipt, a compact JWS.
        receipt: String,
    },
    /// The bank did not accept it and does not say why. The request is over.
    Refused,
    /// Another device of the customer answered first.
    AnsweredElsewhere,
    /// The bank or the client took the request back before the decision arrived.
    Withdrawn,
    /// The request ended before the decision arrived.
    Expired,
    /// No answer yet: the bank may or may not have it. Say so to the person, and call
    /// [`Device::deliver`] later.
    Unknown,
}

impl Device {
    /// Sends every decision that has no answer yet, once, oldest first. Call it when the app
    /// starts, comes to the foreground, or the network is back.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    #[tracing::instrument(skip_all)]
    pub async fn deliver(&self) -> Result<Vec<(String, Delivery)>, StoreError> {
        let mut deliveries = Vec::new();
        for waiting in self.inner.store.read(requests::undelivered).await? {
            let Some(record) = self.inner.record(&waiting.enrolment).await? else { continue };
            let decision = &waiting.decision;
            let delivery =
                self.inner.deliver(&record, &waiting.request, waiting.approved, decision).await;
            deliveries.push((waiting.request, delivery));
        }
        Ok(deliveries)
    }
}

impl Inner {
    /// Sends a stored decision and writes down what came of it.
    pub(super) async fn deliver(
        &self,
        record: &EnrolmentRecord,
        request: &str,
        approved: bool,
        decision: &str,
    ) -> Delivery {
        let Some(native) = self.server(&record.issuer) else { return Delivery::Unknown };
        let delivery = match self.send_decision(native, record, request, approved, decision).await {
            Ok(receipt) => Delivery::Recorded { receipt },
            Err(ServerError::Refused) => Delivery::Refused,
            Err(error @ (ServerError::Conflict | ServerError::Gone | ServerError::Unknown)) => {
                self.ask(native, record, request, decision, error).await
            }
            // Everything else says nothing about the decision.
            Err(_) => Delivery::Unknown,
        };
        self.settle(native, record, request, &delivery).await;
        self.platform.changed(Change::Deliveries);
        delivery
    }

    async fn send_decision(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
        approved: bool,
        decision: &str,
    ) -> Result<String, ServerError> {
        let session = self.session(&record.id);
        let caller = self.caller(native, &session, record)?;
        let url = format!("{}/{request}/decision", record.endpoints.requests);
        let typ = if approved { Typ::ConsentApproval } else { Typ::ConsentDenial };
        let body = ApprovedBody { typ, token: decision };
        let answer = Answer::Token(200, Typ::ConsentReceipt);
        let receipt = caller.call(Method::POST, &url, Some(body), &answer).await?;
        let receipt = String::from_utf8(receipt).map_err(|_| ServerError::Answer)?;
        self.check_receipt(native, record, request, decision, &receipt).await?;
        Ok(receipt)
    }

    async fn check_receipt(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
        decision: &str,
        receipt: &str,
    ) -> Result<(), ServerError> {
        let verified =
            native.verify(receipt, Typ::ConsentReceipt, &record.endpoints.as_keys).await?;
        Ok(check_receipt(&verified, &record.issuer, &record.device_id, request, decision)?)
    }

    /// Asks what became of a request whose decision was turned away.
    async fn ask(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
        decision: &str,
        turned_away: ServerError,
    ) -> Delivery {
        let Ok(status) = self.status(native, record, request).await else {
            // The first answer was an answer already; only its details are missing.
            return match turned_away {
                ServerError::Conflict => Delivery::AnsweredElsewhere,
                _ => Delivery::Expired,
            };
        };
        match (status.kind, status.receipt) {
            (StatusKind::Decided, Some(receipt)) => {
                match self.check_receipt(native, record, request, decision, &receipt).await {
                    Ok(()) => Delivery::Recorded { receipt },
                    Err(_) => Delivery::AnsweredElsewhere,
                }
            }
            (StatusKind::Decided | StatusKind::AnsweredElsewhere, _) => Delivery::AnsweredElsewhere,
            (StatusKind::Withdrawn, _) => Delivery::Withdrawn,
            (StatusKind::Expired, _) => Delivery::Expired,
            (StatusKind::Failed, _) => Delivery::Refused,
            (StatusKind::Pending, _) => Delivery::Unknown,
        }
    }

    /// Asks how a request ended that is here without a decision, and writes it down.
    pub(super) async fn note_ending(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
    ) -> Result<(), StoreError> {
        let (enrolment, id) = (record.id.clone(), request.to_owned());
        if !self.store.read(move |db, _| requests::is_open(db, &enrolment, &id)).await? {
            return Ok(());
        }
        // Without a status it stays open here until its time is over.
        let Ok(status) = self.status(native, record, request).await else { return Ok(()) };
        let ending = match status.kind {
            StatusKind::Pending => return Ok(()),
            StatusKind::Withdrawn => Ending::Withdrawn,
            StatusKind::Expired => Ending::Expired,
            // Not by a decision of this device, which made none.
            StatusKind::Decided | StatusKind::AnsweredElsewhere | StatusKind::Failed => {
                Ending::AnsweredElsewhere
            }
        };
        let (enrolment, id, at) = (record.id.clone(), request.to_owned(), native.time.now());
        let write =
            move |db: &_, seal: &_| requests::end(db, seal, &enrolment, &id, ending, None, at);
        self.store.write(write).await?;
        self.platform.changed(Change::Requests);
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

    /// Writes the end of a request. If that fails, the next [`Device::deliver`] sends the same
    /// bytes again and gets the same answer.
    async fn settle(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        request: &str,
        delivery: &Delivery,
    ) {
        let (ending, receipt) = match delivery {
            Delivery::Recorded { receipt } => (Ending::Recorded, Some(receipt.clone())),
            Delivery::Refused => (Ending::Refused, None),
            Delivery::AnsweredElsewhere => (Ending::AnsweredElsewhere, None),
            Delivery::Withdrawn => (Ending::Withdrawn, None),
            Delivery::Expired => (Ending::Expired, None),
            Delivery::Unknown => return,
        };
        let (enrolment, id, at) = (record.id.clone(), request.to_owned(), native.time.now());
        let write = move |db: &_, seal: &_| {
            requests::end(db, seal, &enrolment, &id, ending, receipt.as_deref(), at)
        };
        if self.store.write(write).await.is_err() {
            tracing::warn!("the end of a request could not be stored; it will be asked again");
        }
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Recorded { .. } => "Recorded",
            Self::Refused => "Refused",
            Self::AnsweredElsewhere => "AnsweredElsewhere",
            Self::Withdrawn => "Withdrawn",
            Self::Expired => "Expired",
            Self::Unknown => "Unknown",
        })
    }
}
