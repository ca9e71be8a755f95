//! Deciding: approve in two calls, deny in one. What is decided is stored before it is sent.

use super::hand::{Closed, Hold};
use super::prepare_error::PrepareError;
use super::receive::Consent;
use super::{Delivery, Device, Inner};
use crate::platform::{Change, KeyAlias, KeyPurpose, KeyStoreError, RandomError, new_id};
use crate::server::Deadline;
use crate::server::native::{ServerError, Unfit};
use crate::store::outbox::Waiting;
use crate::store::{EnrolmentRecord, EnrolmentState, StoreError, lockout, requests};
use countersign_protocol::jose::{Draft, PublicKey, Signature, Signer as _};
use countersign_protocol::tokens::{ApprovalInput, ApprovingKey, approval_draft, denial_draft};
use countersign_protocol::vocabulary::DenialReason;
use std::sync::Arc;

/// An approval that lacks only the signature of the approval key. What was shown and chosen is
/// frozen in it.
#[derive(Clone)]
pub struct Prepared {
    draft: Draft,
    approval_key: PublicKey,
    prompt: String,
    request: String,
    deadline: Deadline,
    enrolment: Arc<EnrolmentRecord>,
    hold: Arc<Hold>,
}

/// Why a decision was not made. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// It ended while the person was deciding.
    #[error("the request expired")]
    Expired,
    /// The signature is not by the enrolled approval key. It is counted, as
    /// [`Device::prompt_failed`] counts; show what is shown for those.
    #[error("the signature is wrong")]
    WrongSignature,
    /// A decision was made before, or the request ended.
    #[error("the request was decided or ended")]
    Decided,
    /// Too many approvals failed on this phone since it was prepared.
    #[error("approving is locked")]
    Locked,
    /// The consent was put back, or another was opened, since this was prepared. Open the request
    /// again.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// The enrolment is gone.
    #[error("the enrolment is gone")]
    NotEnrolled,
    /// The transport key cannot be used now. Try again.
    #[error("the transport key cannot be used")]
    Key,
    /// The transport key is gone, and nothing can be sent to the bank without it: the person must
    /// enrol again.
    #[error("the device must enrol again")]
    ReEnrol,
    /// The bank says that this version of the app is too old for it: say so. Denying works.
    #[error("the app must be updated")]
    UpdateRequired,
    /// The keys that vouch for the request have ended since it was opened, or the bank hints at
    /// newer ones. Put it back and open it again.
    #[error("the bank's keys are out of date")]
    KeysOutdated,
    /// The database failed: the decision is not stored, so it is not sent.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Device {
    /// First half of approving: freezes what was shown and chosen, and gives the bytes that the
    /// approval key has to sign. Changes nothing; a cancelled prompt costs nothing.
    ///
    /// # Errors
    ///
    /// [`PrepareError`].
    pub fn prepare(
        &self,
        consent: &Consent,
        input: &ApprovalInput,
    ) -> Result<Prepared, PrepareError> {
        let record = self.approving(&consent.enrolment.id)?;
        let native = self.inner.server(&record.issuer).ok_or(PrepareError::NotEnrolled)?;
        let approval_key = record.approval_public().ok_or(PrepareError::NotEnrolled)?;
        let jti = new_id(self.inner.platform.random.as_ref()).map_err(|_| PrepareError::Random)?;
        let kid = approval_key.thumbprint();
        let key = ApprovingKey { kid: &kid, level: record.level, unlock: record.unlock };
        if native.time.is_over(&consent.deadline) {
            return Err(PrepareError::Expired);
        }
        consent.hold.touch()?;
        native.may_approve()?;
        let shown = consent.request.shown().ok_or(PrepareError::NotShown)?;
        let draft = approval_draft(&shown, input, &key, native.time.now(), &jti)?;
        Ok(Prepared {
            draft,
            approval_key,
            prompt: shown.view().title.clone(),
            request: consent.id().to_owned(),
            deadline: consent.deadline.clone(),
            enrolment: record,
            hold: Arc::clone(&consent.hold),
        })
    }

    /// The enrolment as it is now, if it may approve: keys change, and get lost, while a consent
    /// is on screen.
    fn approving(&self, enrolment: &str) -> Result<Arc<EnrolmentRecord>, PrepareError> {
        let records = self.inner.store.records_now()?;
        let record = records.iter().find(|record| record.id == enrolment);
        let record = Arc::clone(record.ok_or(PrepareError::NotEnrolled)?);
        let coming = record.pending_changes.rotation.as_ref().map(|rotation| rotation.role);
        match record.state {
            _ if record.pending_changes.removal => Err(PrepareError::NotEnrolled),
            _ if record.health.must_enrol_again() => Err(PrepareError::ReEnrol),
            _ if record.health.is_locked() => Err(PrepareError::Locked),
            _ if coming == Some(KeyPurpose::Approval) => Err(PrepareError::KeyChanging),
            EnrolmentState::Active | EnrolmentState::Pending => Ok(record),
            EnrolmentState::Blocked | EnrolmentState::Revoked => Err(PrepareError::NotEnrolled),
        }
    }

    /// Second half of approving: takes the approval key's signature (DER, as the hardware gives
    /// it), checks it and the time, stores the decision and sends it.
    ///
    /// `Ok` means that the decision is made and durable, whatever the network did: see
    /// [`Delivery`]. Dropping the future after the first await loses nothing either.
    ///
    /// # Errors
    ///
    /// [`DecideError`]: no decision was made.
    pub async fn complete(
        &self,
        prepared: &Prepared,
        signature: &[u8],
    ) -> Result<Delivery, DecideError> {
        let native =
            self.inner.server(&prepared.enrolment.issuer).ok_or(DecideError::NotEnrolled)?;
        // The prompt may have been open for minutes.
        if native.time.is_over(&prepared.deadline) {
            return Err(DecideError::Expired);
        }
        prepared.hold.check_completing()?;
        native.may_approve()?;
        let Some(token) = prepared.signed(signature) else {
            self.inner.count_failure(&prepared.enrolment.id, &prepared.request).await?;
            return Err(DecideError::WrongSignature);
        };
        self.decide(&prepared.enrolment, &prepared.request, &prepared.hold, true, token).await
    }

    /// Says no. Needs no biometric, and works for what cannot be shown, with a broken approval
    /// key, and for a consent that was put back or that nobody touched for a while.
    ///
    /// # Errors
    ///
    /// [`DecideError`]: no decision was made.
    pub async fn deny(
        &self,
        consent: &Consent,
        reason: DenialReason,
    ) -> Result<Delivery, DecideError> {
        let record = self.inner.record(&consent.enrolment.id).await?;
        let record = record.ok_or(DecideError::NotEnrolled)?;
        let token = match self.denial(&record, consent, reason) {
            Err(DecideError::ReEnrol) if !self.inner.note_lost_key(&record).await => {
                return Err(DecideError::Key);
            }
            token => token?,
        };
        let delivery = self.decide(&record, consent.id(), &consent.hold, false, token).await?;
        // A report of failed approvals may have waited for this decision.
        if !record.pending_changes.reports.is_empty()
            && let Err(error) = self.inner.try_changes(&record.id).await
        {
            tracing::info!(%error, "a lockout could not be reported to the bank");
        }
        Ok(delivery)
    }

    /// A denial, signed by the transport key that the phone has now. If that key is being replaced,
    /// the bank still accepts it, because the request is older than the change.
    pub(super) fn denial(
        &self,
        record: &EnrolmentRecord,
        consent: &Consent,
        reason: DenialReason,
    ) -> Result<String, DecideError> {
        let native = self.inner.server(&record.issuer).ok_or(DecideError::NotEnrolled)?;
        if native.time.is_over(&consent.deadline) {
            return Err(DecideError::Expired);
        }
        let session = self.inner.session(&record.id);
        let key = self.inner.caller(native, &session, record)?.key;
        let jti = new_id(self.inner.platform.random.as_ref())?;
        let draft = denial_draft(&consent.request, reason, &key.kid(), native.time.now(), &jti);
        Ok(key.sign_checked(draft).map_err(ServerError::from)?)
    }

    /// Stores a decision, then sends it.
    async fn decide(
        &self,
        record: &EnrolmentRecord,
        request: &str,
        hold: &Hold,
        approved: bool,
        decision: String,
    ) -> Result<Delivery, DecideError> {
        let waiting = waiting(record, request, hold.deadline(), approved, decision);
        let (enrolment, id, stored) =
            (record.id.clone(), request.to_owned(), waiting.decision.clone());
        let write = move |db: &_, seal: &_| {
            if approved && lockout::is_locked(db, seal, &enrolment)? {
                return Ok(Err(DecideError::Locked));
            }
            let made = requests::decide(db, seal, &enrolment, &id, approved, &stored)?;
            if made && approved {
                lockout::reset_failures(db, seal, &enrolment)?;
            }
            Ok(if made { Ok(()) } else { Err(DecideError::Decided) })
        };
        let made = self.inner.store.write(write).await?;
        if made != Err(DecideError::Locked) {
            hold.decided();
        }
        made?;
        Ok(self.inner.send_made(record, &waiting).await)
    }
}

