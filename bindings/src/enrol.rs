//! Enrolling, in two calls around the prompt.

use crate::device::Device;
use crate::errors::EnrolError;
use crate::progress::{EnrolmentProgress, EnrolmentStage};
use crate::records::{Enrolment, PushTarget, ToSign};
use countersign::PreparedEnrolment;
use std::sync::{MutexGuard, PoisonError};

/// A verified offer: show bank and account, and ask whether to go on.
#[derive(Clone, uniffi::Record)]
pub struct Offer {
    /// Which one of those read: `prepare_enrolment` takes the one read last and no other.
    pub number: u64,
    /// What people call the bank.
    pub bank: String,
    /// What the bank calls the account, masked.
    pub account: String,
    /// When it ends, Unix seconds of the server.
    pub expires_at: i64,
}

#[uniffi::export]
impl Device {
    /// Reads an offer from a scanned code or an opened link. An offer by reference is fetched, and
    /// can be fetched only once. An enrolment that was prepared and not completed is given up.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]; nothing was made.
    pub fn read_offer(&self, link: String) -> Result<Offer, EnrolError> {
        self.abandon_enrolment()?;
        let offer = self.work.finish(self.core.read_offer(&link))?;
        let mut enrolling = self.enrolling();
        enrolling.read += 1;
        let shown = Offer {
            number: enrolling.read,
            bank: offer.bank.clone(),
            account: offer.account.clone(),
            expires_at: offer.expires_at.0,
        };
        enrolling.stage = EnrolmentStage::Offered(offer);
        Ok(shown)
    }

    /// Makes both keys and gives the bytes that the new approval key has to sign. Takes seconds on
    /// some phones.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]; keys that were made are deleted again. After [`EnrolError::TryLater`] the
    /// same offer can be prepared again.
    pub fn prepare_enrolment(
        &self,
        offer: Offer,
        push: Option<PushTarget>,
    ) -> Result<ToSign, EnrolError> {
        let read = {
            let enrolling = self.enrolling();
            match &enrolling.stage {
                EnrolmentStage::Offered(read) if enrolling.read == offer.number => read.clone(),
                _ => return Err(EnrolError::BeginAgain),
            }
        };
        let push = push.map(Into::into);
        // No lock is held while the key store works.
        let prepared = self.core.prepare_enrolment(read, push.as_ref())?;
        let to_sign = ToSign {
            key: prepared.key().0.clone(),
            signing_input: prepared.signing_input().to_vec(),
            prompt: String::new(),
        };
        let mut enrolling = self.enrolling();
        match enrolling.stage {
            EnrolmentStage::Offered(_) if enrolling.read == offer.number => {
                enrolling.stage = EnrolmentStage::Prepared(prepared);
                Ok(to_sign)
            }
            // Another was read, or this one was given up, in the meantime.
            _ => {
                drop(enrolling);
                self.core.abandon_enrolment(prepared);
                Err(EnrolError::BeginAgain)
            }
        }
    }

    /// Registers with the signature of the new approval key (DER). After
    /// [`EnrolError::TryLater`] see `resume_enrolment`.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]. Call `abandon_enrolment` when giving up.
    pub fn complete_enrolment(&self, signature: Vec<u8>) -> Result<Enrolment, EnrolError> {
        let prepared = match &self.enrolling().stage {
            EnrolmentStage::Prepared(prepared) => prepared.clone(),
            EnrolmentStage::Nothing | EnrolmentStage::Offered(_) | EnrolmentStage::Signed(..) => {
                return Err(EnrolError::BeginAgain);
            }
        };
        self.register(prepared, signature)
    }

    /// Registers again where the last try ended in [`EnrolError::TryLater`], without a prompt: the
    /// same bytes get the same answer, others would be refused. `None` if nothing of this offer is
    /// signed yet: then `prepare_enrolment`.
    ///
    /// # Errors
    ///
    /// [`EnrolError`].
    pub fn resume_enrolment(&self, offer: Offer) -> Result<Option<Enrolment>, EnrolError> {
        let (prepared, signature) = {
            let enrolling = self.enrolling();
            match &enrolling.stage {
                EnrolmentStage::Signed(prepared, signature) if enrolling.read == offer.number => {
                    (prepared.clone(), signature.clone())
                }
                _ => return Ok(None),
            }
        };
        self.register(prepared, signature).map(Some)
    }

    /// Gives up what is half done, and deletes its keys. If nothing is, does nothing.
    ///
    /// # Errors
    ///
    /// Only what a panic of the key store arrives as: there is no error of its own.
    pub fn abandon_enrolment(&self) -> Result<(), EnrolError> {
        match std::mem::take(&mut self.enrolling().stage) {
            EnrolmentStage::Nothing | EnrolmentStage::Offered(_) => {}
            EnrolmentStage::Prepared(prepared) | EnrolmentStage::Signed(prepared, _) => {
                self.core.abandon_enrolment(prepared);
            }
        }
        Ok(())
    }
}

impl Device {
    fn register(
        &self,
        prepared: PreparedEnrolment,
        signature: Vec<u8>,
    ) -> Result<Enrolment, EnrolError> {
        let completing = self.core.complete_enrolment(&prepared, &signature);
        let registered = self.work.finish(completing).map_err(EnrolError::from);
        match &registered {
            Ok(_) => self.enrolling().stage = EnrolmentStage::Nothing,
            Err(EnrolError::TryLater) => {
                self.enrolling().stage = EnrolmentStage::Signed(prepared, signature);
            }
            Err(_) => {}
        }
        Ok(registered?.into())
    }

    fn enrolling(&self) -> MutexGuard<'_, EnrolmentProgress> {
        self.enrolling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
