//! Why the channel does not do what it is asked.

use countersign_protocol::jose::SignError;
use countersign_protocol::random::RandomError;
use countersign_protocol::vocabulary::Lacking;

/// Why the channel did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// What was given breaks a rule.
    #[error("malformed")]
    Malformed,
    /// No operator is named, and the settings ask for one: name the person who asked for it.
    #[error("no operator is named")]
    NoOperator,
    /// No device could show this consent and send the answer, so nobody could approve it.
    #[error("the consent cannot be shown")]
    NotShowable(Unshowable),
    /// The secret is wrong.
    #[error("not authenticated")]
    Unauthenticated,
    /// There is no such thing, or the account has no active device.
    #[error("unknown")]
    Unknown,
    /// It was decided, confirmed or registered already.
    #[error("conflict")]
    Conflict,
    /// The digits are not those of the phone.
    #[error("the digits are wrong")]
    WrongDigits,
    /// It has ended.
    #[error("gone")]
    Gone,
    /// Too long.
    #[error("too large")]
    TooLarge,
    /// Too many for now.
    #[error("try again in {retry_after} seconds")]
    TooMany {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The gateway cannot at the moment; nothing was changed.
    #[error("unavailable")]
    Unavailable,
}

/// Why no device of an account could show a consent and send the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unshowable {
    /// Its content breaks a rule (docs/protocol.md §7): no device shows such a thing.
    Content,
    /// Its longest answer would not fit into a decision.
    TooLarge,
    /// No device knows a type of its authorization details, or by the description that the
    /// gateway has.
    Type,
    /// No device has a template that decisions are verified by.
    Template,
    /// No device has a language that the gateway knows, and has all words in.
    Locale,
    /// Each device lacks something else.
    NoDevice,
}

impl Unshowable {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::TooLarge => "too_large",
            Self::Type => "type",
            Self::Template => "template",
            Self::Locale => "locale",
            Self::NoDevice => "no_device",
        }
    }

    /// What is to be said of devices of which each has its own reason.
    pub(crate) fn of_all(reasons: &[Self]) -> Self {
        match reasons {
            [first, others @ ..] if others.iter().all(|other| other == first) => *first,
            _ => Self::NoDevice,
        }
    }
}

impl From<Lacking> for Unshowable {
    fn from(lacking: Lacking) -> Self {
        match lacking {
            Lacking::Type => Self::Type,
            Lacking::Template => Self::Template,
            Lacking::Locale => Self::Locale,
        }
    }
}

impl From<SignError> for ChannelError {
    fn from(_: SignError) -> Self {
        Self::Unavailable
    }
}

impl From<RandomError> for ChannelError {
    fn from(_: RandomError) -> Self {
        Self::Unavailable
    }
}
