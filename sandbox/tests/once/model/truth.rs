//! What is compared after every step: nothing lost, nothing doubled, nothing belied.

use super::life::Life;
use super::reference::Reference;
use crate::bank::Judged;
use countersign::{Ending, HistoryCheck, Outcome, Verdict};
use countersign_gateway::channel::ConsentState;

impl Life {
    /// What arrived at the bank since the last step.
    pub(super) fn look_at_the_bank(&mut self) {
        let history = self.history();
        for (which, asked) in self.asked.iter().enumerate() {
            let entry = history.iter().find(|entry| entry.request == asked.request);
            let kept = entry.and_then(|entry| entry.decision.clone());
            let first = self.bytes[which].get_or_insert_with(|| kept.clone().unwrap_or_default());
            if first.is_empty() {
                self.bytes[which] = kept;
            } else {
                assert_eq!(Some(&*first), kept.as_ref(), "a decision never changes");
            }
        }
        for judged in self.bank.judged() {
            assert!(!judged.is_wrong(), "the bank finds no decision wrong");
            let which = self.asked.iter().position(|asked| asked.request == judged.request);
            // Else it was the other phone's.
            let Some(which) = which else { continue };
            assert_eq!(self.bytes[which].as_ref(), Some(&judged.token), "stored, then sent");
            self.recorded[which] += usize::from(Judged::is_recorded(&judged));
        }
    }

    /// What must be true after every step.
    pub(super) fn holds(&self, reference: &Reference) {
        let history = self.history();
        let checking = self.device().check_history(&self.enrolment);
        let checked = self.bank.runtime.block_on(checking).unwrap();
        assert!(matches!(checked, HistoryCheck::Whole { .. }), "{checked:?}");
        for (which, (asked, request)) in self.asked.iter().zip(&reference.requests).enumerate() {
            let record = self.bank.record(asked);
            let entry = history.iter().find(|entry| entry.request == asked.request);
            let decided = self.decided[which];
            let recorded = match record.state {
                ConsentState::Approved => Some(true),
                ConsentState::Denied if !self.elsewhere[which] => Some(false),
                _ => None,
            };

            assert_eq!(self.recorded[which], usize::from(recorded.is_some()));
            assert!(recorded.is_none() || recorded == decided, "the bank has what was decided");
            assert_eq!(self.bytes[which].is_some(), decided.is_some(), "what is decided is kept");
            let Some(entry) = entry else {
                assert_eq!(decided, None);
                continue;
            };
            let true_of_it = match entry.outcome {
                Outcome::Ended(Ending::Decided(Verdict::Approved)) => {
                    recorded == Some(true) && entry.receipt.is_some()
                }
                Outcome::Ended(Ending::Decided(Verdict::Denied)) => {
                    recorded == Some(false) && entry.receipt.is_some()
                }
                Outcome::Unknown => decided.is_some(),
                Outcome::Open => decided.is_none(),
                // No life in this model lasts for weeks, and none loses its transport key.
                Outcome::NeverLearned => false,
                Outcome::Ended(Ending::Decided(Verdict::Refused)) => {
                    recorded.is_none() && decided.is_some()
                }
                Outcome::Ended(Ending::Expired) => {
                    recorded.is_none() && reference.now >= request.ends
                }
                Outcome::Ended(Ending::Withdrawn) => recorded.is_none() && request.withdrawn,
                Outcome::Ended(Ending::AnsweredElsewhere) => self.elsewhere[which],
            };
            assert!(true_of_it, "the phone says {:?}, the bank {:?}", entry.outcome, record.state);
        }
    }
}
