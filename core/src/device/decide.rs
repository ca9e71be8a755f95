//! Deciding: approve in two calls, deny in one. What is decided is stored before it is sent.

use super::deliver::Copies;
use super::receive::Consent;
use super::{Delivery, Device};
use crate::consent::Reading;
use crate::decision::{
    ApprovalInput, ApprovingKey, DenialReason, PrepareError, approval_draft, denial_draft,
};
use crate::jose::{Draft, PublicKey, Signature, Signer as _, from_base64url};
use crate::platform::{Change, KeyAlias, RandomError, new_id};
use crate::server::Deadline;
use crate::server::native::ServerError;
use crate::store::outbox::Waiting;
use crate::store::{EnrolmentRecord, EnrolmentState, StoreError, requests};
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
}

/// Why a decision was not made. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// It ended while the person was deciding.
    #[error("the request expired")]
    Expired,
    /// The signature is not by the enrolled approval key. If the platform says that the key was
    /// invalidated, the person must enrol again; denying still works.
    #[error("the signature is wrong")]
    WrongSignature,
    /// A decision was made before, or the request ended.
    #[error("the request was decided or ended")]
    Decided,
    /// The enrolment is gone.
    #[error("the enrolment is gone")]
    NotEnrolled,
    /// The transport key cannot be used now.
    #[error("the transport key cannot be used")]
    Key,
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
    #[tracing::instrument(skip_all)]
    pub fn prepare(
        &self,
        consent: &Consent,
        input: &ApprovalInput,
    ) -> Result<Prepared, PrepareError> {
        let record = &consent.enrolment;
        if record.state != EnrolmentState::Active && record.state != EnrolmentState::Pending {
            return Err(PrepareError::NotEnrolled);
        }
        let native = self.inner.server(&record.issuer).ok_or(PrepareError::NotEnrolled)?;
        let approval_key = public_key(&record.approval_key).ok_or(PrepareError::NotEnrolled)?;
        let jti = new_id(self.inner.platform.random.as_ref()).map_err(|_| PrepareError::Random)?;
        let kid = approval_key.thumbprint();
        let key = ApprovingKey { kid: &kid, level: record.level, unlock: record.unlock };
        if native.time.is_over(&consent.deadline) {
            return Err(PrepareError::Expired);
        }
        let draft = approval_draft(&consent.request, input, &key, native.time.now(), &jti)?;
        let prompt = match consent.reading() {
            Reading::Shown(view) => view.title.clone(),
            Reading::NotShown(_) => return Err(PrepareError::NotShown),
        };
        Ok(Prepared {
            draft,
            approval_key,
            prompt,
            request: consent.id().to_owned(),
            deadline: consent.deadline.clone(),
            enrolment: Arc::clone(record),
        })
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
    #[tracing::instrument(skip_all)]
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
        let signature = Signature::from_der(signature).map_err(|_| DecideError::WrongSignature)?;
        let input = prepared.draft.signing_input();
        prepared.approval_key.verify(input, &signature).map_err(|_| DecideError::WrongSignature)?;
        let token = prepared.draft.clone().attach(&signature);
        self.decide(&prepared.enrolment, &prepared.request, &prepared.deadline, true, token).await
    }

    /// Says no. Needs no biometric, and works for what cannot be shown and with a broken
    /// approval key.
    ///
    /// # Errors
    ///
    /// [`DecideError`]: no decision was made.
    #[tracing::instrument(skip_all)]
    pub async fn deny(
        &self,
        consent: &Consent,
        reason: DenialReason,
    ) -> Result<Delivery, DecideError> {
        let record = &consent.enrolment;
        let native = self.inner.server(&record.issuer).ok_or(DecideError::NotEnrolled)?;
        if native.time.is_over(&consent.deadline) {
            return Err(DecideError::Expired);
        }
        let session = self.inner.session(&record.id);
        let key = self.inner.caller(native, &session, record).map_err(|_| DecideError::Key)?.key;
        let jti = new_id(self.inner.platform.random.as_ref())?;
        let draft = denial_draft(&consent.request, reason, &key.kid(), native.time.now(), &jti);
        let token = key.sign_checked(draft).map_err(|_| DecideError::Key)?;
        self.decide(record, consent.id(), &consent.deadline, false, token).await
    }

    /// Stores, then sends.
    async fn decide(
        &self,
        record: &EnrolmentRecord,
        request: &str,
        deadline: &Deadline,
        approved: bool,
        decision: String,
    ) -> Result<Delivery, DecideError> {
        let waiting = Waiting {
            enrolment: record.id.clone(),
            request: request.to_owned(),
            approved,
            decision,
            expires_at: deadline.ends(),
            resend: None,
        };
        let (enrolment, id, stored) =
            (record.id.clone(), request.to_owned(), waiting.decision.clone());
        let write =
            move |db: &_, seal: &_| requests::decide(db, seal, &enrolment, &id, approved, &stored);
        if !self.inner.store.write(write).await? {
            return Err(DecideError::Decided);
        }
        self.inner.platform.changed(Change::Requests);
        Ok(self.inner.deliver(record, &waiting, Copies::None).await)
    }
}

impl Prepared {
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

pub(super) fn public_key(point: &str) -> Option<PublicKey> {
    from_base64url(point).and_then(|point| PublicKey::from_sec1(&point).ok())
}

impl From<ServerError> for DecideError {
    fn from(_: ServerError) -> Self {
        Self::Key
    }
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prepared({})", self.request)
    }
}
