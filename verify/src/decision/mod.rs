//! The verifier of decisions (docs/protocol.md §5.2), for an AS with its own records.
//!
//! [`verify_decision`] makes checks 1 to 13, in that order, and does no I/O. Check 14 is the caller's: in
//! one transaction, decide the *consent* by this decision if nothing decided it before, and keep
//! the decision and its receipt. What the caller must do with each result:
//!
//! * [`Judgement::Verified`]: check 14, then 200 with the receipt; 409 if another was first.
//! * [`Judgement::Repeated`]: 200 with the receipt that was given before.
//! * [`VerifyError::Refused`]: answer [`Check::status`] and nothing else. If
//!   [`Refusal::ends_request`], decide the request as failed and count the failure: five in a row
//!   block the device.

mod check;
mod record;
mod verified;

pub use check::{Check, CheckResult};
pub use record::{Record, RecordState, RetiredKey};
pub use verified::VerifiedDecision;

use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, Reading, Selection, TEMPLATE, Types,
};
use countersign_protocol::jose::{JoseError, Typ, Unverified, Verified, from_base64url};
use countersign_protocol::json::Json;
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use countersign_protocol::tokens::{Answer, Decision};
use countersign_protocol::vocabulary::KeyPurpose;
use subtle::ConstantTimeEq as _;

/// What a decision is.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// It passed checks 1 to 13.
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
    let unverified = parse(token)?;
    let (verified, retired) = authenticate(unverified, announced, record)?;
    let request = read_record(record, Decision::language(&verified))?;
    // A key that was replaced speaks for what was asked before, and for nothing else.
    if retired.is_some_and(|at| at < request.issued_at()) {
        return Err(refused(Check::Key));
    }
    let claims = read_claims(&verified, record, &request).map_err(|_| refused(Check::Claims))?;
    if retired.is_some_and(|at| claims.base.iat > at.plus(SKEW_SECONDS)) {
        return Err(refused(Check::Key));
    }
    if let RecordState::Decided { hash } = record.state {
        return match hash {
            Some(hash) if hash == verified.hash() => Ok(Judgement::Repeated),
            _ => Err(refused(Check::Undecided)),
        };
    }
    check_time(record, &request, &claims, now)?;
    let check_content = nonce(&claims, &request).and_then(|()| hash_of_request(&claims, &request));
    check_content
        .and_then(|()| shown(&claims, &request))
        .and_then(|()| number(&claims, record))
        .map_err(|check| {
            let ends_request = is_approval(&claims) && check.ends_an_approval();
            VerifyError::Refused(Refusal { check, ends_request })
        })?;
    Ok(Judgement::Verified(Box::new(VerifiedDecision::of(claims, &verified))))
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

/// Checks 1 and 2. The parser also looks at `typ` and `alg`, whose turn is later.
fn parse(token: &[u8]) -> Result<Result<Unverified, Check>, VerifyError> {
    if token.len() > Typ::ConsentApproval.max_length() {
        return Err(refused(Check::Size));
    }
    let text = std::str::from_utf8(token).map_err(|_| refused(Check::Form))?;
    let payload = text.split('.').nth(1).and_then(from_base64url);
    let payload = payload.and_then(|bytes| Json::parse(&bytes).ok());
    if !matches!(payload, Some(Json::Object(_))) {
        return Err(refused(Check::Form));
    }
    match Unverified::parse(text, &[Typ::ConsentApproval, Typ::ConsentDenial]) {
        Ok(unverified) => Ok(Ok(unverified)),
        Err(JoseError::TooLong) => Err(refused(Check::Size)),
        Err(JoseError::Algorithm) => Ok(Err(Check::Signature)),
        Err(JoseError::Type) => Ok(Err(Check::Type)),
        Err(_) => Err(refused(Check::Form)),
    }
}

/// Checks 3 to 5. With a key that was replaced, also when that was.
fn authenticate(
    parsed: Result<Unverified, Check>,
    announced: Typ,
    record: &Record<'_>,
) -> Result<(Verified, Option<UnixSeconds>), VerifyError> {
    let unverified = parsed.map_err(refused)?;
    let current = [
        (record.approval_key, KeyPurpose::Approval),
        (record.transport_key, KeyPurpose::Transport),
    ];
    let current = current.into_iter().map(|(key, role)| (key, role, None));
    let retired = record.retired_keys.iter().map(|old| (&old.key, old.role, Some(old.at)));
    let (key, role, retired) = current
        .chain(retired)
        .find(|(key, ..)| key.thumbprint() == unverified.kid())
        .ok_or(refused(Check::Key))?;
    let fits = match unverified.typ() {
        Typ::ConsentApproval => role == KeyPurpose::Approval,
        Typ::ConsentDenial => true,
        _ => false,
    };
    if !fits || unverified.typ() != announced {
        return Err(refused(Check::Type));
    }
    let verified = unverified.verify(key).map_err(|_| refused(Check::Signature))?;
    Ok((verified, retired))
}

