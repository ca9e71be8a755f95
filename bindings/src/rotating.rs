//! Replacing keys. The approval key signs twice, once as the new one and once as the old one; what
//! is half done is kept here.

use crate::device::Device;
use crate::errors::RotateError;
use crate::records::{Rotation, ToSign};
use countersign::{NewApprovalKey, PreparedRotation};
use std::sync::{MutexGuard, PoisonError};

/// How far a rotation has come.
#[derive(Default)]
pub(crate) enum Rotating {
    #[default]
    Nothing,
    Begun(NewApprovalKey),
    Prepared {
        new: NewApprovalKey,
        prepared: Box<PreparedRotation>,
    },
}

#[uniffi::export]
impl Device {
    /// Replaces the transport key. Silent.
    ///
    /// # Errors
    ///
    /// [`RotateError`]: the old key stays.
    pub fn rotate_transport_key(&self, enrolment: String) -> Result<Rotation, RotateError> {
        Ok(self.work.finish(self.core.rotate_transport_key(&enrolment))?.into())
    }

    /// Begins to replace the approval key: makes a new one and gives what it has to sign. A
    /// rotation that was begun before is given up.
    ///
    /// # Errors
    ///
    /// [`RotateError`]; a key that was made is deleted again.
    pub fn begin_rotation(&self, enrolment: String) -> Result<ToSign, RotateError> {
        self.abandon_rotation()?;
        let new = self.work.finish(self.core.begin_rotation(&enrolment))?;
        let to_sign = to_sign(new.key(), new.signing_input());
        *self.rotating() = Rotating::Begun(new);
        Ok(to_sign)
    }

    /// Takes the new key's signature (DER) and gives what the old one has to sign.
    ///
    /// # Errors
    ///
    /// [`RotateError`].
    pub fn prepare_rotation(&self, signature: Vec<u8>) -> Result<ToSign, RotateError> {
        let mut rotating = self.rotating();
        let (Rotating::Begun(new) | Rotating::Prepared { new, .. }) = &*rotating else {
            return Err(RotateError::BeginAgain);
        };
        let new = new.clone();
        // Pure: asks nothing of the key store.
        let prepared = Box::new(self.core.prepare_rotation(&new, &signature)?);
        let to_sign = to_sign(prepared.key(), prepared.signing_input());
        *rotating = Rotating::Prepared { new, prepared };
        Ok(to_sign)
    }

    /// Replaces the approval key, with the signature (DER) of the old one: stored first, then
    /// sent.
    ///
    /// # Errors
    ///
    /// [`RotateError`]: the old key stays. Call `abandon_rotation` when giving up.
    pub fn complete_rotation(&self, signature: Vec<u8>) -> Result<Rotation, RotateError> {
        let prepared = match &*self.rotating() {
            Rotating::Prepared { prepared, .. } => prepared.clone(),
            Rotating::Nothing | Rotating::Begun(_) => return Err(RotateError::BeginAgain),
        };
        let rotated = self.work.finish(self.core.complete_rotation(&prepared, &signature))?;
        *self.rotating() = Rotating::Nothing;
        Ok(rotated.into())
    }

    /// Gives up a rotation that is half done, and deletes its new key. If none is, does nothing.
    ///
    /// # Errors
    ///
    /// None; a panic of the key store is one.
    pub fn abandon_rotation(&self) -> Result<(), RotateError> {
        match std::mem::take(&mut *self.rotating()) {
            Rotating::Nothing => {}
            Rotating::Begun(new) | Rotating::Prepared { new, .. } => {
                self.core.abandon_rotation(new);
            }
        }
        Ok(())
    }
}

impl Device {
    fn rotating(&self) -> MutexGuard<'_, Rotating> {
        self.rotating.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_sign(key: &countersign::platform::KeyAlias, signing_input: &[u8]) -> ToSign {
    ToSign { key: key.0.clone(), signing_input: signing_input.to_vec(), prompt: String::new() }
}
