//! Delivering: the same bytes, again and again, until there is an answer or the time is over;
//! then asking how it ended.

use super::heard::Learned;
use super::{Device, Inner};
use crate::platform::{Change, KeyStoreError};
use crate::rules::{self, Key, Known, Own, Step, Time, Tries};
use crate::server::native::{Answer, ApprovedBody, Native, ServerError};
use crate::store::outbox::{self, Resend, Waiting};
use crate::store::{Answered, EnrolmentRecord, StoreError};
use countersign_protocol::jose::{JoseError, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::ReceiptFor;
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
    /// What became of it was never learned, and it is asked about no more: its request has been
    /// over for 30 days and nobody at the bank signed anything about it, or this phone lost the
    /// key that it asks with. The bank may or may not have it: tell the person to ask there.
    NeverLearned,
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
pub(super) enum Which {
    /// Those whose time has come.
    Due,
    /// All but those for which the AS asked for patience.
    Possible,
}

impl Device {
    /// Sends every decision that has no answer yet and whose turn it is, oldest first, then the
    /// other changes that the banks have not acknowledged, and says when to call again. Call it
    /// when the app starts, and then when that time is over; a call too early does no harm.
    ///
    /// The waits grow from seconds to a minute, with jitter, and are no shorter than the AS
    /// asked for, unless the request would end meanwhile. When a request's own time is over,
    /// nothing is sent any more, but the AS is asked how it ended, ever more rarely, until it says
    /// or nothing can be learned any more ([`Delivery::NeverLearned`]). What happens when is
    /// written in [`crate::rules`].
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
        let tried = self.inner.deliver_waiting(which, None).await?;
        self.inner.send_all_changes(which).await?;
        Ok(Round { tried, next: self.inner.next_round().await? })
    }
}

impl Which {
    /// Whether a round takes what is next due then; what was never tried is due.
    pub(super) fn takes(self, resend: Option<&Resend>, now: UnixSeconds) -> bool {
        let Some(resend) = resend else { return true };
        (self == Self::Possible && !resend.asked_for) || resend.wait(now).is_zero()
    }
}

impl Inner {
    /// Tries the decisions whose turn it is, oldest first: of one enrolment, or of all.
    pub(super) async fn deliver_waiting(
        &self,
        which: Which,
        of: Option<&str>,
    ) -> Result<Vec<(String, Delivery)>, StoreError> {
        let mut tried = Vec::new();
        let mut all = self.store.read(outbox::waiting).await?;
        all.retain(|waiting| of.is_none_or(|enrolment| waiting.enrolment == enrolment));
        for waiting in all {
            let Some(record) = self.settled(&waiting.enrolment).await? else { continue };
            let now = self.server(&record.issuer).map(|native| native.time.now());
            if now.is_none_or(|now| which.takes(waiting.resend.as_ref(), now)) {
                let delivery = self.deliver(&record, &waiting).await;
                tried.push((waiting.request, delivery));
            }
        }
        Ok(tried)
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

    /// One try with a stored decision: follows [`rules::next`] call by call, and writes down what
    /// came of it.
    pub(super) async fn deliver(&self, record: &EnrolmentRecord, waiting: &Waiting) -> Delivery {
        let Some(native) = self.server(&record.issuer) else { return Delivery::Unknown };
        let delivery = self.one_try(native, record, waiting).await;
        self.platform.changed(Change::Deliveries);
        delivery
    }

    async fn one_try(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
        waiting: &Waiting,
    ) -> Delivery {
        let tries = Tries::of(waiting.resend.as_ref().map_or(0, |resend| resend.tries));
        let (mut key, mut sent, mut refused) = (Key::Held, false, false);
        let mut learned = Learned::NOTHING;
        loop {
            // An answer brings the AS's time, so what was over may run again.
            let time = Time::of(native.time.now(), waiting.expires_at);
            let known = Known { time, key, tries, sent, heard: learned.heard };
            learned = match rules::next(&known) {
                Step::Send => {
                    sent = true;
                    Learned::of_sending(self.post(native, record, waiting).await)
                }
                Step::Ask => Learned::of_asking(self.ask(native, record, waiting).await),
                Step::Wait => {
                    if refused {
                        // A blocked device decides nothing: the person should know if it is one.
                        self.note_state(native, record).await;
                    }
                    self.put_off(native, waiting, learned.patience()).await;
                    return Delivery::Unknown;
                }
                Step::End(ending) => {
                    let ending = ending.map(|own| match (own, learned.receipt.take()) {
                        (Own::Recorded, Some(receipt)) => Answered::Recorded { receipt },
                        _ => Answered::Refused,
                    });
                    self.settle(native, record, &waiting.request, &ending).await;
                    return Delivery::Ended(ending);
                }
                Step::GiveUp => {
                    self.give_up(native, record, &waiting.request).await;
                    return Delivery::NeverLearned;
                }
            };
            refused |= learned.error == Some(ServerError::Refused);
            if learned.error == Some(ServerError::Key(KeyStoreError::Gone))
                && self.note_lost_key(record).await
            {
                key = Key::Gone;
            }
        }
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
        match self.check_receipt(native, record, waiting, &receipt).await? {
            ReceiptFor::This => Ok(receipt),
            ReceiptFor::Another => Err(ServerError::Token(JoseError::Party)),
        }
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
