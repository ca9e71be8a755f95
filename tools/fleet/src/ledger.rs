//! The account of both sides: what the phones say against what the AS has.

use crate::answer::{Answered, Wish};
use crate::channel::Record;
use countersign::{Ending, Outcome, Verdict};
use std::fmt;

/// What was found, summed up.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Both sides have the same decision, once.
    pub(crate) agreed: usize,
    /// The phone says that the bank has it, and the bank has not, or has another.
    lost: usize,
    /// More than one decision or outcome of one consent.
    doubled: usize,
    /// The bank has a decision that the phone does not know of, or takes for something else.
    unsaid: usize,
    /// The phone still does not know.
    open: usize,
    /// The AS was told nothing, or something else than it has.
    untold: usize,
}

impl Ledger {
    /// Compares one consent. `told` is how many different outcomes the AS was told, if the fleet
    /// listened.
    pub(crate) fn add(&mut self, phone: &Answered, bank: &Record, told: Option<usize>) {
        let wanted = match phone.wish {
            Wish::Approve => (Outcome::Ended(Ending::Decided(Verdict::Approved)), "approved"),
            Wish::Deny => (Outcome::Ended(Ending::Decided(Verdict::Denied)), "denied"),
        };
        let state = bank.state.as_str();
        let decided = matches!(state, "approved" | "denied");
        let same = |decision: &Option<String>| decision.is_some() && *decision == bank.decision;
        let count = match phone.history.as_slice() {
            [(outcome, decision)] if (*outcome, state) == wanted && same(decision) => match told {
                Some(0) => &mut self.untold,
                Some(2..) => &mut self.doubled,
                _ => &mut self.agreed,
            },
            [(Outcome::Unknown | Outcome::Open, _)] => &mut self.open,
            [(outcome, _)] if *outcome != wanted.0 && decided => &mut self.unsaid,
            [_] => &mut self.lost,
            _ => &mut self.doubled,
        };
        *count += 1;
    }

    /// Whether every consent was decided exactly once and both sides say the same.
    pub(crate) fn is_right(&self, consents: usize) -> bool {
        self.agreed == consents
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agreed, lost, doubled, unsaid, open, untold } = self;
        write!(
            f,
            "agreed {agreed}, lost {lost}, doubled {doubled}, unknown to the phone {unsaid}, \
             still open {open}, untold {untold}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn phone(history: &[(Outcome, &str)]) -> Answered {
        Answered {
            wish: Wish::Approve,
            readable: Duration::ZERO,
            settled: Duration::ZERO,
            was_unknown: false,
            tries: 0,
            history: history
                .iter()
                .map(|(outcome, decision)| (*outcome, Some((*decision).to_owned())))
                .collect(),
        }
    }

    #[test]
    fn only_the_same_decision_once_on_both_sides_is_right() {
        use Outcome::Unknown;
        const APPROVED: Outcome = Outcome::Ended(Ending::Decided(Verdict::Approved));
        const EXPIRED: Outcome = Outcome::Ended(Ending::Expired);
        // What the phone's history says; the bank's state and decision; what the bank told.
        let cases: [(&[_], _, _, _, _); 12] = [
            (&[(APPROVED, "a")], "approved", Some("a"), Some(1), "agreed 1"),
            (&[(APPROVED, "a")], "approved", Some("a"), None, "agreed 1"),
            (&[(APPROVED, "a")], "approved", Some("b"), Some(1), "lost 1"),
            (&[(APPROVED, "a")], "pending", None, Some(0), "lost 1"),
            (&[(APPROVED, "a")], "denied", Some("a"), Some(1), "lost 1"),
            (&[(APPROVED, "a")], "approved", Some("a"), Some(0), "untold 1"),
            (&[(APPROVED, "a")], "approved", Some("a"), Some(2), "doubled 1"),
            (&[], "approved", Some("a"), Some(1), "doubled 1"),
            (&[(APPROVED, "a"), (APPROVED, "b")], "approved", Some("a"), Some(1), "doubled 1"),
            (&[(EXPIRED, "a")], "approved", Some("a"), Some(1), "unknown to the phone 1"),
            (&[(Unknown, "a")], "approved", Some("a"), Some(1), "still open 1"),
            (&[(EXPIRED, "a")], "expired", None, Some(1), "lost 1"),
        ];

        for (number, (history, state, decision, told, expected)) in cases.into_iter().enumerate() {
            let decision = decision.map(str::to_owned);
            let mut ledger = Ledger::default();
            ledger.add(&phone(history), &Record { state: state.to_owned(), decision }, told);

            assert!(ledger.to_string().contains(expected), "case {number}: {ledger}");
            assert_eq!(ledger.is_right(1), expected == "agreed 1", "case {number}");
        }
    }
}
