//! One consent in hand at a time, and not for longer than somebody looks at it.
//!
//! A newer request never takes the place of the one that is being decided: opening another is
//! refused until the first is decided, over, put back or dropped. What nobody touches for five
//! minutes is put away (RTS Art. 4(3)(d)), by the monotonic clock, whatever the app forgets.

use super::lock;
use crate::platform::{Clock, ClockReading};
use crate::server::Deadline;
use std::sync::{Arc, Mutex, Weak};

/// How long a consent can be read and approved without [`crate::Consent::touch`].
pub const MAX_IDLE_SECONDS: u64 = 300;

/// Why a consent can be neither read nor approved any more. Nothing is lost: open the request
/// again. It can still be denied as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// Nobody touched it for five minutes. Take it off the screen.
    #[error("nobody touched the consent for five minutes")]
    Idle,
    /// It was put back, or another was opened after it was over or put away.
    #[error("the consent was put back")]
    PutBack,
}

/// Another consent is in hand.
#[derive(Debug)]
pub(super) struct Occupied;

/// Where the one consent is.
pub(super) struct Hand {
    clock: Arc<dyn Clock>,
    /// Empty again when the last clone of the consent is dropped.
    holds: Mutex<Weak<Hold>>,
}

/// The hold on one consent: shared by its clones, by what is prepared from it, and by every
/// opening of the same request.
pub(super) struct Hold {
    enrolment: String,
    request: String,
    issuer: String,
    deadline: Deadline,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

enum State {
    Open { touched: ClockReading, decided: bool },
    Closed(Closed),
}

impl Hand {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, holds: Mutex::new(Weak::new()) }
    }

    /// Whether another request than this keeps it from being opened. `is_over` tells whether
    /// that one's time is over.
    pub(super) fn check(
        &self,
        enrolment: &str,
        request: &str,
        is_over: impl FnOnce(&Hold) -> bool,
    ) -> Result<(), Occupied> {
        match lock(&self.holds).upgrade() {
            Some(held) if !held.is(enrolment, request) && held.occupies(is_over) => Err(Occupied),
            _ => Ok(()),
        }
    }

    /// Takes a request in hand; the same one again shares the hold.
    pub(super) fn take(
        &self,
        [enrolment, request, issuer]: [&str; 3],
        deadline: Deadline,
        is_over: impl FnOnce(&Hold) -> bool,
    ) -> Result<Arc<Hold>, Occupied> {
        let mut holds = lock(&self.holds);
        if let Some(held) = holds.upgrade() {
            let occupies = held.occupies(is_over);
            if held.is(enrolment, request) && occupies {
                held.touched();
                return Ok(held);
            } else if occupies {
                return Err(Occupied);
            }
            // The consent that was in hand is closed for good: never can two be approved.
            held.give_way();
        }
        let state = Mutex::new(State::Open { touched: self.clock.read(), decided: false });
        let (enrolment, request, issuer) =
            (enrolment.to_owned(), request.to_owned(), issuer.to_owned());
        let clock = Arc::clone(&self.clock);
        let hold = Arc::new(Hold { enrolment, request, issuer, deadline, clock, state });
        *holds = Arc::downgrade(&hold);
        Ok(hold)
    }
}

impl Hold {
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) const fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// Whether it can still be read and approved. Once closed it stays so.
    pub(super) fn check(&self) -> Result<(), Closed> {
        let now = self.clock.read();
        let mut state = lock(&self.state);
        match &*state {
            State::Open { touched, .. } if is_idle(touched, &now) => {
                *state = State::Closed(Closed::Idle);
                Err(Closed::Idle)
            }
            State::Open { .. } => Ok(()),
            State::Closed(why) => Err(*why),
        }
    }

    /// Whether what was prepared may be completed. A consent that was put away as idle may be: the
    /// biometric prompt can be open for longer than five minutes, and somebody just answered it.
    /// One that was put back may not, since another consent may be in hand by now.
    pub(super) fn check_completing(&self) -> Result<(), Closed> {
        match self.check() {
            Ok(()) | Err(Closed::Idle) => Ok(()),
            Err(Closed::PutBack) => Err(Closed::PutBack),
        }
    }

    /// Somebody looks at it.
    pub(super) fn touch(&self) -> Result<(), Closed> {
        self.check()?;
        self.touched();
        Ok(())
    }

    fn touched(&self) {
        let now = self.clock.read();
        if let State::Open { touched, .. } = &mut *lock(&self.state) {
            *touched = now;
        }
    }

    /// Lets go of it, undecided.
    pub(super) fn put_back(&self) {
        self.close(Closed::PutBack);
    }

    /// A decision was made on it: another may be opened, and what was shown may stay.
    pub(super) fn decided(&self) {
        if let State::Open { decided, .. } = &mut *lock(&self.state) {
            *decided = true;
        }
    }

    fn close(&self, why: Closed) {
        *lock(&self.state) = State::Closed(why);
    }

    /// Another takes its place. What was decided may be looked at a little longer.
    fn give_way(&self) {
        if !matches!(&*lock(&self.state), State::Open { decided: true, .. }) {
            self.close(Closed::PutBack);
        }
    }

    fn is(&self, enrolment: &str, request: &str) -> bool {
        self.enrolment == enrolment && self.request == request
    }

    fn occupies(&self, is_over: impl FnOnce(&Self) -> bool) -> bool {
        let undecided = |state: &State| matches!(state, State::Open { decided: false, .. });
        self.check().is_ok() && undecided(&lock(&self.state)) && !is_over(self)
    }
}

/// Judged by the monotonic clock, which nobody can set. If the phone was restarted in between, or
/// the clock ran backwards, it counts as idle.
fn is_idle(touched: &ClockReading, now: &ClockReading) -> bool {
    let passed = now.monotonic_ms.checked_sub(touched.monotonic_ms);
    touched.boot_id != now.boot_id || passed.is_none_or(|ms| ms >= MAX_IDLE_SECONDS * 1000)
}
