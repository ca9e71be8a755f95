//! Enrolling, in two calls around the prompt. What is half done is kept here, one at a time, so
//! that it needs no object of its own on the other side.

use crate::device::Device;
use crate::errors::EnrolError;
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

/// How far an enrolment has come.
#[derive(Default)]
pub(crate) struct Enrolling {
    read: u64,
    stage: Stage,
}

#[derive(Default)]
enum Stage {
    #[default]
    Nothing,
    Offered(countersign::Offer),
    Prepared(PreparedEnrolment),
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
        self.abandon_enrolment();
        let offer = self.work.finish(self.core.read_offer(&link))?;
        let mut enrolling = self.enrolling();
        enrolling.read += 1;
        let shown = Offer {
            number: enrolling.read,
            bank: offer.bank.clone(),
            account: offer.account.clone(),
            expires_at: offer.expires_at.0,
        };
        enrolling.stage = Stage::Offered(offer);
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
                Stage::Offered(read) if enrolling.read == offer.number => read.clone(),
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
            Stage::Offered(_) if enrolling.read == offer.number => {
                enrolling.stage = Stage::Prepared(prepared);
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
    /// [`EnrolError::TryLater`] call it again with the same signature: the same bytes get the
    /// same answer.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]. Call `abandon_enrolment` when giving up.
    pub fn complete_enrolment(&self, signature: Vec<u8>) -> Result<Enrolment, EnrolError> {
        let prepared = match &self.enrolling().stage {
            Stage::Prepared(prepared) => prepared.clone(),
            _ => return Err(EnrolError::BeginAgain),
        };
        let enrolment = self.work.finish(self.core.complete_enrolment(&prepared, &signature))?;
        self.enrolling().stage = Stage::Nothing;
        Ok(enrolment.into())
    }

    /// Gives up what is half done, and deletes its keys. If nothing is, does nothing.
    pub fn abandon_enrolment(&self) {
        let stage = std::mem::take(&mut self.enrolling().stage);
        if let Stage::Prepared(prepared) = stage {
            self.core.abandon_enrolment(prepared);
        }
    }
}

impl Device {
    fn enrolling(&self) -> MutexGuard<'_, Enrolling> {
        self.enrolling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
