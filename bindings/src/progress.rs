//! What is half done between two calls: an enrolment and a rotation, one of each at a time, so that
//! neither needs an object of its own in Kotlin and Swift.

use countersign::{NewApprovalKey, PreparedEnrolment, PreparedRotation};

/// How far an enrolment has come.
#[derive(Default)]
pub(crate) struct EnrolmentProgress {
    /// How many offers were read; the number of the last one.
    pub(crate) read: u64,
    pub(crate) stage: EnrolmentStage,
}

#[derive(Default)]
pub(crate) enum EnrolmentStage {
    #[default]
    Nothing,
    Offered(countersign::Offer),
    Prepared(PreparedEnrolment),
    /// Signed, and on its way: the bank may or may not have it.
    Signed(PreparedEnrolment, Vec<u8>),
}

/// How far a rotation has come.
#[derive(Default)]
pub(crate) enum RotationProgress {
    #[default]
    Nothing,
    Begun(NewApprovalKey),
    Prepared {
        new: NewApprovalKey,
        prepared: Box<PreparedRotation>,
    },
}
