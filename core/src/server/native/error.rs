//! What an AS answers instead of what was asked for.

use crate::platform::{KeyStoreError, RandomError};
use crate::store::StoreError;
use countersign_protocol::jose::{JoseError, SignError, Typ};
use countersign_transport::{HttpAnswer, TransportError};

/// Why a call to the AS did not give what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// No answer. Try again when the network is back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The AS refuses and does not say why (403). Final.
    #[error("the server refused")]
    Refused,
    /// The AS does not know it (404). Final.
    #[error("the server does not know it")]
    Unknown,
    /// Decided or registered otherwise (409). Final.
    #[error("decided otherwise before")]
    Conflict,
    /// Expired or withdrawn (410). Final.
    #[error("it is over")]
    Gone,
    /// Try again after this many seconds (429, 503).
    #[error("the server asks for patience")]
    TryLater {
        /// Seconds.
        after: u32,
    },
    /// The app must be updated (426, or by discovery).
    #[error("the app must be updated")]
    UpdateRequired,
    /// The device's proof or token is not accepted (401). Enrol again if it stays so.
    #[error("the server does not accept this device")]
    Unauthenticated,
    /// The AS says that the call was malformed (400, 413): a defect.
    #[error("the server could not read the call")]
    Malformed,
    /// The answer is not one of the protocol.
    #[error("the answer is not understood")]
    Answer,
    /// A token of the AS is not good. Report it; do not try again.
    #[error("a token of the server is not good: {0}")]
    Token(#[from] JoseError),
    /// The transport key could not be used.
    #[error(transparent)]
    Key(#[from] KeyStoreError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl ServerError {
    /// The error that a status says (docs/protocol.md §1.3).
    pub(crate) fn of(answer: &HttpAnswer) -> Self {
        match answer.status {
            400 | 413 | 415 => Self::Malformed,
            401 => Self::Unauthenticated,
            403 => Self::Refused,
            404 => Self::Unknown,
            409 => Self::Conflict,
            410 => Self::Gone,
            426 => Self::UpdateRequired,
            429 | 502..=504 => Self::TryLater { after: answer.retry_after.unwrap_or(5).min(3600) },
            _ => Self::Answer,
        }
    }

    /// Whether the call was answered, without a signature, that it will not be done. The AS may
    /// have said so, or whatever stands before it: it proves nothing, and ends nothing for good.
    pub(crate) const fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Refused | Self::Unknown | Self::Conflict | Self::Gone | Self::Malformed
        )
    }

    /// Whether the call may be made again later with hope.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Transport(_)
                | Self::TryLater { .. }
                | Self::Answer
                | Self::Key(KeyStoreError::Locked | KeyStoreError::Failed)
        )
    }
}

impl From<SignError> for ServerError {
    fn from(error: SignError) -> Self {
        Self::Key(match error {
            SignError::Locked => KeyStoreError::Locked,
            SignError::Gone => KeyStoreError::Gone,
            SignError::Failed => KeyStoreError::Failed,
        })
    }
}

/// The token that an answer with this status and this media type holds.
pub(crate) fn token_in(answer: &HttpAnswer, status: u16, typ: Typ) -> Result<String, ServerError> {
    if answer.status != status {
        return Err(ServerError::of(answer));
    }
    if !answer.is_of(&typ.media_type()) {
        return Err(ServerError::Answer);
    }
    String::from_utf8(answer.body.clone()).map_err(|_| ServerError::Answer)
}
