//! What can happen in the life of a phone.

use crate::proxy::{Break, Fault};
use proptest::prelude::{BoxedStrategy, Just, Strategy as _, any, prop_oneof};

/// One event. Requests are named by their place in the order in which they were asked, modulo
/// how many there are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// The bank asks for a consent and pushes.
    Ask,
    /// The phone lists what waits.
    List,
    /// The person opens a request.
    Open(usize),
    /// The person opens the prompt for what is in hand, and cancels it.
    CancelPrompt,
    /// The person approves what is in hand; `slowly`, with the prompt open for this many seconds.
    Approve {
        slowly: u16,
    },
    /// The same signature is handed in twice.
    ApproveTwice,
    Deny,
    /// The app asks whether what is in hand still waits.
    Look,
    /// The schedule of the core delivers.
    Deliver,
    /// The person wants it delivered now.
    DeliverNow,
    /// The future of a delivery is dropped at its n-th wait.
    DropDelivery(usize),
    /// Seconds pass everywhere.
    Pass(u16),
    /// Somebody sets the phone's wall clock, to seconds since 1970.
    SetWall(u32),
    /// The app is closed and opened; `reboot`, the phone too.
    Restart {
        reboot: bool,
    },
    /// The client takes a request back.
    Withdraw(usize),
    /// The customer answers a request on another phone.
    Elsewhere(usize),
    /// The key that seals the phone's database is changed.
    ChangeSeal,
    /// The network or the bank fails like this from now on.
    Fail(Fault),
    /// All is well from now on.
    Heal,
    /// New biometrics: the approval key is gone.
    LoseApprovalKey,
    /// A new transport key.
    RotateTransport,
    /// A new approval key.
    RotateApproval,
    /// All is well, and the phone has had time.
    Settle,
}

pub(crate) fn any_step() -> BoxedStrategy<Step> {
    prop_oneof![
        6 => Just(Step::Ask),
        2 => Just(Step::List),
        10 => any::<usize>().prop_map(Step::Open),
        2 => Just(Step::CancelPrompt),
        6 => prop_oneof![9 => Just(0), 1 => 1..400_u16].prop_map(|slowly| Step::Approve { slowly }),
        1 => Just(Step::ApproveTwice),
        4 => Just(Step::Deny),
        2 => Just(Step::Look),
        3 => Just(Step::Deliver),
        2 => Just(Step::DeliverNow),
        2 => (0..6_usize).prop_map(Step::DropDelivery),
        4 => prop_oneof![3 => 1..60_u16, 1 => 60..400_u16].prop_map(Step::Pass),
        2 => any::<u32>().prop_map(Step::SetWall),
        3 => any::<bool>().prop_map(|reboot| Step::Restart { reboot }),
        2 => any::<usize>().prop_map(Step::Withdraw),
        2 => any::<usize>().prop_map(Step::Elsewhere),
        1 => prop_oneof![
            Just(Step::ChangeSeal),
            Just(Step::RotateTransport),
            Just(Step::RotateApproval)
        ],
        5 => any_fault().prop_map(Step::Fail),
        4 => Just(Step::Heal),
        1 => prop_oneof![4 => Just(Step::Settle), 1 => Just(Step::LoseApprovalKey)],
    ]
    .boxed()
}

const STATUSES: &[u16] = &[200, 400, 401, 403, 404, 409, 410, 426, 429, 500, 503];

fn any_fault() -> BoxedStrategy<Fault> {
    let breaks = prop_oneof![
        Just(Break::AtOnce),
        Just(Break::InBody),
        Just(Break::AfterRequest),
        Just(Break::AfterForwarding),
        Just(Break::AfterAnswerHead),
        Just(Break::LastByte),
    ];
    let status = proptest::sample::select(STATUSES);
    prop_oneof![
        3 => breaks.prop_map(Fault::Break),
        1 => status.clone().prop_map(Fault::Say),
        2 => status.prop_map(Fault::SayInstead),
    ]
    .boxed()
}
