//! Delivering: the same bytes, again and again, until there is an answer or the time is over;
//! then asking how it ended.

use super::{Device, Inner};
use crate::platform::Change;
use crate::server::native::{Answer, ApprovedBody, Native, ServerError};
use crate::store::outbox::{self, Resend, Waiting};
use crate::store::{Answered, EnrolmentRecord, StoreError};
use countersign_protocol::jose::Typ;
use countersign_protocol::vocabulary::Ending;
use countersign_transport::Method;
use std::time::Duration;

/// What became of a decision that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The request ended, as the bank signed: by this decision, or otherwise before it arrived.
    Ended(Ending<Answered>),
    /// No answer that says what became of it: the bank may or may not have it. Say so to the
    /// person, and let [`Device::deliver`] find out.
    Unknown,
}

/// What a round of delivering did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// What was tried, oldest first: the request's id and what became of its decision.
    pub tried: Vec<(String, Delivery)>,
    /// How long to wait before the next round; `None` if nothing is left that could be sent.
    pub next: Option<Duration>,
}

/// Which decisions a round tries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those whose time has come.
    Due,
    /// All but those for which the AS asked for patience.
    Possible,
}

/// Whether another copy of a decision may be on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Copies {
    /// No: it was just made and never sent.
    None,
    /// Perhaps: it may have been sent before, and may still arrive.
    Perhaps,
}

impl Device {
    /// Sends every decision that has no answer yet and whose turn it is, oldest first, then the
    /// other changes that the banks have not acknowledged, and says when to call again. Call it
    /// when the app starts, and then when that time is over; a call too early does no harm.
    ///
    /// The waits grow from seconds to a minute, with jitter, and are no shorter than the AS
    /// asked for. When a request's own time is over, nothing is sent any more, but the AS is
    /// asked how it ended, ever more rarely, until it says.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn deliver(&self) -> Result<Round, StoreError> {
        self.round(Which::Due).await
    }

    /// [`Device::deliver`] without our own waits, only with those that the AS asked for: when
    /// the app comes to the foreground, the network is back, or the person asks for it.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn deliver_now(&self) -> Result<Round, StoreError> {
        self.round(Which::Possible).await
    }

    /// Delivers until every decision has an answer: for an app that may run for a while.
    /// Dropping it loses nothing. `wait` is how this app waits, as `tokio::time::sleep`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn deliver_until_settled<W: Future<Output = ()>>(
        &self,
        wait: impl Fn(Duration) -> W,
    ) -> Result<(), StoreError> {
        while let Some(next) = self.deliver().await?.next {
            wait(next).await;
        }
        Ok(())
    }

    async fn round(&self, which: Which) -> Result<Round, StoreError> {
        let mut tried = Vec::new();
        for waiting in self.inner.store.read(outbox::waiting).await? {
            let Some(record) = self.inner.settled(&waiting.enrolment).await? else { continue };
            if self.inner.is_its_turn(&record, &waiting, which) {
                let delivery = self.inner.deliver(&record, &waiting, Copies::Perhaps).await;
                tried.push((waiting.request, delivery));
            }
        }
        self.inner.send_all_changes().await?;
        Ok(Round { tried, next: self.inner.next_round().await? })
    }
}

impl Inner {
    fn is_its_turn(&self, record: &EnrolmentRecord, waiting: &Waiting, which: Which) -> bool {
        let Some(native) = self.server(&record.issuer) else { return true };
        let Some(resend) = &waiting.resend else { return true };
        (which == Which::Possible && !resend.asked_for) || resend.wait(native.time.now()).is_zero()
    }

    /// The shortest of all waits. Decisions for an AS that the app is no longer configured with do
    /// not count.
    async fn next_round(&self) -> Result<Option<Duration>, StoreError> {
        let mut shortest: Option<Duration> = None;
        for waiting in self.store.read(outbox::waiting).await? {
            let Some(record) = self.record(&waiting.enrolment).await? else { continue };
            let Some(native) = self.server(&record.issuer) else { continue };
            let now = native.time.now();
            let wait = waiting.resend.map_or(Duration::ZERO, |resend| resend.wait(now));
            shortest = Some(shortest.map_or(wait, |shortest| shortest.min(wait)));
        }
        // If a try could not be stored its decision stays due: without a minimum, an app that calls
        // again at once would flood the bank.
        Ok(shortest.map(|shortest| shortest.max(Duration::from_secs(1))))
    }

