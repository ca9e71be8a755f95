//! Finding out which key the AS has, however the answer was lost.

use super::{RotateError, Rotation};
use crate::device::Inner;
use crate::platform::{Change, KeyAlias, KeyPurpose};
use crate::server::native::{Answer, ApprovedBody, Caller, ServerError, Session};
use crate::store::{EnrolmentRecord, KeyRotation, StoreError};
use countersign_protocol::jose::Typ;
use countersign_protocol::tokens::check_key_receipt;
use countersign_transport::Method;
use std::sync::Arc;

/// Which key the AS turned out to have.
enum Found {
    New,
    /// It refused the new one.
    Old(ServerError),
}

impl Inner {
    /// Stores a rotation, sends it, and settles it if there is an answer.
    pub(super) async fn send_rotation(
        &self,
        record: &EnrolmentRecord,
        rotation: KeyRotation,
    ) -> Result<Rotation, RotateError> {
        let (id, asked) = (record.id.clone(), rotation.clone());
        let (transport, approval) = (record.transport_alias.clone(), record.approval_alias.clone());
        let stored = self
            .store
            .write(move |db, seal| {
                EnrolmentRecord::change(db, seal, &id, |record| {
                    // It was made for these keys: another rotation may have come in between.
                    let same = record.transport_alias == transport
                        && record.approval_alias == approval
                        && record
                            .pending_changes
                            .rotation
                            .as_ref()
                            .is_none_or(|other| *other == asked);
                    if same {
                        record.pending_changes.rotation = Some(asked);
                    }
                    same
                })
            })
            .await?;
        let Some((record, true)) = stored else {
            self.delete_keys(&[rotation.alias]);
            return Err(if stored.is_some() {
                RotateError::UnderWay
            } else {
                RotateError::NotEnrolled
            });
        };
        match self.settle_keys(&record).await {
            Ok(Found::New) => Ok(Rotation::Done),
            Ok(Found::Old(error)) => Err(RotateError::Server(error)),
            Err(RotateError::Server(_)) => Ok(Rotation::Unknown),
            Err(error) => Err(error),
        }
    }

    /// The enrolment as it is now. If a rotation of its keys is without an answer, the AS
    /// is asked first.
    pub(in crate::device) async fn settled(
        &self,
        enrolment: &str,
    ) -> Result<Option<Arc<EnrolmentRecord>>, StoreError> {
        let record = self.record(enrolment).await?;
        let Some(unsettled) =
            record.as_ref().filter(|record| record.pending_changes.rotation.is_some())
        else {
            return Ok(record);
        };
        match self.settle_keys(unsettled).await {
            Err(RotateError::Store(error)) => return Err(error),
            Err(_) => tracing::info!("a rotation is still without an answer"),
            Ok(_) => {}
        }
        self.record(enrolment).await
    }

    /// Sends a stored rotation, again if need be, until it is known which key counts.
    async fn settle_keys(&self, record: &EnrolmentRecord) -> Result<Found, RotateError> {
        let session = self.session(&record.id);
        let _alone = session.settling.lock().await;
        // Another call may have settled it while this one waited for the lock.
        let Some(record) = self.record(&record.id).await? else {
            return Err(RotateError::NotEnrolled);
        };
        let Some(rotation) = record.pending_changes.rotation.clone() else { return Ok(Found::New) };
        let native = self.server(&record.issuer).ok_or(RotateError::NotEnrolled)?;
        let old = self.caller(native, &session, &record)?;
        let mut found = self.ask_for(&old, &record, &rotation).await;
        if rotation.role == KeyPurpose::Transport
            && matches!(found, Err(ServerError::Unauthenticated))
        {
            // The AS does not accept the old key any more, so it must have the new one.
            let (after, fresh) = (record.adopting(&rotation), Session::default());
            let new = self.caller(native, &fresh, &after)?;
            found = self.ask_for(&new, &after, &rotation).await;
        }
        let found = found?;
        self.adopt(&record, &rotation, &found).await?;
        Ok(found)
    }

    /// Sends the bytes; after a refusal, asks which key there is. That the AS still has the old one
    /// counts only once it says so after the end of the rotation: before, a copy of the bytes may
    /// be on its way to it, whoever answered this one, and it would then have a key that this phone
    /// has deleted.
    async fn ask_for(
        &self,
        caller: &Caller<'_>,
        record: &EnrolmentRecord,
        rotation: &KeyRotation,
    ) -> Result<Found, ServerError> {
        let new = rotation.public().ok_or(ServerError::Answer)?;
        let error = match self.send_bytes(caller, record, rotation).await {
            Ok(()) => return Ok(Found::New),
            Err(error) if error.is_final() => error,
            Err(error) => return Err(error),
        };
        let keys = self.device_keys(caller, record).await?;
        if *keys.of(rotation.role) == new.thumbprint() {
            Ok(Found::New)
        } else if keys.issued_at() >= rotation.exp {
            Ok(Found::Old(error))
        } else {
            Err(error)
        }
    }

    async fn send_bytes(
        &self,
        caller: &Caller<'_>,
        record: &EnrolmentRecord,
        rotation: &KeyRotation,
    ) -> Result<(), ServerError> {
        let url = format!("{}/keys", record.endpoints.device);
        let body = ApprovedBody { typ: Typ::DeviceKeyRotation, token: &rotation.token };
        let answer = Answer::Token(200, Typ::DeviceKeyReceipt);
        let receipt = caller.call(Method::POST, &url, Some(body), &answer).await?;
        let receipt = String::from_utf8(receipt).map_err(|_| ServerError::Answer)?;
        let typ = Typ::DeviceKeyReceipt;
        let verified = caller.native.verify(&receipt, typ, &record.endpoints.as_keys).await?;
        let new = rotation.public().ok_or(ServerError::Answer)?;
        let (issuer, device) = (&record.issuer, &record.device_id);
        check_key_receipt(&verified, issuer, device, &rotation.token, rotation.role, &new)?;
        Ok(())
    }

    /// Stores which key counts, then deletes the other.
    async fn adopt(
        &self,
        record: &EnrolmentRecord,
        rotation: &KeyRotation,
        found: &Found,
    ) -> Result<(), StoreError> {
        let (id, settled, new) = (record.id.clone(), rotation.clone(), matches!(found, Found::New));
        self.store
            .write(move |db, seal| {
                EnrolmentRecord::change(db, seal, &id, |record| {
                    if record.pending_changes.rotation.as_ref() != Some(&settled) {
                        return;
                    }
                    if new {
                        *record = record.adopting(&settled);
                    }
                    record.pending_changes.rotation = None;
                })
            })
            .await?;
        if rotation.role == KeyPurpose::Transport && new {
            // Access tokens are bound to the key that is gone.
            self.session(&record.id).forget_token();
        }
        let gone: &KeyAlias = match (found, rotation.role) {
            (Found::Old(_), _) => &rotation.alias,
            (Found::New, KeyPurpose::Transport) => &record.transport_alias,
            (Found::New, KeyPurpose::Approval) => &record.approval_alias,
        };
        self.delete_keys(std::slice::from_ref(gone));
        self.platform.changed(Change::Enrolments);
        Ok(())
    }
}
