//! The verifier of decisions (docs/protocol.md §5.2), for an AS with its own records.
//!
//! [`verify_decision`] makes checks 1 to 16, in that order, and does no I/O. Check 17 is the
//! caller's: in one transaction, in which the device is still active, decide the *consent* by this
//! decision if nothing decided it before, and keep the decision and its receipt. What the caller
//! must do with each result:
//!
//! * [`Judgement::Verified`]: check 17, then 200 with the receipt; 409 if another was first.
//! * [`Judgement::Repeated`]: 200 with the receipt that was given before.
//! * [`VerifyError::Refused`]: answer [`Check::status`] and nothing else. If
//!   [`Refusal::ends_request`], decide the request as failed and count the failure: five in a row
//!   block the device.

mod check;
mod content;
mod origin;
mod record;
mod verified;

pub use check::{Check, CheckResult};
pub use content::presentation;
pub use record::{Record, RecordState, RetiredKey};
pub use verified::VerifiedDecision;

use content::OwnReading;
use countersign_protocol::consent::ConsentRequest;
use countersign_protocol::jose::{Typ, Unverified};
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use countersign_protocol::tokens::{Answer, Decision};
use origin::Answering;

/// What a decision is.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// It passed checks 1 to 16.
    Verified(Box<VerifiedDecision>),
    /// The same bytes were accepted before.
    Repeated,
}

/// Why there is no judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The decision failed a check.
    #[error("check {} failed", .0.check.number())]
    Refused(Refusal),
    /// The AS's own record cannot be read: none of its keys signed it, or it is for another device.
    #[error("the record of the request cannot be read")]
    Record,
}

/// The check that failed, and what that means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The first check that failed.
    pub check: Check,
    /// Whether the request is to be decided as failed.
    pub ends_request: bool,
}

/// Checks a decision against the AS's own record, in the order of docs/protocol.md §5.2.
///
/// `announced` is the type that the body's `Content-Type` names.
///
/// # Errors
///
/// [`VerifyError`]. Which check it was is for the AS's log; the device must not learn it.
pub fn verify_decision(
    token: &[u8],
    announced: Typ,
    record: &Record<'_>,
    now: UnixSeconds,
) -> Result<Judgement, VerifyError> {
    origin::size(token).map_err(refused)?;
    if origin::device(token, record).map_err(refused)? == Answering::Before {
        return Ok(Judgement::Repeated);
    }
    let signed = origin::authenticate(token, announced, record).map_err(refused)?;
    let read = Decision::read(&signed.verified);
    let own = OwnReading::of(record, read.as_ref().ok().and_then(|said| said.display.as_ref()))?;
    let claims = signed.claims(read, record, &own.request)?;
    if let RecordState::Decided { hash } = record.state {
        return match hash {
            Some(hash) if hash == signed.verified.hash() => Ok(Judgement::Repeated),
            _ => Err(refused(Check::Undecided)),
        };
    }
    pending(record, &own.request, now).map_err(refused)?;
    time(&claims, &own.request, now).map_err(refused)?;
    own.check(&claims, record).map_err(|check| {
        let ends_request = is_approval(&claims) && check.ends_an_approval();
        VerifyError::Refused(Refusal { check, ends_request })
    })?;
    let decision = VerifiedDecision::of(claims, &signed.verified, signed.level);
    Ok(Judgement::Verified(Box::new(decision)))
}

/// The `kid` that a decision names, before anything of it is checked: to fetch the one key that is
/// needed if it is none of the device's two. `None` if it is no decision.
#[must_use]
pub fn named_key(token: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(token).ok()?;
    let unverified = Unverified::parse(text, &[Typ::ConsentApproval, Typ::ConsentDenial]).ok()?;
    Some(unverified.kid().to_owned())
}

const fn refused(check: Check) -> VerifyError {
    VerifyError::Refused(Refusal { check, ends_request: false })
}

const fn is_approval(claims: &Decision) -> bool {
    matches!(claims.answer, Answer::Approval { .. })
}

/// Check 9.
fn pending(record: &Record<'_>, request: &ConsentRequest, now: UnixSeconds) -> Result<(), Check> {
    let pending = record.state == RecordState::Pending && now < request.expires_at();
    if pending { Ok(()) } else { Err(Check::Pending) }
}

/// Check 10. The phone counts the server's time from answers a while ago, so a minute is allowed
/// on both sides.
fn time(claims: &Decision, request: &ConsentRequest, now: UnixSeconds) -> Result<(), Check> {
    let signed = claims.base.iat;
    let in_time =
        signed <= now.plus(SKEW_SECONDS) && signed.plus(SKEW_SECONDS) >= request.issued_at();
    if in_time { Ok(()) } else { Err(Check::Time) }
}