    /// Sends a stored decision, or asks about it, and writes down what came of it.
    pub(super) async fn deliver(
        &self,
        record: &EnrolmentRecord,
        waiting: &Waiting,
        copies: Copies,
    ) -> Delivery {
        let Some(native) = self.server(&record.issuer) else { return Delivery::Unknown };
        let answered = self.send_or_ask(native, record, waiting, copies).await;
        let patience = match answered {
            Err(ServerError::TryLater { after }) => Some(after),
            _ => None,
        };
        // An error says nothing about what became of it.
        let delivery = answered.unwrap_or(Delivery::Unknown);
        match &delivery {
            Delivery::Unknown => self.put_off(native, waiting, patience).await,
            Delivery::Ended(ending) => self.settle(native, record, &waiting.request, ending).await,
        }
        self.platform.changed(Change::Deliveries);
        delivery
    }

    async fn send_or_ask(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        waiting: &Waiting,
        copies: Copies,
    ) -> Result<Delivery, ServerError> {
        let is_over = || native.time.now() >= waiting.expires_at;
        if is_over() {
            let asked = self.ask(native, record, waiting).await?;
            // Until the AS answered, the phone's own clock said that it is over, and may be wrong.
            if asked != Delivery::Unknown || is_over() {
                return Ok(asked);
            }
        }
        let refusal = match self.post(native, record, waiting).await {
            Ok(receipt) => {
                let recorded = Ending::Decided(Answered::Recorded { receipt });
                return Ok(Delivery::Ended(recorded));
            }
            Err(
                error @ (ServerError::Refused
                | ServerError::Conflict
                | ServerError::Gone
                | ServerError::Unknown),
            ) => error,
            Err(error) => return Err(error),
        };
        // A bare HTTP status is not signed. A decision ends by a receipt or by a signed status.
        let asked = self.ask(native, record, waiting).await?;
        // Refused, nothing recorded, and no other copy is under way that could still arrive.
        let refused = refusal == ServerError::Refused && copies == Copies::None;
        Ok(match asked {
            Delivery::Unknown if refused => Delivery::Ended(Ending::Decided(Answered::Refused)),
            asked => asked,
        })
    }

    async fn post(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        waiting: &Waiting,
    ) -> Result<String, ServerError> {
        let session = self.session(&record.id);
        let caller = self.caller(native, &session, record)?;
        let url = format!("{}/{}/decision", record.endpoints.requests, waiting.request);
        let typ = if waiting.approved { Typ::ConsentApproval } else { Typ::ConsentDenial };
        let body = ApprovedBody { typ, token: &waiting.decision };
        let answer = Answer::Token(200, Typ::ConsentReceipt);
        let receipt = caller.call(Method::POST, &url, Some(body), &answer).await?;
        let receipt = String::from_utf8(receipt).map_err(|_| ServerError::Answer)?;
        self.check_receipt(native, record, waiting, &receipt).await?;
        Ok(receipt)
    }

    /// Stores when the next try is due. If that fails, it comes too early, which does no harm.
    async fn put_off(&self, native: &Native, waiting: &Waiting, patience: Option<u32>) {
        let random = self.platform.random.as_ref();
        let (last, end) = (waiting.resend.as_ref(), waiting.expires_at);
        let resend = Resend::after(last, native.time.now(), end, patience, random);
        let (enrolment, id) = (waiting.enrolment.clone(), waiting.request.clone());
        let write = move |db: &_, _: &_| outbox::put_off(db, &enrolment, &id, &resend);
        if self.store.write(write).await.is_err() {
            tracing::warn!("the next try could not be noted; it may come early");
        }
    }
}