/// The AS's own reading of its own record: in the language that the decision names, because a
/// bank's own type may lack one and could then not be shown.
fn read_record(
    record: &Record<'_>,
    language: Option<Language>,
) -> Result<ConsentRequest, VerifyError> {
    let unverified = Unverified::parse(record.request_token, &[Typ::ConsentRequest])
        .map_err(|_| VerifyError::Record)?;
    let key = record.request_keys.iter().find(|key| key.thumbprint() == unverified.kid());
    let verified = unverified.verify(key.ok_or(VerifyError::Record)?);
    let verified = verified.map_err(|_| VerifyError::Record)?;
    let to = Addressee { issuer: record.issuer, device: record.device, account: record.account };
    let any = presentation(record.types);
    let presentation = Presentation { language: language.unwrap_or(any.language), ..any };
    ConsentRequest::read(&verified, &to, &presentation).map_err(|_| VerifyError::Record)
}

/// Check 6.
fn read_claims(
    verified: &Verified,
    record: &Record<'_>,
    request: &ConsentRequest,
) -> Result<Decision, JoseError> {
    let claims = Decision::read(verified)?;
    claims.base.between(record.device, record.issuer)?;
    let same = claims.base.exp == Some(request.expires_at()) && claims.request == request.id();
    if same { Ok(claims) } else { Err(JoseError::Party) }
}

const fn is_approval(claims: &Decision) -> bool {
    matches!(claims.answer, Answer::Approval { .. })
}

/// Any language will do in which all types can be shown: the rows that are hashed do not depend
/// on it.
#[must_use]
pub fn presentation(types: &Types) -> Presentation {
    let language = types.languages().first().copied().unwrap_or(Language::English);
    Presentation { language, time_zone: "UTC".to_owned(), types: types.clone() }
}

/// Check 8. The phone counts the server's time from answers a while ago, so a minute is allowed
/// on both sides.
fn check_time(
    record: &Record<'_>,
    request: &ConsentRequest,
    claims: &Decision,
    now: UnixSeconds,
) -> Result<(), VerifyError> {
    let pending = record.state == RecordState::Pending && now < request.expires_at();
    let signed = claims.base.iat;
    let in_time =
        signed <= now.plus(SKEW_SECONDS) && signed.plus(SKEW_SECONDS) >= request.issued_at();
    if pending && in_time { Ok(()) } else { Err(refused(Check::Pending)) }
}

/// Check 9.
fn nonce(claims: &Decision, request: &ConsentRequest) -> Result<(), Check> {
    equal(&claims.nonce, request.nonce()).then_some(()).ok_or(Check::Nonce)
}

/// Check 10.
fn hash_of_request(claims: &Decision, request: &ConsentRequest) -> Result<(), Check> {
    equal(&claims.request_hash, request.hash()).then_some(()).ok_or(Check::RequestHash)
}

/// Checks 11 and 12. The hash holds the selection's rows, so that a selection which is no answer
/// to the offer has no hash to compare and fails as what it is.
fn shown(claims: &Decision, request: &ConsentRequest) -> Result<(), Check> {
    let view = match (request.reading(), &claims.display) {
        (_, None) if !is_approval(claims) => return Ok(()),
        (Reading::Shown(view), Some(_)) => view,
        _ => return Err(Check::Display),
    };
    let Some(display) = &claims.display else { return Err(Check::Display) };
    let nothing = Selection::default();
    let right = match &claims.answer {
        Answer::Approval { selection, .. } => {
            if selection.is_some() && view.choices.is_empty() {
                return Err(Check::Selection); // an answer, even an empty one, to no question
            }
            let selection = selection.as_ref().unwrap_or(&nothing);
            view.display_hash(selection).map_err(|_| Check::Selection)?
        }
        Answer::Denial(_) => view.display_hash_of_denial(),
    };
    let same = display.template == TEMPLATE && equal(&display.hash, &right);
    same.then_some(()).ok_or(Check::Display)
}

/// Check 13.
fn number(claims: &Decision, record: &Record<'_>) -> Result<(), Check> {
    let Answer::Approval { number, .. } = &claims.answer else { return Ok(()) };
    let right = match (number, record.number) {
        (Some(typed), Some(expected)) => equal(typed, expected),
        (None, None) => true,
        (None, Some(_)) | (Some(_), None) => false,
    };
    right.then_some(()).ok_or(Check::Number)
}

fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
