//! One consent in hand, from what is shown to what is signed.

use crate::errors::{DecideError, FetchError, HandError, PrepareError};
use crate::records::{Approving, Delivery, DenialReason, PromptFailure, Recent, Reported, ToSign};
use crate::view::Reading;
use crate::work::Work;
use countersign::Prepared;
use countersign::consent::Selection;
use countersign::consent::words::Language;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A consent in hand: verified, for this device, read. Everything from here to the signature
/// works on this one object; nothing is fetched again.
///
/// There is one in hand at a time. Let go of it with [`Consent::put_back`], or by deciding.
#[derive(uniffi::Object)]
pub struct Consent {
    core: countersign::Device,
    work: Work,
    consent: countersign::Consent,
    language: Language,
    prepared: Mutex<Option<Arc<Prepared>>>,
}

/// What is asked, and what to show of it.
#[derive(Clone, uniffi::Record)]
pub struct ConsentRequest {
    /// The request's id.
    pub request: String,
    /// The enrolment it came to.
    pub enrolment: String,
    /// From when on it is over, Unix seconds of the server.
    pub expires_at: i64,
    /// What an integrity signal has to cover (the claim `request_hash`).
    pub request_hash: String,
    /// How many requests came lately: to show beside the view.
    pub recent: Recent,
    /// What to show. Only what is shown completely can be approved; all can be denied.
    pub reading: Reading,
}

/// What the person chose and typed, and what the platform adds.
#[derive(Clone, uniffi::Record)]
pub struct ApprovalInput {
    /// The accounts chosen, for each detail that asks. Any order.
    pub selection: Vec<Chosen>,
    /// The number copied from the other screen, where one is asked for.
    pub number: Option<String>,
    /// Leave it out if it is not there yet: the person does not wait for it.
    pub integrity: Option<IntegritySignal>,
}

/// The accounts chosen for one authorization detail.
#[derive(Clone, uniffi::Record)]
pub struct Chosen {
    /// The detail's index, as in the choice.
    pub detail: u32,
    /// Ids, each one of those offered.
    pub accounts: Vec<String>,
}

/// A platform's statement about this phone, for the AS to judge and nobody else.
#[derive(Clone, uniffi::Record)]
pub struct IntegritySignal {
    /// Whose statement it is, such as `play-integrity`.
    pub format: String,
    /// The statement; at most 8 KiB.
    pub token: String,
}

#[uniffi::export]
impl Consent {
    /// What is asked. The same every time.
    ///
    /// # Errors
    ///
    /// [`HandError`].
    pub fn request(&self) -> Result<ConsentRequest, HandError> {
        let reading = self.consent.reading()?;
        Ok(ConsentRequest {
            request: self.consent.id().to_owned(),
            enrolment: self.consent.enrolment().to_owned(),
            expires_at: self.consent.expires_at().0,
            request_hash: self.consent.request_hash().to_owned(),
            recent: self.consent.recent().into(),
            reading: Reading::of(reading, self.language),
        })
    }

    /// Says that somebody looks at it: call it when the person touches the screen. Five minutes
    /// after the last time it can neither be read nor approved.
    ///
    /// # Errors
    ///
    /// [`HandError`]: it was too late.
    pub fn touch(&self) -> Result<(), HandError> {
        Ok(self.consent.touch()?)
    }

    /// Lets go of it, undecided, so that another can be opened. It still waits.
    ///
    /// # Errors
    ///
    /// Only what a panic arrives as: there is no error of its own.
    pub fn put_back(&self) -> Result<(), HandError> {
        self.consent.put_back();
        Ok(())
    }

    /// Asks whether it still waits for its decision: it may have been answered on another device
    /// or taken back while the person reads.
    ///
    /// # Errors
    ///
    /// [`FetchError::Over`]: take it off the screen. [`FetchError::TryLater`]: not known; it may
    /// stay.
    pub fn still_open(&self) -> Result<(), FetchError> {
        Ok(self.work.finish(self.core.still_open(&self.consent))?)
    }

    /// First half of approving: freezes what was shown and chosen, and gives the bytes that the
    /// approval key has to sign. Changes nothing; a cancelled prompt costs nothing.
    ///
    /// # Errors
    ///
    /// [`PrepareError`].
    pub fn prepare(&self, input: ApprovalInput) -> Result<ToSign, PrepareError> {
        let prepared = self.core.prepare(&self.consent, &input.into())?;
        let to_sign = ToSign {
            key: prepared.key().0.clone(),
            signing_input: prepared.signing_input().to_vec(),
            prompt: prepared.prompt().to_owned(),
        };
        *self.prepared() = Some(Arc::new(prepared));
        Ok(to_sign)
    }

    /// Second half of approving: takes the approval key's signature (DER), checks it and the time,
    /// stores the decision and sends it. What it returns means that the decision is made and
    /// durable, whatever the network did.
    ///
    /// # Errors
    ///
    /// [`DecideError`]: no decision was made.
    pub fn complete(&self, signature: Vec<u8>) -> Result<Delivery, DecideError> {
        let prepared = self.prepared_last()?;
        let delivery = self.work.finish(self.core.complete(&prepared, &signature))?;
        *self.prepared() = None;
        Ok(delivery.into())
    }

    /// Counts an approval that the platform's prompt ended. The fifth in a row locks approving on
    /// this phone and blocks the device at the bank.
    ///
    /// # Errors
    ///
    /// [`DecideError`].
    pub fn prompt_failed(&self, failure: PromptFailure) -> Result<Approving, DecideError> {
        let prepared = self.prepared_last()?;
        let counted = self.core.prompt_failed(&prepared, failure.into());
        Ok(self.work.finish(counted)?.into())
    }

    /// Says no. Needs no biometric, and works for what cannot be shown, with a broken approval
    /// key, and for a consent that was put back or that nobody touched for a while.
    ///
    /// # Errors
    ///
    /// [`DecideError`]: no decision was made.
    pub fn deny(&self, reason: DenialReason) -> Result<Delivery, DecideError> {
        Ok(self.work.finish(self.core.deny(&self.consent, reason.into()))?.into())
    }

    /// "This was not me": denies the request if it is still open, and has the bank block this
    /// device until it has looked. Stored before anything is sent, so it works without a network.
    ///
    /// # Errors
    ///
    /// [`DecideError`]: nothing was stored.
    pub fn not_me(&self) -> Result<Reported, DecideError> {
        Ok(self.work.finish(self.core.not_me(&self.consent))?.into())
    }
}

impl Consent {
    pub(crate) fn new(
        core: countersign::Device,
        work: Work,
        consent: countersign::Consent,
    ) -> Self {
        let language = core.language();
        Self { core, work, consent, language, prepared: Mutex::default() }
    }

    fn prepared(&self) -> MutexGuard<'_, Option<Arc<Prepared>>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn prepared_last(&self) -> Result<Arc<Prepared>, DecideError> {
        self.prepared().clone().ok_or(DecideError::AskAgain)
    }
}

impl From<ApprovalInput> for countersign::ApprovalInput {
    fn from(input: ApprovalInput) -> Self {
        let chosen = |chosen: Chosen| countersign::consent::Chosen {
            // What is out of range is an index that no request has.
            detail: usize::try_from(chosen.detail).unwrap_or(usize::MAX),
            accounts: chosen.accounts,
        };
        Self {
            selection: Selection::of(input.selection.into_iter().map(chosen).collect()),
            number: input.number,
            integrity: input.integrity.map(|signal| countersign::IntegritySignal {
                format: signal.format,
                token: signal.token,
            }),
        }
    }
}

impl std::fmt::Debug for Consent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Consent")
    }
}
