//! What can be combined: the decision, where the phone is killed, how the bank fails, and what
//! happens at the bank before the phone is started again.

use crate::killer::Kill;
use crate::proxy::{Break, Fault, Scope};

/// One combination.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) approves: bool,
    pub(crate) kill: Kill,
    pub(crate) fault: Fault,
    pub(crate) scope: Scope,
    pub(crate) meanwhile: Meanwhile,
}

/// What happens at the bank while the phone is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meanwhile {
    Nothing,
    /// The client takes the request back.
    Withdrawn,
    /// The request's time ends.
    Expired,
}

const MEANWHILE: [Meanwhile; 4] =
    // Nothing is the case that has to converge to a recorded decision: twice as often.
    [Meanwhile::Nothing, Meanwhile::Withdrawn, Meanwhile::Nothing, Meanwhile::Expired];

const SCOPES: [Scope; 2] = [Scope::DecisionAlone, Scope::FromTheDecisionOn];

const KILLS: [Kill; 40] = {
    let mut kills = [Kill::Never; 40];
    let mut n = 0;
    while n < 4 {
        kills[1 + n] = Kill::BeforeCommit(n + 1);
        kills[5 + n] = Kill::AfterCommit(n + 1);
        n += 1;
    }
    n = 0;
    while n < 6 {
        kills[9 + n] = Kill::BeforeCall(n + 1);
        kills[15 + n] = Kill::AfterAnswer(n + 1);
        n += 1;
    }
    n = 0;
    while n < 14 {
        kills[21 + n] = Kill::AtWait(n + 1);
        n += 1;
    }
    kills[35] = Kill::InProxy(Break::AfterHead);
    kills[36] = Kill::InProxy(Break::AfterRequest);
    kills[37] = Kill::InProxy(Break::AfterForwarding);
    kills[38] = Kill::InProxy(Break::InAnswerBody);
    kills[39] = Kill::InProxy(Break::LastByte);
    kills
};

const FAULTS: [Fault; 32] = [
    Fault::None,
    Fault::SlowThere,
    Fault::SlowBack,
    Fault::Break(Break::AtOnce),
    Fault::Break(Break::AfterHead),
    Fault::Break(Break::InBody),
    Fault::Break(Break::AfterRequest),
    Fault::Break(Break::AfterForwarding),
    Fault::Break(Break::InAnswerHead),
    Fault::Break(Break::AfterAnswerHead),
    Fault::Break(Break::InAnswerBody),
    Fault::Break(Break::LastByte),
    Fault::Say(200),
    Fault::Say(400),
    Fault::Say(401),
    Fault::Say(403),
    Fault::Say(404),
    Fault::Say(409),
    Fault::Say(410),
    Fault::Say(413),
    Fault::Say(426),
    Fault::Say(429),
    Fault::Say(500),
    Fault::Say(503),
    Fault::SayInstead(200),
    Fault::SayInstead(401),
    Fault::SayInstead(403),
    Fault::SayInstead(404),
    Fault::SayInstead(409),
    Fault::SayInstead(410),
    Fault::SayInstead(500),
    Fault::SayInstead(503),
];

/// How many cases there are.
pub(crate) const GRID: usize = 2 * KILLS.len() * FAULTS.len() * SCOPES.len() * MEANWHILE.len();

impl Case {
    pub(crate) const fn of(number: usize) -> Self {
        let (approves, number) = (number.is_multiple_of(2), number / 2);
        let (kill, number) = (KILLS[number % KILLS.len()], number / KILLS.len());
        let (fault, number) = (FAULTS[number % FAULTS.len()], number / FAULTS.len());
        let (scope, number) = (SCOPES[number % SCOPES.len()], number / SCOPES.len());
        Self { approves, kill, fault, scope, meanwhile: MEANWHILE[number % MEANWHILE.len()] }
    }
}
