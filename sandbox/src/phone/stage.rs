//! How far the phone's enrolment is.

use countersign::{Enrolment, EnrolmentState, Offer};
use serde_json::{Value, json};

/// How far the enrolment is.
pub(super) enum Stage {
    /// Nothing.
    Unenrolled,
    /// A code was scanned.
    Offered {
        offer: Offer,
        qr: String,
        /// The enrolment that the phone has meanwhile.
        before: Option<Enrolment>,
    },
    /// Both keys are registered.
    Enrolled {
        enrolment: Enrolment,
        /// The enrolment that this one will replace.
        before: Option<Enrolment>,
    },
}

impl Stage {
    /// The enrolment that requests come to.
    pub(super) const fn enrolment(&self) -> Option<&Enrolment> {
        match self {
            Self::Unenrolled => None,
            Self::Offered { before, .. } => before.as_ref(),
            Self::Enrolled { enrolment, .. } => Some(enrolment),
        }
    }

    /// Its name in the state of the pages.
    const fn name(&self) -> &'static str {
        match self {
            Self::Unenrolled => "unenrolled",
            Self::Offered { .. } => "offered",
            Self::Enrolled { enrolment, .. } => match enrolment.state {
                EnrolmentState::Pending => "confirming",
                EnrolmentState::Active => "ready",
                EnrolmentState::Blocked => "blocked",
                EnrolmentState::Revoked => "unenrolled",
            },
        }
    }

    /// What the pages show: stage, offer, digits, account and assurance.
    pub(super) fn shown(&self) -> [(&'static str, Value); 5] {
        let offer = match self {
            Self::Offered { offer, qr, .. } => {
                json!({ "bank": offer.bank, "account": offer.account, "qr": qr })
            }
            _ => Value::Null,
        };
        let digits = match self {
            Self::Enrolled { enrolment, .. } if enrolment.state == EnrolmentState::Pending => {
                json!(enrolment.digits)
            }
            _ => Value::Null,
        };
        let enrolment = self.enrolment();
        [
            ("stage", json!(self.name())),
            ("offer", offer),
            ("digits", digits),
            ("account", json!(enrolment.map(|enrolment| &enrolment.account))),
            ("assurance", json!(enrolment.map(|enrolment| enrolment.assurance))),
        ]
    }
}
