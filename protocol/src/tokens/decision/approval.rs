//! An approval, up to the bytes that the biometric key signs.

use super::{Answer, Common};
use crate::claims::{ClaimError, Members};
use crate::consent::{Selection, SelectionError, ShownRequest};
use crate::jose::{Draft, Typ};
use crate::time::UnixSeconds;
use crate::vocabulary::{KeyLevel, Unlock};
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

/// Why an approval cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// The accounts are not an answer to what was offered.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The number is missing, has another length, or was not asked for.
    #[error("the number does not fit")]
    Number,
    /// The integrity signal is too large.
    #[error("the integrity signal is too large")]
    Integrity,
    /// With all that was chosen the token would be longer than an AS takes: no answer could ever
    /// come. Choose fewer accounts or leave the integrity signal out, or deny.
    #[error("the approval is too large")]
    TooLarge,
}

/// The length of a signature in a token, base64url, and of the dot before it.
const SIGNATURE_LENGTH: usize = 1 + 86;

/// The key that will sign.
#[derive(Clone, Copy, Debug)]
pub struct ApprovingKey<'a> {
    /// Its thumbprint.
    pub kid: &'a str,
    /// Where it lives.
    pub level: KeyLevel,
    /// What unlocks it.
    pub unlock: Unlock,
}

#[derive(Serialize)]
struct ApprovalClaims<'a> {
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

/// Freezes what was shown and chosen into the bytes to sign. Whether the request is still in its
/// time is for the caller to judge, who knows which clock counts.
///
/// # Errors
///
/// [`ApprovalError`]. Nothing is spent.
pub fn approval_draft(
    shown: &ShownRequest<'_>,
    input: &ApprovalInput,
    key: &ApprovingKey<'_>,
    now: UnixSeconds,
    jti: &str,
) -> Result<Draft, ApprovalError> {
    let view = shown.view();
    let digits =
        |number: &String| number.bytes().all(|b| b.is_ascii_digit()).then_some(number.len());
    match (view.number_digits, &input.number) {
        (None, None) => {}
        (Some(asked), Some(number)) if digits(number) == Some(usize::from(asked)) => {}
        _ => return Err(ApprovalError::Number),
    }
    let small = |signal: &IntegritySignal| signal.format.len() <= 64 && signal.token.len() <= 8192;
    if !input.integrity.as_ref().is_none_or(small) {
        return Err(ApprovalError::Integrity);
    }
    let selection = input.selection.clone().in_order_of(&view.choices);
    let hash = view.display_hash(&selection)?;
    let claims = ApprovalClaims {
        common: Common::of(shown.request(), jti, now, Some((view, hash))),
        selection: Some(&selection).filter(|selection| !selection.is_empty()),
        number: input.number.as_deref(),
        amr: amr(key.level, key.unlock),
        integrity: input.integrity.as_ref(),
    };
    let draft = Draft::new(Typ::ConsentApproval, key.kid, &claims);
    let length = draft.signing_input().len() + SIGNATURE_LENGTH;
    if length > Typ::ConsentApproval.max_length() {
        return Err(ApprovalError::TooLarge);
    }
    Ok(draft)
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

/// Reads what an approval has beside what both decisions share.
pub(super) fn read(members: &mut Members) -> Result<Answer, ClaimError> {
    let selection = members.take("selection").map(Selection::from_json).transpose()?;
    let number = members.optional_string("number", 6)?;
    if number.as_ref().is_some_and(|text| !text.bytes().all(|b| b.is_ascii_digit())) {
        return Err(ClaimError::Wrong);
    }
    let amr = read_amr(members.strings("amr", 3)?)?;
    let integrity = members.optional_object("integrity")?.map(IntegritySignal::read).transpose()?;
    Ok(Answer::Approval { selection, number, amr, integrity })
}

/// A key in hardware or software, used by the person, by finger or face where that is certain.
fn read_amr(methods: Vec<String>) -> Result<Vec<String>, ClaimError> {
    let names: Vec<_> = methods.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["hwk" | "swk", "user"] | ["hwk" | "swk", "user", "fpt" | "face"] => Ok(methods),
        _ => Err(ClaimError::Wrong),
    }
}

impl IntegritySignal {
    fn read(mut members: Members) -> Result<Self, ClaimError> {
        let (format, token) = (members.string("format", 64)?, members.string("token", 12 * 1024)?);
        members.finish()?;
        Ok(Self { format, token })
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
