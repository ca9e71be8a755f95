//! The claims of an approval or a denial (docs/protocol.md §5.1).

use super::Record;
use countersign::claims::{ClaimError, Members};
use countersign::consent::words::Language;
use countersign::consent::{ConsentRequest, Selection};
use countersign::jose::{JoseError, Typ, Verified};
use countersign::time::UnixSeconds;
use serde::Serialize;

/// A decision that passed checks 1 to 13.
#[derive(Clone)]
pub struct Decision {
    /// Its id; of an approval, the PSD2 authentication code.
    pub jti: String,
    /// Base64url SHA-256 of its token.
    pub hash: String,
    /// Its token: evidence to keep.
    pub token: String,
    /// When it was signed, by the phone's count of the server's time.
    pub signed_at: UnixSeconds,
    /// Why the person declined; `None` if they approved.
    pub denied: Option<Denied>,
    /// How they approved (RFC 8176); empty if they declined.
    pub amr: Vec<String>,
    /// The accounts they chose.
    pub selection: Option<Selection>,
    /// The platform's signal over the request's hash, as it was sent: format and token.
    pub integrity: Option<(String, String)>,
}

/// Why the person declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Denied {
    /// They did not start this.
    NotMe,
    /// The details are not what they expected.
    WrongDetails,
    /// They do not want it any more.
    ChangedMind,
    /// The app cannot show the request.
    CannotDisplay,
    /// They did not say.
    Unspecified,
}

/// What the token says, not yet compared with the request's content.
pub(super) struct Claims {
    jti: String,
    signed_at: UnixSeconds,
    answer: Answer,
    pub(super) nonce: String,
    pub(super) request_hash: String,
    pub(super) display: Option<Display>,
    pub(super) selection: Option<Selection>,
    pub(super) number: Option<String>,
}

enum Answer {
    Approval { amr: Vec<String>, integrity: Option<(String, String)> },
    Denial(Denied),
}

pub(super) struct Display {
    pub(super) hash: String,
    pub(super) template: String,
}

impl Claims {
    /// Check 6.
    pub(super) fn read(
        verified: &Verified,
        record: &Record<'_>,
        request: &ConsentRequest,
    ) -> Result<Self, JoseError> {
        let (base, mut members) = verified.claims()?;
        base.between(record.device, record.issuer)?;
        if base.exp != Some(request.expires_at()) || members.id("request")? != request.id() {
            return Err(JoseError::Party);
        }
        let nonce = members.string("nonce", 128)?;
        let request_hash = members.string("request_hash", 43)?;
        let display = members.optional_object("display")?.map(display).transpose()?;
        let mut selection = None;
        let mut number = None;
        let answer = if verified.typ() == Typ::ConsentApproval {
            if display.is_none() {
                return Err(ClaimError::Missing.into());
            }
            selection = members.take("selection").map(Selection::from_json).transpose()?;
            number = members.optional_string("number", 6)?;
            let amr = amr(members.strings("amr", 3)?)?;
            let integrity = members.optional_object("integrity")?.map(integrity).transpose()?;
            Answer::Approval { amr, integrity }
        } else {
            let reason = Denied::from_name(&members.string("reason", 32)?);
            Answer::Denial(reason.ok_or(ClaimError::Wrong)?)
        };
        members.finish()?;
        if number.as_ref().is_some_and(|text| !text.bytes().all(|b| b.is_ascii_digit())) {
            return Err(ClaimError::Wrong.into());
        }
        let (jti, signed_at) = (base.jti, base.iat);
        Ok(Self { jti, signed_at, answer, nonce, request_hash, display, selection, number })
    }

    pub(super) const fn is_approval(&self) -> bool {
        matches!(self.answer, Answer::Approval { .. })
    }

    pub(super) const fn signed_at(&self) -> UnixSeconds {
        self.signed_at
    }

    pub(super) fn into_decision(self, verified: &Verified) -> Decision {
        let (denied, amr, integrity) = match self.answer {
            Answer::Approval { amr, integrity } => (None, amr, integrity),
            Answer::Denial(reason) => (Some(reason), Vec::new(), None),
        };
        Decision {
            jti: self.jti,
            hash: verified.hash(),
            token: verified.token().to_owned(),
            signed_at: self.signed_at,
            denied,
            amr,
            selection: self.selection,
            integrity,
        }
    }
}

impl Denied {
    const ALL: [Self; 5] = [
        Self::NotMe,
        Self::WrongDetails,
        Self::ChangedMind,
        Self::CannotDisplay,
        Self::Unspecified,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotMe => "not_me",
            Self::WrongDetails => "wrong_details",
            Self::ChangedMind => "changed_mind",
            Self::CannotDisplay => "cannot_display",
            Self::Unspecified => "unspecified",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// The language that a decision says its request was shown in.
pub(super) fn language(verified: &Verified) -> Option<Language> {
    let (_, mut members) = verified.claims().ok()?;
    let locale = members.optional_object("display").ok()??.string("locale", 64).ok()?;
    Language::of_tag(&locale)
}

fn display(mut members: Members) -> Result<Display, ClaimError> {
    let hash = members.string("hash", 43)?;
    let template = members.string("template", 16)?;
    Language::of_tag(&members.string("locale", 64)?).ok_or(ClaimError::Wrong)?;
    members.string("time_zone", 64)?;
    members.finish()?;
    Ok(Display { hash, template })
}

fn integrity(mut members: Members) -> Result<(String, String), ClaimError> {
    let signal = (members.string("format", 64)?, members.string("token", 12 * 1024)?);
    members.finish()?;
    Ok(signal)
}

/// A key in hardware or software, used by the person, by finger or face where that is certain.
fn amr(methods: Vec<String>) -> Result<Vec<String>, ClaimError> {
    let names: Vec<_> = methods.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["hwk" | "swk", "user"] | ["hwk" | "swk", "user", "fpt" | "face"] => Ok(methods),
        _ => Err(ClaimError::Wrong),
    }
}

impl std::fmt::Debug for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.denied.is_some() { "Denial" } else { "Approval" })
    }
}
