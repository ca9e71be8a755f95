//! How a request ended, as one device sees it.

/// How a request ended (docs/protocol.md §5.4). `D` is what there is to say of a decision of this
/// very device: each stage of a request has its own, and none where a device has made none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending<D> {
    /// By the decision of this device.
    Decided(D),
    /// Another device of the customer answered first.
    AnsweredElsewhere,
    /// The bank or the client took it back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
}

impl<D> Ending<D> {
    /// The same ending, with something else to say of this device's decision.
    pub fn map<T>(self, say: impl FnOnce(D) -> T) -> Ending<T> {
        match self {
            Self::Decided(decision) => Ending::Decided(say(decision)),
            Self::AnsweredElsewhere => Ending::AnsweredElsewhere,
            Self::Withdrawn => Ending::Withdrawn,
            Self::Expired => Ending::Expired,
        }
    }
}
