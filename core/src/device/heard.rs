//! What a call about a decision gave, in the words of the rules of delivery.

use crate::rules::{Heard, Own, Word};
use crate::server::native::ServerError;
use countersign_protocol::tokens::{OwnDecision, RequestStatus};
use countersign_protocol::vocabulary::Ending;

/// What came of the last call of a try.
pub(super) struct Learned {
    pub(super) heard: Heard,
    /// The receipt, if there is one and it is for this decision.
    pub(super) receipt: Option<String>,
    /// The last error of this try.
    pub(super) error: Option<ServerError>,
}

impl Learned {
    /// Before the first call.
    pub(super) const NOTHING: Self = Self { heard: Heard::Nothing, receipt: None, error: None };

    /// From sending the decision: the receipt for it, checked.
    pub(super) fn of_sending(sent: Result<String, ServerError>) -> Self {
        match sent {
            Ok(receipt) => Self { heard: Heard::Receipt, receipt: Some(receipt), error: None },
            Err(error) => Self { heard: turned_away(&error), receipt: None, error: Some(error) },
        }
    }

    /// From asking for the status. A receipt in it was checked, and is for this decision.
    pub(super) fn of_asking(asked: Result<RequestStatus, ServerError>) -> Self {
        let ending = match asked {
            Err(error) => {
                return Self { heard: unsigned(&error), receipt: None, error: Some(error) };
            }
            Ok(RequestStatus::Pending) => {
                return Self { heard: Heard::Signed(Word::Pending), receipt: None, error: None };
            }
            Ok(RequestStatus::Ended(ending)) => ending,
        };
        let mut kept = None;
        let ending: Ending<Own> = ending.map(|own| match own {
            OwnDecision::Recorded { receipt } => {
                kept = Some(receipt);
                Own::Recorded
            }
            OwnDecision::Failed => Own::Failed,
        });
        Self { heard: Heard::Signed(Word::Ended(ending)), receipt: kept, error: None }
    }

    /// The seconds of patience that the server asked for.
    pub(super) const fn patience(&self) -> Option<u32> {
        match self.error {
            Some(ServerError::TryLater { after }) => Some(after),
            _ => None,
        }
    }
}

/// What an error says that came instead of a receipt.
const fn turned_away(error: &ServerError) -> Heard {
    match error {
        ServerError::Refused
        | ServerError::Unknown
        | ServerError::Conflict
        | ServerError::Gone
        | ServerError::Malformed
        | ServerError::UpdateRequired => Heard::TurnedAway,
        // Asking would fail in the same way, or the same bytes may get a good answer next time.
        ServerError::Transport(_)
        | ServerError::TryLater { .. }
        | ServerError::Unauthenticated
        | ServerError::Answer
        | ServerError::Token(_)
        | ServerError::Key(_)
        | ServerError::Store(_)
        | ServerError::Random(_) => Heard::NoAnswer,
    }
}

/// What an error says that came instead of a status.
const fn unsigned(error: &ServerError) -> Heard {
    match error {
        ServerError::Refused
        | ServerError::Unknown
        | ServerError::Conflict
        | ServerError::Gone
        | ServerError::Malformed
        | ServerError::UpdateRequired
        | ServerError::Unauthenticated
        | ServerError::Answer
        | ServerError::Token(_) => Heard::Unsigned,
        ServerError::Transport(_)
        | ServerError::TryLater { .. }
        | ServerError::Key(_)
        | ServerError::Store(_)
        | ServerError::Random(_) => Heard::NoAnswer,
    }
}
