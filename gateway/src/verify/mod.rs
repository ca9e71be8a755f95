//! The verifier of decisions (docs/protocol.md §5.2), for an AS with its own records.
//!
//! [`verify`] makes checks 1 to 13, in that order, and does no I/O. Check 14 is the caller's: in
//! one transaction, decide the *consent* by this decision if nothing decided it before, and keep
//! the decision and its receipt. What the caller must do with each result:
//!
//! * [`Judgement::Verified`]: check 14, then 200 with the receipt; 409 if another was first.
//! * [`Judgement::Repeated`]: 200 with the receipt that was given before.
//! * [`VerifyError::Refused`]: answer [`Check::status`] and nothing else. If
//!   [`Refusal::ends_request`], decide the request as failed and count the failure: five in a row
//!   block the device.

mod check;
mod claims;

pub use check::{Check, CheckResult};
pub use claims::{Decision, Denied};

use crate::storage::{KeyRole, RetiredKey};
use claims::Claims;
use countersign::consent::words::Language;
use countersign::consent::{
    Addressee, ConsentRequest, Presentation, Reading, Selection, TEMPLATE, Types,
};
use countersign::jose::{JoseError, PublicKey, Typ, Unverified, Verified, from_base64url};
use countersign::json::Json;
use countersign::time::{SKEW_SECONDS, UnixSeconds};
use subtle::ConstantTimeEq as _;

/// What the AS knows of a request and of the device that is calling.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// The AS's issuer URL.
    pub issuer: &'a str,
    /// The device's id.
    pub device: &'a str,
    /// The handle of the account that this device knows (`sub` of the request).
    pub account: &'a str,
    /// The device's transport key.
    pub transport_key: &'a PublicKey,
    /// The device's approval key.
    pub approval_key: &'a PublicKey,
    /// Keys of the device that were replaced since the request was made (§6.1). Others do no
    /// harm: they verify nothing that was asked after they went.
    pub retired_keys: &'a [RetiredKey],
    /// The request as it was signed for this device: the very bytes.
    pub request_token: &'a str,
    /// The AS's request keys; one of them signed the request.
    pub request_keys: &'a [PublicKey],
    /// The number that the person had to type, if one was asked for.
    pub number: Option<&'a str>,
    /// The types that the device can show.
    pub types: &'a Types,
    /// Whether the request was answered or ended.
    pub state: RecordState<'a>,
}

/// Whether a request was answered or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState<'a> {
    /// It waits.
    Pending,
    /// It was withdrawn, or has expired.
    Ended,
    /// It was decided.
    Decided {
        /// Base64url SHA-256 of the decision token, if this very request was decided by one that
        /// has a receipt.
        hash: Option<&'a str>,
    },
}

/// What a decision is.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// It passed checks 1 to 13.
    Verified(Box<Decision>),
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
pub fn verify(
    token: &[u8],
    announced: Typ,
    record: &Record<'_>,
    now: UnixSeconds,
) -> Result<Judgement, VerifyError> {
    let unverified = parse(token)?;
    let (verified, retired) = authenticate(unverified, announced, record)?;
    let request = read_record(record, claims::language(&verified))?;
    // A key that was replaced speaks for what was asked before, and for nothing else.
    if retired.is_some_and(|at| at < request.issued_at()) {
        return Err(refused(Check::Key));
    }
    let claims = Claims::read(&verified, record, &request).map_err(|_| refused(Check::Claims))?;
    if retired.is_some_and(|at| claims.signed_at() > at.plus(SKEW_SECONDS)) {
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
            let ends_request = claims.is_approval() && check.ends_an_approval();
            VerifyError::Refused(Refusal { check, ends_request })
        })?;
    Ok(Judgement::Verified(Box::new(claims.into_decision(&verified))))
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
    let current =
        [(record.approval_key, KeyRole::Approval), (record.transport_key, KeyRole::Transport)];
    let current = current.into_iter().map(|(key, role)| (key, role, None));
    let retired = record.retired_keys.iter().map(|old| (&old.key, old.role, Some(old.at)));
    let (key, role, retired) = current
        .chain(retired)
        .find(|(key, ..)| key.thumbprint() == unverified.kid())
        .ok_or(refused(Check::Key))?;
    let fits = match unverified.typ() {
        Typ::ConsentApproval => role == KeyRole::Approval,
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

/// Any language will do in which all types can be shown: the rows that are hashed do not depend
/// on it.
pub(crate) fn presentation(types: &Types) -> Presentation {
    let language = types.languages().first().copied().unwrap_or(Language::English);
    Presentation { language, time_zone: "UTC".to_owned(), types: types.clone() }
}

/// Check 8. The phone counts the server's time from answers a while ago, so a minute is allowed
/// on both sides.
fn check_time(
    record: &Record<'_>,
    request: &ConsentRequest,
    claims: &Claims,
    now: UnixSeconds,
) -> Result<(), VerifyError> {
    let pending = record.state == RecordState::Pending && now < request.expires_at();
    let signed = claims.signed_at();
    let in_time =
        signed <= now.plus(SKEW_SECONDS) && signed.plus(SKEW_SECONDS) >= request.issued_at();
    if pending && in_time { Ok(()) } else { Err(refused(Check::Pending)) }
}

/// Check 9.
fn nonce(claims: &Claims, request: &ConsentRequest) -> Result<(), Check> {
    equal(&claims.nonce, request.nonce()).then_some(()).ok_or(Check::Nonce)
}

/// Check 10.
fn hash_of_request(claims: &Claims, request: &ConsentRequest) -> Result<(), Check> {
    equal(&claims.request_hash, request.hash()).then_some(()).ok_or(Check::RequestHash)
}

/// Checks 11 and 12. The hash holds the selection's rows, so that a selection which is no answer
/// to the offer has no hash to compare and fails as what it is.
fn shown(claims: &Claims, request: &ConsentRequest) -> Result<(), Check> {
    let view = match (request.reading(), &claims.display) {
        (_, None) if !claims.is_approval() => return Ok(()),
        (Reading::Shown(view), Some(_)) => view,
        _ => return Err(Check::Display),
    };
    let Some(display) = &claims.display else { return Err(Check::Display) };
    let nothing = Selection::default();
    let right = match claims.is_approval() {
        true => {
            if claims.selection.is_some() && view.choices.is_empty() {
                return Err(Check::Selection); // an answer, even an empty one, to no question
            }
            let selection = claims.selection.as_ref().unwrap_or(&nothing);
            view.display_hash(selection).map_err(|_| Check::Selection)?
        }
        false => view.display_hash_of_denial(),
    };
    let same = display.template == TEMPLATE && equal(&display.hash, &right);
    same.then_some(()).ok_or(Check::Display)
}

/// Check 13.
fn number(claims: &Claims, record: &Record<'_>) -> Result<(), Check> {
    let right = match (&claims.number, record.number) {
        (Some(typed), Some(expected)) => equal(typed, expected),
        (None, None) => true,
        (None, Some(_)) => !claims.is_approval(),
        (Some(_), None) => false,
    };
    right.then_some(()).ok_or(Check::Number)
}

fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

impl std::fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({:?})", self.state)
    }
}
