//! What the person decided.

/// What the person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Yes.
    Approve,
    /// Yes, with something that fails a check of the bank's, such as another number.
    ApproveWrongly,
    /// No.
    Deny,
}

impl Answer {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Approve, Self::ApproveWrongly, Self::Deny];
}
