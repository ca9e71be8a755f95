//! The states that a statement may start from, as SQL: made from the tables of the model, so that
//! the two cannot differ.

use crate::model::transitions::{ConsentEvent, DeviceEvent, OfferEvent};

/// What a statement that writes a row with a `state` needs.
pub(super) struct Guard {
    /// For `WHERE`: that the row is in a state which the event starts from.
    pub(super) starts: String,
    /// For `SET state =`: the state that the event leads to from there.
    pub(super) next: String,
}

pub(super) fn device(event: DeviceEvent) -> Guard {
    Guard::of(event.moves().map(|(from, to)| (from.as_str(), to.as_str())))
}

pub(super) fn offer(event: OfferEvent) -> Guard {
    Guard::of(event.moves().map(|(from, to)| (from.as_str(), to.as_str())))
}

pub(super) fn consent(event: ConsentEvent, over: bool) -> Guard {
    Guard::of(event.moves(over).map(|(from, to)| (from.as_str(), to.as_str())))
}

impl Guard {
    fn of(moves: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let (mut names, mut cases) = (Vec::new(), String::new());
        for (from, to) in moves {
            names.push(format!("'{from}'"));
            cases.push_str(&format!(" WHEN '{from}' THEN '{to}'"));
        }
        // An event that starts nowhere writes nowhere.
        let next =
            if cases.is_empty() { "state".to_owned() } else { format!("CASE state{cases} END") };
        Self { starts: format!("state IN ({})", names.join(", ")), next }
    }
}
