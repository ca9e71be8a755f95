//! Which error of the core asks for which action. Each mapping is exhaustive, so that a new error
//! of the core does not compile until somebody has decided.

use super::{
    DecideError, EnrolError, FetchError, HandError, HistoryError, ManageError, OpenError,
    PrepareError, RotateError,
};
use countersign as core;
use countersign::intake::NoticeError;
use countersign::platform::{KeyStoreError, SecretStoreError};
use countersign::transport::TransportError;
use countersign::{ServerError, StoreError};

/// What is to be done about a database that fails while it is open.
enum Storage {
    Wait,
    Broken,
}

impl Storage {
    const fn of(error: StoreError) -> Self {
        match error {
            StoreError::Full
            | StoreError::ReadOnly
            | StoreError::Busy
            | StoreError::Disk
            | StoreError::Random => Self::Wait,
            StoreError::WrongKey | StoreError::Newer | StoreError::Damaged => Self::Broken,
        }
    }
}

/// What is to be done about an AS that does not do what was asked.
enum Server {
    Wait,
    Refused,
    Unknown,
    Over,
    EnrolAgain,
    NotGenuine,
    UpdateApp,
}

impl Server {
    const fn of(error: ServerError) -> Self {
        match error {
            ServerError::Transport(
                TransportError::Unreachable | TransportError::NotTrusted | TransportError::TooLarge,
            )
            | ServerError::TryLater { .. }
            | ServerError::Answer
            | ServerError::Key(KeyStoreError::Locked | KeyStoreError::Failed)
            | ServerError::Random(_) => Self::Wait,
            ServerError::Refused | ServerError::Malformed => Self::Refused,
            ServerError::Unknown => Self::Unknown,
            ServerError::Conflict | ServerError::Gone => Self::Over,
            ServerError::Unauthenticated | ServerError::Key(KeyStoreError::Gone) => {
                Self::EnrolAgain
            }
            ServerError::Token(_) => Self::NotGenuine,
            ServerError::UpdateRequired => Self::UpdateApp,
            ServerError::Store(error) => match Storage::of(error) {
                Storage::Wait => Self::Wait,
                Storage::Broken => Self::EnrolAgain,
            },
        }
    }
}

impl From<core::OpenError> for OpenError {
    fn from(error: core::OpenError) -> Self {
        match error {
            core::OpenError::Pins(_) | core::OpenError::DoubledIssuer => Self::Configuration,
            core::OpenError::Secrets(SecretStoreError::Locked | SecretStoreError::Failed) => {
                Self::TryLater
            }
            core::OpenError::NotAKey => Self::Reset,
            core::OpenError::Store(error) => match error {
                StoreError::WrongKey | StoreError::Damaged => Self::Reset,
                StoreError::Newer => Self::UpdateApp,
                StoreError::Full => Self::StorageFull,
                StoreError::ReadOnly | StoreError::Busy | StoreError::Disk | StoreError::Random => {
                    Self::TryLater
                }
            },
        }
    }
}

impl From<core::ResetError> for OpenError {
    fn from(error: core::ResetError) -> Self {
        match error {
            core::ResetError::Undelivered => Self::Undelivered,
            core::ResetError::Unreadable
            | core::ResetError::Keys
            | core::ResetError::Secrets
            | core::ResetError::Database => Self::TryLater,
        }
    }
}

impl From<core::EnrolError> for EnrolError {
    fn from(error: core::EnrolError) -> Self {
        match error {
            core::EnrolError::NoOffer | core::EnrolError::Expired => Self::BeginAgain,
            core::EnrolError::UnknownIssuer => Self::NotGenuine,
            core::EnrolError::WrongSignature => Self::AskAgain,
            core::EnrolError::Key(KeyStoreError::Locked | KeyStoreError::Failed)
            | core::EnrolError::Store(_)
            | core::EnrolError::Random(_) => Self::TryLater,
            core::EnrolError::Key(KeyStoreError::Gone) => Self::BeginAgain,
            core::EnrolError::NotAKey => Self::Refused,
            core::EnrolError::Server(error) => match Server::of(error) {
                Server::Wait => Self::TryLater,
                Server::Refused | Server::EnrolAgain => Self::Refused,
                Server::Unknown | Server::Over => Self::BeginAgain,
                Server::NotGenuine => Self::NotGenuine,
                Server::UpdateApp => Self::UpdateApp,
            },
        }
    }
}

impl From<core::FetchError> for FetchError {
    fn from(error: core::FetchError) -> Self {
        match error {
            core::FetchError::NotEnrolled
            | core::FetchError::NoSuchRequest
            | core::FetchError::NotGenuine => Self::NotGenuine,
            core::FetchError::Over | core::FetchError::Decided => Self::Over,
            core::FetchError::InHand | core::FetchError::TooMany => Self::DecideOthersFirst,
            core::FetchError::Store(error) => match Storage::of(error) {
                Storage::Wait => Self::TryLater,
                Storage::Broken => Self::EnrolAgain,
            },
            core::FetchError::Server(error) => match Server::of(error) {
                Server::Wait => Self::TryLater,
                Server::Refused | Server::EnrolAgain => Self::EnrolAgain,
                Server::Unknown | Server::NotGenuine => Self::NotGenuine,
                Server::Over => Self::Over,
                Server::UpdateApp => Self::UpdateApp,
            },
        }
    }
}

