//! Telling the app that something changed, without a callback: it asks, and is answered when
//! there is something to tell.

use countersign::platform::{Change, Observer};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often each kind of thing changed since the device was opened. Compare with an earlier one,
/// and read again what changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct Changes {
    /// An enrolment was made, confirmed, blocked or removed.
    pub enrolments: u64,
    /// A request arrived, was decided, or ended.
    pub requests: u64,
    /// A decision was answered, or given up.
    pub deliveries: u64,
}

/// Counts, and wakes those who wait for a change.
#[derive(Default)]
pub(crate) struct Counter {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    counted: Changes,
    released: bool,
}

impl Counter {
    pub(crate) fn now(&self) -> Changes {
        self.state().counted
    }

    /// Blocks until the counts differ from these, the time is over, or nobody may wait any more.
    pub(crate) fn after(&self, seen: Changes, longest: Duration) -> Changes {
        let waits = |state: &mut State| state.counted == seen && !state.released;
        let waited = self.bell.wait_timeout_while(self.state(), longest, waits);
        waited.unwrap_or_else(PoisonError::into_inner).0.counted
    }

    /// Wakes all who wait; nobody waits from now on.
    pub(crate) fn release(&self) {
        self.state().released = true;
        self.bell.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Counter {
    fn changed(&self, change: Change) {
        let mut state = self.state();
        let count = match change {
            Change::Enrolments => &mut state.counted.enrolments,
            Change::Requests => &mut state.counted.requests,
            Change::Deliveries => &mut state.counted.deliveries,
        };
        *count = count.wrapping_add(1);
        drop(state);
        self.bell.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn whoever_waits_is_told_of_the_next_change() {
        let counter = Arc::new(Counter::default());
        let other = Arc::clone(&counter);
        let waiting = std::thread::spawn(move || other.after(Changes::default(), LONG));

        counter.changed(Change::Requests);
        let told = waiting.join().unwrap();

        assert_eq!(told, Changes { requests: 1, ..Changes::default() });
    }

    #[test]
    fn what_changed_meanwhile_is_told_at_once() {
        let counter = Counter::default();
        counter.changed(Change::Enrolments);
        counter.changed(Change::Deliveries);

        let told = counter.after(Changes::default(), LONG);

        assert_eq!(told, Changes { enrolments: 1, requests: 0, deliveries: 1 });
    }

    #[test]
    fn nobody_waits_for_a_device_that_is_let_go() {
        let counter = Counter::default();
        counter.release();

        let told = counter.after(Changes::default(), LONG);

        assert_eq!(told, Changes::default());
    }
}
