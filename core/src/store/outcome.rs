//! How a request ended, as this phone stores it. The endings are those of the protocol; what is
//! said of a decision made here differs by stage: what the bank answered, and what the history
//! says.

use countersign_protocol::vocabulary::Ending;
use serde::{Serialize, Serializer};

/// The state of a row whose decision was given up.
pub(super) const NEVER_LEARNED: &str = "never_learned";

/// How a request ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody has answered yet.
    Open,
    /// A decision was made and the bank has not answered: it may or may not have it.
    Unknown,
    /// It ended, as the bank signed, or before anybody decided.
    Ended(Ending<Verdict>),
    /// A decision was made, and what became of it was never learned: nobody at the bank signed
    /// anything about it for weeks, or this phone lost the key that it asks with.
    NeverLearned,
}

/// What became of a decision that was made here, as it stands in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The bank recorded the approval.
    Approved,
    /// The bank recorded the denial.
    Denied,
    /// The bank did not accept the decision.
    Refused,
}

/// What the bank said of a decision.
#[derive(Clone, PartialEq, Eq)]
pub enum Answered {
    /// It recorded it, and signed that it did.
    Recorded {
        /// The receipt, a compact JWS.
        receipt: String,
    },
    /// It did not accept it and does not say why. The request is over.
    Refused,
}

impl Outcome {
    /// As it stands in an export and in the chain.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unknown => "unknown",
            Self::Ended(Ending::Decided(Verdict::Approved)) => "approved",
            Self::Ended(Ending::Decided(Verdict::Denied)) => "denied",
            Self::Ended(Ending::Decided(Verdict::Refused)) => "refused",
            Self::Ended(Ending::AnsweredElsewhere) => "answered_elsewhere",
            Self::Ended(Ending::Withdrawn) => "withdrawn",
            Self::Ended(Ending::Expired) => "expired",
            Self::NeverLearned => NEVER_LEARNED,
        }
    }

    /// Of a row: the word of its state, and what was decided here.
    pub(super) fn of_row(state: &str, approved: Option<bool>) -> Self {
        let ending = match (state, approved) {
            ("deciding", _) => return Self::Unknown,
            (NEVER_LEARNED, _) => return Self::NeverLearned,
            ("recorded", Some(true)) => Ending::Decided(Verdict::Approved),
            ("recorded", _) => Ending::Decided(Verdict::Denied),
            ("refused", _) => Ending::Decided(Verdict::Refused),
            ("answered_elsewhere", _) => Ending::AnsweredElsewhere,
            ("withdrawn", _) => Ending::Withdrawn,
            ("expired", _) => Ending::Expired,
            _ => return Self::Open,
        };
        Self::Ended(ending)
    }
}

/// An ending as a row has it: the word of its state, and the receipt.
pub(super) fn row_of(ending: &Ending<Answered>) -> (&'static str, Option<&str>) {
    match ending {
        Ending::Decided(Answered::Recorded { receipt }) => ("recorded", Some(receipt)),
        Ending::Decided(Answered::Refused) => ("refused", None),
        Ending::AnsweredElsewhere => ("answered_elsewhere", None),
        Ending::Withdrawn => ("withdrawn", None),
        Ending::Expired => ("expired", None),
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Without the receipt.
impl std::fmt::Debug for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Recorded { .. } => "Recorded",
            Self::Refused => "Refused",
        })
    }
}