impl From<NoticeError> for FetchError {
    fn from(error: NoticeError) -> Self {
        match error {
            NoticeError::TooLarge | NoticeError::NotANotice => Self::NotGenuine,
            NoticeError::Version => Self::UpdateApp,
        }
    }
}

impl From<core::Closed> for HandError {
    fn from(closed: core::Closed) -> Self {
        match closed {
            core::Closed::Idle | core::Closed::PutBack => Self::OpenAgain,
        }
    }
}

impl From<core::PrepareError> for PrepareError {
    fn from(error: core::PrepareError) -> Self {
        match error {
            core::PrepareError::Selection(_)
            | core::PrepareError::Number
            | core::PrepareError::Integrity
            | core::PrepareError::TooLarge => Self::Correct,
            core::PrepareError::NotShown
            | core::PrepareError::Locked
            | core::PrepareError::UpdateRequired => Self::OnlyDeny,
            core::PrepareError::Expired => Self::Over,
            core::PrepareError::Closed(_) | core::PrepareError::KeysOutdated => Self::OpenAgain,
            core::PrepareError::NotEnrolled | core::PrepareError::ReEnrol => Self::EnrolAgain,
            core::PrepareError::KeyChanging | core::PrepareError::Random => Self::TryLater,
            core::PrepareError::Store(error) => match Storage::of(error) {
                Storage::Wait => Self::TryLater,
                Storage::Broken => Self::EnrolAgain,
            },
        }
    }
}

impl From<core::DecideError> for DecideError {
    fn from(error: core::DecideError) -> Self {
        match error {
            core::DecideError::Expired | core::DecideError::Decided => Self::Over,
            core::DecideError::WrongSignature => Self::AskAgain,
            core::DecideError::Closed(_) | core::DecideError::KeysOutdated => Self::OpenAgain,
            core::DecideError::Locked | core::DecideError::UpdateRequired => Self::OnlyDeny,
            core::DecideError::NotEnrolled | core::DecideError::ReEnrol => Self::EnrolAgain,
            core::DecideError::Key | core::DecideError::Random(_) => Self::TryLater,
            core::DecideError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for DecideError {
    fn from(error: StoreError) -> Self {
        match Storage::of(error) {
            Storage::Wait => Self::TryLater,
            Storage::Broken => Self::EnrolAgain,
        }
    }
}

impl From<core::ManageError> for ManageError {
    fn from(error: core::ManageError) -> Self {
        match error {
            core::ManageError::NotEnrolled => Self::EnrolAgain,
            core::ManageError::Undelivered | core::ManageError::Random(_) => Self::TryLater,
            core::ManageError::Store(error) => error.into(),
            core::ManageError::Server(error) => match Server::of(error) {
                Server::Wait => Self::TryLater,
                Server::Refused | Server::Unknown | Server::Over => Self::Refused,
                Server::EnrolAgain => Self::EnrolAgain,
                Server::NotGenuine => Self::NotGenuine,
                Server::UpdateApp => Self::UpdateApp,
            },
        }
    }
}

impl From<StoreError> for ManageError {
    fn from(error: StoreError) -> Self {
        match Storage::of(error) {
            Storage::Wait => Self::TryLater,
            Storage::Broken => Self::EnrolAgain,
        }
    }
}

impl From<core::SealError> for ManageError {
    fn from(error: core::SealError) -> Self {
        match error {
            core::SealError::Secrets(_) => Self::TryLater,
            core::SealError::NotAKey => Self::EnrolAgain,
            core::SealError::Store(error) => error.into(),
        }
    }
}

impl From<core::RotateError> for RotateError {
    fn from(error: core::RotateError) -> Self {
        match error {
            core::RotateError::NotEnrolled | core::RotateError::ReEnrol => Self::EnrolAgain,
            core::RotateError::NotActive | core::RotateError::NotAKey => Self::Refused,
            core::RotateError::Expired => Self::BeginAgain,
            core::RotateError::WrongSignature => Self::AskAgain,
            core::RotateError::UnderWay
            | core::RotateError::Random(_)
            | core::RotateError::Key(KeyStoreError::Locked | KeyStoreError::Failed) => {
                Self::TryLater
            }
            core::RotateError::Key(KeyStoreError::Gone) => Self::BeginAgain,
            core::RotateError::Store(error) => match Storage::of(error) {
                Storage::Wait => Self::TryLater,
                Storage::Broken => Self::EnrolAgain,
            },
            core::RotateError::Server(error) => match Server::of(error) {
                Server::Wait => Self::TryLater,
                Server::Refused | Server::Unknown | Server::Over | Server::NotGenuine => {
                    Self::Refused
                }
                Server::EnrolAgain => Self::EnrolAgain,
                Server::UpdateApp => Self::UpdateApp,
            },
        }
    }
}

impl From<StoreError> for HistoryError {
    fn from(error: StoreError) -> Self {
        match Storage::of(error) {
            Storage::Wait => Self::TryLater,
            Storage::Broken => Self::Damaged,
        }
    }
}

impl From<core::ExportError> for HistoryError {
    fn from(error: core::ExportError) -> Self {
        match error {
            core::ExportError::NotEnrolled => Self::Damaged,
            core::ExportError::Store(error) => error.into(),
        }
    }
}
