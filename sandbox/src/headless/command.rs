//! The lines that drive the phone.

use countersign::DenialReason;
use serde::Deserialize;
use std::collections::HashMap;

/// One line: `{"do": …}` and what belongs to it.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Command {
    Enrol { link: String },
    EnrolAgain {},
    Enrolments {},
    Notice { notice: HashMap<String, String> },
    Pending {},
    Open { request: String },
    Approve { request: String, selection: Option<Vec<ChosenAccounts>>, number: Option<String> },
    Deny { request: String, reason: Reason },
    Resend {},
    History {},
    CheckHistory { enrolment: String },
    Export { enrolment: String },
    Refresh { enrolment: String },
    ChangePush { enrolment: String, provider: String, token: String },
    ChangeCapabilities { enrolment: String },
    Report { enrolment: String, request: String },
    RotateKeys { enrolment: String },
    Remove { enrolment: String },
}

/// The accounts chosen for one detail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChosenAccounts {
    pub(super) detail: usize,
    pub(super) accounts: Vec<String>,
}

/// The reasons by their names in a denial (docs/protocol.md §5.1).
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    NotMe,
    WrongDetails,
    ChangedMind,
    CannotDisplay,
    Unspecified,
}

impl From<Reason> for DenialReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotMe => Self::NotMe,
            Reason::WrongDetails => Self::WrongDetails,
            Reason::ChangedMind => Self::ChangedMind,
            Reason::CannotDisplay => Self::CannotDisplay,
            Reason::Unspecified => Self::Unspecified,
        }
    }
}