impl Inner {
    /// Sends a decision that was just made and stored, with the keys as they are now.
    pub(super) async fn send_made(&self, record: &EnrolmentRecord, waiting: &Waiting) -> Delivery {
        self.platform.changed(Change::Requests);
        let now = self.settled(&record.id).await.ok().flatten();
        self.deliver(now.as_deref().unwrap_or(record), waiting).await
    }
}

/// A decision as it waits for its answer.
pub(super) fn waiting(
    record: &EnrolmentRecord,
    request: &str,
    deadline: &Deadline,
    approved: bool,
    decision: String,
) -> Waiting {
    Waiting {
        enrolment: record.id.clone(),
        request: request.to_owned(),
        approved,
        decision,
        expires_at: deadline.ends(),
        resend: None,
    }
}

impl Prepared {
    /// The approval, if the signature (DER) is by the approval key.
    fn signed(&self, signature: &[u8]) -> Option<String> {
        let signature = Signature::from_der(signature).ok()?;
        self.approval_key.verify(self.draft.signing_input(), &signature).ok()?;
        Some(self.draft.clone().attach(&signature))
    }

    /// The enrolment and the request that failures of its prompt are counted for.
    pub(super) fn place(&self) -> (&str, &str) {
        (&self.enrolment.id, &self.request)
    }

    /// The bytes that the approval key has to sign, after the person's biometric.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.draft.signing_input()
    }

    /// The key that has to sign.
    #[must_use]
    pub fn key(&self) -> &KeyAlias {
        &self.enrolment.approval_alias
    }

    /// What the biometric prompt must say: amount and payee, or what else is asked.
    #[must_use]
    pub fn prompt(&self) -> &str {
        &self.prompt
    }
}

impl From<ServerError> for DecideError {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Key(KeyStoreError::Gone) => Self::ReEnrol,
            _ => Self::Key,
        }
    }
}

impl From<Unfit> for DecideError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::UpdateRequired => Self::UpdateRequired,
            Unfit::KeysOutdated => Self::KeysOutdated,
        }
    }
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prepared({})", self.request)
    }
}
