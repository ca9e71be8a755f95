//! The small model: what the person decided, and until when it was in time.

use super::step::{Step, any_step};
use proptest::prelude::{BoxedStrategy, Just, Strategy as _};
use proptest_state_machine::ReferenceStateMachine;

/// The life of a request, seconds.
pub(crate) const LIFE: i64 = 300;
/// The bank takes no more of them.
const MOST: usize = 6;

/// Everything that the model knows. What the network does to a call it does not know; it knows
/// what must be true whatever that was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reference {
    /// Seconds since the beginning, by the bank's clock.
    pub(crate) now: i64,
    pub(crate) requests: Vec<Request>,
    pub(crate) approval_key_lost: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) ends: i64,
    pub(crate) withdrawn: bool,
}

impl Request {
    pub(crate) const fn waits_at(&self, now: i64) -> bool {
        now < self.ends && !self.withdrawn
    }
}

impl ReferenceStateMachine for Reference {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        any_step()
    }

    fn preconditions(state: &Self, step: &Step) -> bool {
        match step {
            Step::Ask => state.requests.len() < MOST,
            Step::Open(_) | Step::Withdraw(_) | Step::Elsewhere(_) => !state.requests.is_empty(),
            _ => true,
        }
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        match *step {
            Step::Ask => {
                state.requests.push(Request { ends: state.now + LIFE, withdrawn: false });
            }
            Step::Pass(seconds) | Step::Approve { slowly: seconds } => {
                state.now += i64::from(seconds);
            }
            Step::Withdraw(which) => {
                let which = which % state.requests.len();
                state.requests[which].withdrawn = true;
            }
            Step::LoseApprovalKey => state.approval_key_lost = true,
            _ => {}
        }
        state
    }
}
