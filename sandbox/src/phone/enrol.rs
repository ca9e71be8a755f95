//! Enrolling: scan, approve with a finger, compare the digits.

use super::stage::Stage;
use super::{Complaint, Finger, Phone, push};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::{EnrolmentState, PushTarget};
use qrcode::QrCode;
use qrcode::render::svg;

impl Phone {
    /// Scans the bank's code: reads and checks the offer.
    ///
    /// # Errors
    ///
    /// [`Complaint`].
    pub async fn scan(&self, link: &str) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        let qr = drawing(link)?;
        let offer = self.0.device.read_offer(link).await?;
        self.change(|model| {
            let before = model.stage.enrolment().cloned();
            model.screen = None;
            model.stage = Stage::Offered { offer, qr, before };
        });
        Ok(())
    }

    /// Enrols with the approval key that the finger unlocks.
    ///
    /// # Errors
    ///
    /// [`Complaint`].
    pub async fn enrol(&self, finger: Finger) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        let offered = self.with(|model| match &model.stage {
            Stage::Offered { offer, before, .. } => Some((offer.clone(), before.clone())),
            _ => None,
        });
        let (offer, before) = offered.ok_or(Complaint("no code was scanned"))?;
        let target = PushTarget { provider: "fcm".to_owned(), token: push::TOKEN.to_owned() };
        let prepared = self.0.device.prepare_enrolment(offer, Some(&target))?;
        let touched = match finger {
            Finger::Succeed => {
                self.0.keys.sign_with_finger(prepared.key(), prepared.signing_input())
            }
            Finger::Fail | Finger::Cancel | Finger::LockOut | Finger::Invalidate => {
                self.0.device.abandon_enrolment(prepared);
                return Ok(());
            }
        };
        let signature = touched.map_err(|_| Complaint("the new key cannot sign"))?;
        match self.0.device.complete_enrolment(&prepared, &signature).await {
            Ok(enrolment) => {
                self.change(|model| model.stage = Stage::Enrolled { enrolment, before });
                Ok(())
            }
            Err(error) => {
                self.0.device.abandon_enrolment(prepared);
                Err(error.into())
            }
        }
    }

    /// Asks the bank how far the enrolment is and what waits, as an app does when it is opened.
    ///
    /// # Errors
    ///
    /// [`Complaint`].
    pub async fn look(&self) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        self.look_in_turn().await
    }

    pub(super) async fn look_in_turn(&self) -> Result<(), Complaint> {
        let enrolled = self.with(|model| match &model.stage {
            Stage::Enrolled { enrolment, before } => Some((enrolment.id.clone(), before.clone())),
            _ => None,
        });
        let Some((id, before)) = enrolled else { return Ok(()) };
        let enrolment = match self.0.device.refresh(&id).await {
            Ok(enrolment) => enrolment,
            Err(error) if is_rejection(&error) => {
                self.0.device.forget(&id).await?;
                self.change(|model| {
                    model.stage = Stage::Unenrolled;
                    model.screen = None;
                    model.arrived.clear();
                    model.listed.clear();
                });
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let state = enrolment.state;
        let replaced = before.filter(|_| state == EnrolmentState::Active);
        self.change(|model| {
            let before = match &mut model.stage {
                Stage::Enrolled { before, .. } if replaced.is_none() => before.take(),
                _ => None,
            };
            model.stage = Stage::Enrolled { enrolment, before };
        });
        if let Some(old) = replaced {
            self.0.device.remove(&old.id).await?;
        }
        match state {
            EnrolmentState::Active => {
                self.list(&id).await?;
                self.read_history().await;
                Ok(())
            }
            EnrolmentState::Pending | EnrolmentState::Blocked | EnrolmentState::Revoked => Ok(()),
        }
    }
}

/// Whether the bank no longer knows the phone.
const fn is_rejection(error: &countersign::ManageError) -> bool {
    use countersign::{ManageError, ServerError};
    matches!(
        error,
        ManageError::Server(
            ServerError::Unauthenticated
                | ServerError::Refused
                | ServerError::Unknown
                | ServerError::Gone
        )
    )
}

/// The code as a picture that a page can show without any script of its own.
fn drawing(link: &str) -> Result<String, Complaint> {
    let code = QrCode::new(link).map_err(|_| Complaint("the code is too long to draw"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(picture)))
}
