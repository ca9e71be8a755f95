//! An approval, up to the bytes that the biometric key signs.

use super::Common;
use crate::consent::{ConsentRequest, Reading, Selection, SelectionError};
use crate::jose::{Draft, Typ};
use crate::platform::{KeyLevel, Unlock};
use crate::store::StoreError;
use crate::time::UnixSeconds;
use serde::Serialize;

/// What the person chose and typed, and what the platform adds.
#[derive(Clone, Default)]
pub struct ApprovalInput {
    /// The accounts chosen, for each detail that asks. Any order.
    pub selection: Selection,
    /// The number copied from the other screen, where one is asked for.
    pub number: Option<String>,
    /// Play Integrity, App Attest or the like, over the request's hash. Leave it out if it is
    /// not there yet: the person does not wait for it.
    pub integrity: Option<IntegritySignal>,
}

/// A platform's statement about this phone, for the AS to judge and nobody else.
#[derive(Clone, Serialize)]
pub struct IntegritySignal {
    /// Whose statement it is, such as `play-integrity`.
    pub format: String,
    /// The statement, opaque here; at most 8 KiB.
    pub token: String,
}

/// Why an approval cannot be prepared. Nothing is spent: correct it and prepare again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// The request cannot be shown, so it cannot be approved. Deny it.
    #[error("the request cannot be shown")]
    NotShown,
    /// It is over. Tell the person; the client must ask again.
    #[error("the request expired")]
    Expired,
    /// The accounts are not an answer to what was offered.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The number is missing, has another length, or was not asked for.
    #[error("the number does not fit")]
    Number,
    /// The integrity signal is too large.
    #[error("the integrity signal is too large")]
    Integrity,
    /// It is no longer in hand. Open the request again.
    #[error(transparent)]
    Closed(#[from] crate::device::Closed),
    /// The enrolment is gone, or not active.
    #[error("the enrolment is not active")]
    NotEnrolled,
    /// The approval key is lost, as it is when biometrics changed. The person must enrol again;
    /// deny meanwhile.
    #[error("the device must enrol again")]
    ReEnrol,
    /// Too many approvals failed on this phone. The bank can unblock it; deny meanwhile.
    #[error("approving is locked")]
    Locked,
    /// A new approval key is on its way to the bank, and it is not known which one counts. Call
    /// [`crate::Device::refresh`] and prepare again.
    #[error("the approval key is changing")]
    KeyChanging,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error("no randomness")]
    Random,
}

/// The key that will sign.
pub(crate) struct ApprovingKey<'a> {
    pub(crate) kid: &'a str,
    pub(crate) level: KeyLevel,
    pub(crate) unlock: Unlock,
}

#[derive(Serialize)]
struct Claims<'a> {
    #[serde(flatten)]
    common: Common<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    selection: Option<&'a Selection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    amr: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    integrity: Option<&'a IntegritySignal>,
}

/// Freezes what was shown and chosen into the bytes to sign.
pub(crate) fn approval_draft(
    request: &ConsentRequest,
    input: &ApprovalInput,
    key: &ApprovingKey<'_>,
    now: UnixSeconds,
    jti: &str,
) -> Result<Draft, PrepareError> {
    let Reading::Shown(view) = request.reading() else { return Err(PrepareError::NotShown) };
    request.valid_at(now).map_err(|_| PrepareError::Expired)?;
    let digits =
        |number: &String| number.bytes().all(|b| b.is_ascii_digit()).then_some(number.len());
    match (view.number_digits, &input.number) {
        (None, None) => {}
        (Some(asked), Some(number)) if digits(number) == Some(usize::from(asked)) => {}
        _ => return Err(PrepareError::Number),
    }
    let small = |signal: &IntegritySignal| signal.format.len() <= 64 && signal.token.len() <= 8192;
    if !input.integrity.as_ref().is_none_or(small) {
        return Err(PrepareError::Integrity);
    }
    let selection = input.selection.clone().in_order_of(&view.choices);
    let hash = view.display_hash(&selection)?;
    let claims = Claims {
        common: Common::of(request, jti, now, Some((view, hash))),
        selection: Some(&selection).filter(|selection| !selection.is_empty()),
        number: input.number.as_deref(),
        amr: amr(key.level, key.unlock),
        integrity: input.integrity.as_ref(),
    };
    Ok(Draft::new(Typ::ConsentApproval, key.kid, &claims))
}

/// RFC 8176. A biometric is named only where the key's policy leaves no other.
const fn amr(level: KeyLevel, unlock: Unlock) -> &'static [&'static str] {
    match (level, unlock) {
        (KeyLevel::Software, _) => &["swk", "user"],
        (_, Unlock::Fingerprint) => &["hwk", "user", "fpt"],
        (_, Unlock::Face) => &["hwk", "user", "face"],
        (_, Unlock::Biometric) => &["hwk", "user"],
    }
}

impl std::fmt::Debug for IntegritySignal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IntegritySignal({})", self.format)
    }
}

/// Without the number: it is a secret between two screens.
impl std::fmt::Debug for ApprovalInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApprovalInput({:?})", self.selection)
    }
}
