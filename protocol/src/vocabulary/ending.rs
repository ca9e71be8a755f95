//! How a request ended, as one device sees it.

/// How a request ended (docs/protocol.md §5.4). `D` is what is known of the decision of this
/// device. It differs between the wire, the phone's delivery and its history, and is
/// [`std::convert::Infallible`] where the device has made no decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// The same ending, with something else about this device's decision.
    pub fn map<T>(self, say: impl FnOnce(D) -> T) -> Ending<T> {
        match self {
            Self::Decided(decision) => Ending::Decided(say(decision)),
            Self::AnsweredElsewhere => Ending::AnsweredElsewhere,
            Self::Withdrawn => Ending::Withdrawn,
            Self::Expired => Ending::Expired,
        }
    }
}
