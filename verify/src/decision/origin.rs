//! Checks 1 to 7: who sent this, and whether it is a decision on this request at all.

use super::{Check, Record, RecordState, VerifyError, refused};
use countersign_protocol::consent::ConsentRequest;
use countersign_protocol::jose::{
    JoseError, Typ, Unverified, Verified, from_base64url, sha256_base64url,
};
use countersign_protocol::json::Json;
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use countersign_protocol::tokens::{Answer, Decision};
use countersign_protocol::vocabulary::{AttestedLevel, DeviceState, KeyPurpose};

/// A decision whose signature is good.
pub(super) struct Signed {
    pub(super) verified: Verified,
    /// When the key that signed it was replaced, if it was.
    pub(super) retired_at: Option<UnixSeconds>,
    /// What is proved of where that key lives.
    pub(super) level: AttestedLevel,
}

/// Check 1.
pub(super) const fn size(token: &[u8]) -> Result<(), Check> {
    if token.len() > Typ::ConsentApproval.max_length() { Err(Check::Size) } else { Ok(()) }
}

/// Check 2. Whether a device may still hear what became of an answer that it gave in time: these
/// bytes are those that were recorded.
pub(super) fn device(token: &[u8], record: &Record<'_>) -> Result<Answering, Check> {
    match record.state {
        _ if record.device_state == DeviceState::Active => Ok(Answering::Now),
        RecordState::Decided { hash: Some(hash) } if hash == sha256_base64url(token) => {
            Ok(Answering::Before)
        }
        _ => Err(Check::Device),
    }
}

/// Whether a device answers, or did.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answering {
    /// It is active.
    Now,
    /// It was, when it sent these bytes first.
    Before,
}

/// Checks 3 to 6. The parser looks at `typ` and `alg` too, whose turn is later.
pub(super) fn authenticate(
    token: &[u8],
    announced: Typ,
    record: &Record<'_>,
) -> Result<Signed, Check> {
    let unverified = parse(token)?;
    let current = [
        (record.approval_key, KeyPurpose::Approval, None, record.key_level),
        (record.transport_key, KeyPurpose::Transport, None, AttestedLevel::Software),
    ];
    let retired = record.retired_keys.iter();
    let retired = retired.map(|old| (&old.key, old.role, Some(old.at), old.key_level));
    let (key, role, retired_at, level) = current
        .into_iter()
        .chain(retired)
        .find(|(key, ..)| key.thumbprint() == unverified.kid())
        .ok_or(Check::Key)?;
    let fits = match unverified.typ() {
        Typ::ConsentApproval => role == KeyPurpose::Approval,
        Typ::ConsentDenial => true,
        _ => false,
    };
    if !fits || unverified.typ() != announced {
        return Err(Check::Type);
    }
    let verified = unverified.verify(key).map_err(|_| Check::Signature)?;
    Ok(Signed { verified, retired_at, level })
}

fn parse(token: &[u8]) -> Result<Unverified, Check> {
    let text = std::str::from_utf8(token).map_err(|_| Check::Form)?;
    let payload = text.split('.').nth(1).and_then(from_base64url);
    let payload = payload.and_then(|bytes| Json::parse(&bytes).ok());
    if !matches!(payload, Some(Json::Object(_))) {
        return Err(Check::Form);
    }
    let types = [Typ::ConsentApproval, Typ::ConsentDenial];
    Unverified::parse(text, &types).map_err(|error| match error {
        JoseError::Algorithm => Check::Signature,
        JoseError::Type => Check::Type,
        _ => Check::Form,
    })
}

impl Signed {
    /// Check 7, and what check 4 can say only now: a key that was replaced speaks for what was
    /// asked before, and nothing that it signs later counts.
    pub(super) fn claims(
        &self,
        read: Result<Decision, JoseError>,
        record: &Record<'_>,
        request: &ConsentRequest,
    ) -> Result<Decision, VerifyError> {
        if self.retired_at.is_some_and(|at| at < request.issued_at()) {
            return Err(refused(Check::Key));
        }
        let claims = read.map_err(|_| refused(Check::Claims))?;
        let parties = claims.base.between(record.device, record.issuer).is_ok();
        let same = claims.base.exp == Some(request.expires_at()) && claims.request == request.id();
        if !parties || !same || self.contradicts_the_evidence(&claims) {
            return Err(refused(Check::Claims));
        }
        if self.retired_at.is_some_and(|at| claims.base.iat > at.plus(SKEW_SECONDS)) {
            return Err(refused(Check::Key));
        }
        Ok(claims)
    }

    /// A key that was proved to live in hardware, and is said to live in software.
    fn contradicts_the_evidence(&self, claims: &Decision) -> bool {
        match &claims.answer {
            Answer::Approval { amr, .. } => {
                self.level.is_hardware() && amr.iter().any(|method| method == "swk")
            }
            Answer::Denial(_) => false,
        }
    }
}
