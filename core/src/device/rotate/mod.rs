//! A new key in the place of an old one, proved by both (docs/protocol.md §6.1).
//!
//! The name of the new key and the very bytes that ask for it are stored before the first of
//! them is sent, and both keys are kept until the AS has said which one counts. So a crash or a
//! lost answer, at any moment, leaves a device that finds out: see `settle`.

mod drafts;
mod outcome;
mod settle;

pub use outcome::{RotateError, Rotation};

use self::drafts::RotationDrafts;
use super::enrol::MadeKey;
use super::{Device, Inner};
use crate::platform::{KeyAlias, KeyPurpose, new_id};
use crate::server::native::{Answer, Caller, ServerError, TransportKey};
use crate::store::{EnrolmentRecord, EnrolmentState, KeyRotation};
use countersign_protocol::jose::{Draft, PublicKey, Signature, Typ, base64url};
use countersign_protocol::tokens::DeviceKeys;
use countersign_transport::Method;
use std::sync::Arc;

/// A new approval key, which has to sign once to prove that it works.
#[derive(Clone)]
pub struct NewApprovalKey {
    record: Arc<EnrolmentRecord>,
    keys: DeviceKeys,
    made: MadeKey,
    draft: Draft,
}

/// A rotation that lacks only the signature of the approval key that is replaced.
#[derive(Clone)]
pub struct PreparedRotation {
    record: Arc<EnrolmentRecord>,
    old: PublicKey,
    rotation: KeyRotation,
    draft: Draft,
}

impl Device {
    /// Replaces the transport key. Silent; do it when the bank's policy says so, and the AS can
    /// be reached.
    ///
    /// # Errors
    ///
    /// [`RotateError`]: the old key stays. After [`Rotation::Unknown`] the answer is found out by
    /// the next call that needs it.
    pub async fn rotate_transport_key(&self, enrolment: &str) -> Result<Rotation, RotateError> {
        let (record, keys) = self.inner.challenge(enrolment).await?;
        let made = self.new_key(&record, KeyPurpose::Transport, &keys)?;
        let rotation = self.inner.transport_rotation(&record, &keys, &made);
        match rotation {
            Ok(rotation) => self.inner.send_rotation(&record, rotation).await,
            Err(error) => {
                self.delete_keys(&[made.alias]);
                Err(error)
            }
        }
    }

    /// Begins to replace the approval key: makes a new one and gives what it has to sign. Then
    /// [`Device::prepare_rotation`].
    ///
    /// Blocks on the key store, which takes seconds on some phones.
    ///
    /// # Errors
    ///
    /// [`RotateError`]; a key that was made is deleted again.
    pub async fn begin_rotation(&self, enrolment: &str) -> Result<NewApprovalKey, RotateError> {
        let (record, keys) = self.inner.challenge(enrolment).await?;
        if record.health.lost {
            return Err(RotateError::ReEnrol);
        }
        let made = self.new_key(&record, KeyPurpose::Approval, &keys)?;
        let draft = self.inner.drafts(&record, KeyPurpose::Approval, &keys, &made.public).and_then(
            |(drafts, _)| Ok(drafts.proof(&new_id(self.inner.platform.random.as_ref())?)),
        );
        match draft {
            Ok(draft) => Ok(NewApprovalKey { record, keys, made, draft }),
            Err(error) => {
                self.delete_keys(&[made.alias]);
                Err(error)
            }
        }
    }

    /// Takes the new key's signature (DER) and gives what the old one has to sign. Changes
    /// nothing; a cancelled prompt costs nothing.
    ///
    /// # Errors
    ///
    /// [`RotateError::WrongSignature`], [`RotateError::Expired`], [`RotateError::Random`].
    pub fn prepare_rotation(
        &self,
        new: &NewApprovalKey,
        signature: &[u8],
    ) -> Result<PreparedRotation, RotateError> {
        let NewApprovalKey { record, keys, made, draft } = new;
        let signature = Signature::from_der(signature).map_err(|_| RotateError::WrongSignature)?;
        let verified = made.public.verify(draft.signing_input(), &signature);
        verified.map_err(|_| RotateError::WrongSignature)?;
        let proof = draft.clone().attach(&signature);
        let (drafts, old) = self.inner.drafts(record, KeyPurpose::Approval, keys, &made.public)?;
        if drafts.now >= keys.exp {
            return Err(RotateError::Expired);
        }
        let jti = new_id(self.inner.platform.random.as_ref())?;
        let draft = drafts.rotation(&jti, &proof, &made.made.attestation);
        let rotation = stored(KeyPurpose::Approval, made, keys);
        Ok(PreparedRotation { record: Arc::clone(record), old, rotation, draft })
    }

    /// Replaces the approval key, with the signature (DER) of the old one: stored first, then
    /// sent.
    ///
    /// # Errors
    ///
    /// [`RotateError`]: the old key stays. Call [`Device::abandon_rotation`] when giving up.
    pub async fn complete_rotation(
        &self,
        prepared: &PreparedRotation,
        signature: &[u8],
    ) -> Result<Rotation, RotateError> {
        let signature = Signature::from_der(signature).map_err(|_| RotateError::WrongSignature)?;
        let verified = prepared.old.verify(prepared.draft.signing_input(), &signature);
        verified.map_err(|_| RotateError::WrongSignature)?;
        let mut rotation = prepared.rotation.clone();
        rotation.token = prepared.draft.clone().attach(&signature);
        self.inner.send_rotation(&prepared.record, rotation).await
    }

