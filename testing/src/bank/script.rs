//! How a call comes to its answer: as the script says, or as docs/protocol.md does.

use super::state::{State, lock};
use super::step::Step;
use super::trick::Trick;
use crate::http::{Answer, Call};
use std::collections::VecDeque;
use std::sync::Mutex;

/// Records a call and answers it, as the script says.
pub(super) fn answer(state: &Mutex<State>, call: Call) -> Option<Answer> {
    let step = Step::of(&call);
    let trick = {
        let mut state = lock(state);
        state.calls.push((step, call.clone()));
        let next = state.tricks.get_mut(&step).and_then(VecDeque::pop_front);
        next.or_else(|| state.standing.get(&step).cloned())
    };
    let (mut lost, mut named) = (false, None);
    match trick {
        Some(Trick::Say(answer)) => return Some(lock(state).dated(answer)),
        Some(Trick::Named(name)) => named = Some(name),
        Some(Trick::Silence) => return None,
        Some(Trick::LoseAnswer) => lost = true,
        // Outside the lock, because the closure may look at the server.
        Some(Trick::Meanwhile(first)) => first(),
        Some(Trick::Alter(change)) => lock(state).alter = Some(change),
        Some(Trick::SignWith(key)) => lock(state).sign_with = Some(key),
        None => {}
    }
    let mut state = lock(state);
    let mut answer = state.answer(step, &call).unwrap_or_else(|refusal| refusal);
    if let Some(name) = named.filter(|_| answer.status < 300) {
        answer.headers.remove("content-type");
        answer = answer.with("content-type", name);
    }
    (state.alter, state.sign_with) = (None, None);
    let answer = state.dated(answer);
    (!lost).then_some(answer)
}
