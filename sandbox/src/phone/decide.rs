//! Deciding: approve with a finger, decline without, or have the phone do it by itself.

use super::screen::ScreenState;
use super::{Complaint, Finger, Phone};
use crate::ledger::{Entry, Outcome, Who};
use countersign::consent::{Chosen, Reading, Selection, View};
use countersign::{
    ApprovalInput, Consent, DecideError, Delivery, DenialReason, PrepareError, Received,
};
use countersign_protocol::json::Json;
use serde::Deserialize;
use std::time::Duration;

/// What the phone does with requests by itself, for tests.
#[derive(Clone, Copy, Debug)]
pub struct Auto {
    /// What.
    pub answer: Answer,
    /// How long after the request arrived.
    pub delay: Duration,
}

/// An answer without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes, with the first accounts offered.
    Approve,
    /// No.
    Deny,
    /// None: the request waits for a person.
    Ignore,
}

impl Phone {
    /// Prepares an approval with what the person chose and typed. The finger comes next.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if something is missing.
    pub async fn prepare(&self, selection: Json, number: Option<String>) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        let consent = self.on_screen(ScreenState::may_approve)?;
        let selection =
            Selection::from_json(selection).map_err(|_| Complaint("the accounts are malformed"))?;
        let input = ApprovalInput { selection, number, integrity: None };
        let prepared = self.0.device.prepare(&consent, &input);
        if prepared.as_ref().err() == Some(&PrepareError::Expired) {
            self.put(|screen| screen.end_undecided(ScreenState::Expired));
        }
        let prepared = prepared?;
        self.put(|screen| {
            screen.prepared = Some(prepared);
            screen.state = ScreenState::WaitingForFingerprint;
        });
        Ok(())
    }

    /// Touches the sensor.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if the sensor is not waiting for a finger.
    pub async fn finger(&self, finger: Finger) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        let prepared = self
            .with(|model| model.screen.as_mut().and_then(|screen| screen.prepared.take()))
            .ok_or(Complaint("the sensor is not waiting for a finger"))?;
        let state = match finger {
            Finger::Cancel => ScreenState::Cancelled,
            Finger::Fail => ScreenState::FingerprintFailed,
            Finger::LockOut => ScreenState::LockedOut,
            Finger::Invalidate => {
                self.0.keys.invalidate(prepared.key());
                ScreenState::KeyInvalid
            }
            Finger::Succeed => {
                match self.0.keys.sign_with_finger(prepared.key(), prepared.signing_input()) {
                    Err(_) => ScreenState::KeyInvalid,
                    Ok(signature) => {
                        self.put(|screen| screen.send(true));
                        let made = self.0.device.complete(&prepared, &signature).await;
                        return self.sent(made).await;
                    }
                }
            }
        };
        self.put(|screen| screen.state = state);
        Ok(())
    }

    /// Declines. No finger is needed.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if there is nothing to decline.
    pub async fn deny(&self, reason: DenialReason) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        self.deny_in_turn(reason).await
    }

    async fn deny_in_turn(&self, reason: DenialReason) -> Result<(), Complaint> {
        let consent = self.on_screen(ScreenState::is_open)?;
        self.put(|screen| screen.send(false));
        let made = self.0.device.deny(&consent, reason).await;
        self.sent(made).await
    }

    /// "I did not start this": declines, and has the bank block the phone.
    ///
    /// # Errors
    ///
    /// [`Complaint`].
    pub async fn report(&self) -> Result<(), Complaint> {
        let _turn = self.0.turn.lock().await;
        let consent = self.on_screen(ScreenState::is_open)?;
        self.deny_in_turn(DenialReason::NotMe).await?;
        self.0.device.report(consent.enrolment(), consent.id()).await?;
        self.look_in_turn().await
    }

    /// From now on the phone answers by itself, or no longer.
    pub fn answer_by_itself(&self, auto: Option<Auto>) {
        self.change(|model| model.auto = auto);
    }

    /// Opens a request without a person.
    pub async fn open_by_itself(&self, received: &Received) -> Option<Consent> {
        match self.0.device.open_request(&received.enrolment, &received.request).await {
            Ok(consent) => {
                self.change(|model| model.keep_title(&consent));
                Some(consent)
            }
            Err(error) => {
                self.complain(Complaint::from(error));
                None
            }
        }
    }

    fn complain(&self, complaint: Complaint) {
        let entry = Entry::new(Who::Phone, "Could not answer by itself");
        self.0.ledger.add(entry.text(complaint.0).outcome(Outcome::Refused));
    }

    /// Answers a request without a person.
    pub async fn decide_by_itself(
        &self,
        consent: &Consent,
        answer: Answer,
        number: Option<String>,
    ) {
        let decided = match (answer, consent.reading()) {
            (Answer::Ignore, _) => return,
            (Answer::Approve, Ok(Reading::Shown(view))) => {
                self.approve(consent, view, number).await
            }
            (Answer::Approve, _) => self.deny_plainly(consent, DenialReason::CannotDisplay).await,
            (Answer::Deny, _) => self.deny_plainly(consent, DenialReason::Unspecified).await,
        };
        if let Err(complaint) = decided {
            self.complain(complaint);
        }
        self.read_history().await;
    }

    async fn approve(
        &self,
        consent: &Consent,
        view: &View,
        number: Option<String>,
    ) -> Result<(), Complaint> {
        let first = |choice: &countersign::consent::Choice| Chosen {
            detail: choice.detail,
            accounts: choice
                .accounts
                .iter()
                .take(choice.at_least.max(1))
                .map(|account| account.id.clone())
                .collect(),
        };
        let selection = Selection::of(view.choices.iter().map(first).collect());
        let input = ApprovalInput { selection, number, integrity: None };
        let prepared = self.0.device.prepare(consent, &input)?;
        let signature = self
            .0
            .keys
            .sign_with_finger(prepared.key(), prepared.signing_input())
            .map_err(|_| Complaint("the key is no longer valid"))?;
        self.0.device.complete(&prepared, &signature).await?;
        Ok(())
    }

    async fn deny_plainly(&self, consent: &Consent, reason: DenialReason) -> Result<(), Complaint> {
        self.0.device.deny(consent, reason).await?;
        Ok(())
    }

    /// Shows what became of a decision.
    async fn sent(&self, made: Result<Delivery, DecideError>) -> Result<(), Complaint> {
        let complaint = self.change(|model| {
            let screen = model.screen.as_mut()?;
            let request = screen.request.clone();
            let complaint = match made {
                Ok(delivery) => {
                    screen.delivered(&delivery);
                    None
                }
                Err(DecideError::Expired) => {
                    screen.state = ScreenState::Expired;
                    None
                }
                Err(DecideError::Decided) => {
                    screen.state = ScreenState::AnsweredElsewhere;
                    None
                }
                Err(DecideError::WrongSignature) => {
                    screen.state = ScreenState::KeyInvalid;
                    return None;
                }
                Err(error) => {
                    screen.state = ScreenState::Ready;
                    return Some(Complaint::from(error));
                }
            };
            model.settle(&request);
            complaint
        });
        self.read_history().await;
        complaint.map_or(Ok(()), Err)
    }

    /// The consent on the screen, if the screen is in a fitting state.
    fn on_screen(&self, fits: impl Fn(ScreenState) -> bool) -> Result<Consent, Complaint> {
        self.with(|model| {
            model
                .screen
                .as_ref()
                .filter(|screen| fits(screen.state))
                .and_then(|screen| screen.consent.clone())
        })
        .ok_or(Complaint("there is nothing to decide on the screen"))
    }

    fn put(&self, change: impl FnOnce(&mut super::Screen)) {
        self.change(|model| model.screen.as_mut().map(change));
    }
}