    /// Deletes the new key of a rotation that is given up before it was completed. One that is
    /// forgotten is deleted at a start a day later.
    pub fn abandon_rotation(&self, new: NewApprovalKey) {
        self.delete_keys(&[new.made.alias]);
    }

    /// A new key under an alias of its own: the old one is kept until the AS has the new one.
    fn new_key(
        &self,
        record: &EnrolmentRecord,
        purpose: KeyPurpose,
        keys: &DeviceKeys,
    ) -> Result<MadeKey, RotateError> {
        let turn = new_id(self.inner.platform.random.as_ref())?;
        let id = format!("{}-{turn}", record.id);
        Ok(self.make_key(&id, purpose, keys.nonce.as_bytes())?)
    }
}

impl Inner {
    /// An active enrolment without a rotation under way, and a challenge for a new key.
    async fn challenge(
        &self,
        enrolment: &str,
    ) -> Result<(Arc<EnrolmentRecord>, DeviceKeys), RotateError> {
        let record = self.settled(enrolment).await?.ok_or(RotateError::NotEnrolled)?;
        if record.state != EnrolmentState::Active || record.pending_changes.removal {
            return Err(RotateError::NotActive);
        }
        if record.pending_changes.rotation.is_some() {
            return Err(RotateError::UnderWay);
        }
        let native = self.server(&record.issuer).ok_or(RotateError::NotEnrolled)?;
        let session = self.session(&record.id);
        let keys = self.device_keys(&self.caller(native, &session, &record)?, &record).await?;
        // The AS has a key that this phone does not have: it would accept nothing signed here.
        let ours = record.transport_public().zip(record.approval_public());
        let ours = ours.is_some_and(|(transport, approval)| keys.are(&transport, &approval));
        if ours { Ok((record, keys)) } else { Err(RotateError::ReEnrol) }
    }

    /// Asks which keys the AS has.
    async fn device_keys(
        &self,
        caller: &Caller<'_>,
        record: &EnrolmentRecord,
    ) -> Result<DeviceKeys, ServerError> {
        let url = format!("{}/keys", record.endpoints.device);
        let answer = Answer::Token(200, Typ::DeviceKeys);
        let token = caller.call(Method::GET, &url, None, &answer).await?;
        let token = String::from_utf8(token).map_err(|_| ServerError::Answer)?;
        let native = caller.native;
        let verified = native.verify(&token, Typ::DeviceKeys, &record.endpoints.as_keys).await?;
        let keys = DeviceKeys::read(&verified, &record.issuer, &record.device_id)?;
        keys.valid_at(native.time.now())?;
        Ok(keys)
    }

    /// The tokens of a rotation, still to be signed, and the key that is replaced.
    fn drafts<'a>(
        &self,
        record: &'a EnrolmentRecord,
        role: KeyPurpose,
        keys: &'a DeviceKeys,
        new: &'a PublicKey,
    ) -> Result<(RotationDrafts<'a>, PublicKey), RotateError> {
        let native = self.server(&record.issuer).ok_or(RotateError::NotEnrolled)?;
        let old = match role {
            KeyPurpose::Transport => record.transport_public(),
            KeyPurpose::Approval => record.approval_public(),
        };
        let old = old.ok_or(RotateError::ReEnrol)?;
        let (issuer, device, now) = (&record.issuer, &record.device_id, native.time.now());
        Ok((RotationDrafts { issuer, device, role, old, new, keys, now }, old))
    }

    /// A rotation of the transport key: both keys sign without a prompt, so it is made in one go.
    fn transport_rotation(
        &self,
        record: &EnrolmentRecord,
        keys: &DeviceKeys,
        made: &MadeKey,
    ) -> Result<KeyRotation, RotateError> {
        let role = KeyPurpose::Transport;
        let (drafts, old) = self.drafts(record, role, keys, &made.public)?;
        let random = self.platform.random.as_ref();
        let key = |alias: &KeyAlias, public| {
            TransportKey::new(Arc::clone(&self.platform.keys), alias.clone(), public)
        };
        let proof = drafts.proof(&new_id(random)?);
        let proof = key(&made.alias, made.public).sign_checked(proof);
        let proof = proof.map_err(ServerError::from)?;
        let draft = drafts.rotation(&new_id(random)?, &proof, &made.made.attestation);
        let token = key(&record.transport_alias, old).sign_checked(draft);
        Ok(KeyRotation { token: token.map_err(ServerError::from)?, ..stored(role, made, keys) })
    }
}

/// What is stored of a rotation, but for the token.
fn stored(role: KeyPurpose, made: &MadeKey, keys: &DeviceKeys) -> KeyRotation {
    KeyRotation {
        role,
        token: String::new(),
        alias: made.alias.clone(),
        key: base64url(made.public.sec1()),
        level: made.made.level,
        unlock: made.made.unlock,
        exp: keys.exp,
    }
}

impl NewApprovalKey {
    /// The bytes that the new approval key has to sign, after the person's biometric.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.draft.signing_input()
    }

    /// The key that has to sign: the new one.
    #[must_use]
    pub const fn key(&self) -> &KeyAlias {
        &self.made.alias
    }
}

impl PreparedRotation {
    /// The bytes that the old approval key has to sign, after the person's biometric.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.draft.signing_input()
    }

    /// The key that has to sign: the old one.
    #[must_use]
    pub fn key(&self) -> &KeyAlias {
        &self.record.approval_alias
    }
}

impl std::fmt::Debug for NewApprovalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewApprovalKey")
    }
}

impl std::fmt::Debug for PreparedRotation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreparedRotation")
    }
}
