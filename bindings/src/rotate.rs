//! Replacing keys. To replace the approval key takes two signatures, of the new key and of the old.

use crate::device::Device;
use crate::errors::RotateError;
use crate::progress::RotationProgress;
use crate::records::{Rotation, ToSign};
use std::sync::{MutexGuard, PoisonError};

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
        *self.rotating() = RotationProgress::Begun(new);
        Ok(to_sign)
    }

    /// Takes the new key's signature (DER) and gives what the old one has to sign.
    ///
    /// # Errors
    ///
    /// [`RotateError`].
    pub fn prepare_rotation(&self, signature: Vec<u8>) -> Result<ToSign, RotateError> {
        let mut rotating = self.rotating();
        let (RotationProgress::Begun(new) | RotationProgress::Prepared { new, .. }) = &*rotating
        else {
            return Err(RotateError::BeginAgain);
        };
        let new = new.clone();
        // Under the lock, since this does not call the key store.
        let prepared = Box::new(self.core.prepare_rotation(&new, &signature)?);
        let to_sign = to_sign(prepared.key(), prepared.signing_input());
        *rotating = RotationProgress::Prepared { new, prepared };
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
            RotationProgress::Prepared { prepared, .. } => prepared.clone(),
            RotationProgress::Nothing | RotationProgress::Begun(_) => {
                return Err(RotateError::BeginAgain);
            }
        };
        let rotated = self.work.finish(self.core.complete_rotation(&prepared, &signature))?;
        *self.rotating() = RotationProgress::Nothing;
        Ok(rotated.into())
    }

    /// Gives up a rotation that is half done, and deletes its new key. If none is, does nothing.
    ///
    /// # Errors
    ///
    /// Only what a panic of the key store arrives as: there is no error of its own.
    pub fn abandon_rotation(&self) -> Result<(), RotateError> {
        match std::mem::take(&mut *self.rotating()) {
            RotationProgress::Nothing => {}
            RotationProgress::Begun(new) | RotationProgress::Prepared { new, .. } => {
                self.core.abandon_rotation(new);
            }
        }
        Ok(())
    }
}

impl Device {
    fn rotating(&self) -> MutexGuard<'_, RotationProgress> {
        self.rotating.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_sign(key: &countersign::platform::KeyAlias, signing_input: &[u8]) -> ToSign {
    ToSign { key: key.0.clone(), signing_input: signing_input.to_vec(), prompt: String::new() }
}
