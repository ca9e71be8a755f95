//! Yes or no, signed (docs/protocol.md §5.1).

mod approval;
mod denial;

pub use approval::{
    ApprovalError, ApprovalInput, ApprovingKey, IntegritySignal, approval_draft, longest_approval,
};
pub use denial::denial_draft;

use crate::claims::{ClaimError, Members};
use crate::consent::{ConsentRequest, Selection, View};
use crate::jose::{Base, JoseError, Typ, Verified};
use crate::time::UnixSeconds;
use crate::vocabulary::DenialReason;
use serde::Serialize;

/// What a decision was made on: the claim `display`, as it is written.
#[derive(Serialize)]
struct DisplayClaims<'a> {
    hash: String,
    template: &'static str,
    locale: &'static str,
    time_zone: &'a str,
}

/// The claims that both decisions share.
#[derive(Serialize)]
struct Common<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: &'a str,
    nonce: &'a str,
    request: &'a str,
    request_hash: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<DisplayClaims<'a>>,
}

/// A decision whose claims could be read. Nothing in it was compared with what was asked.
pub struct Decision {
    /// What all tokens share.
    pub base: Base,
    /// The request that it answers.
    pub request: String,
    /// That request's nonce.
    pub nonce: String,
    /// The hash of that request's bytes.
    pub request_hash: String,
    /// What was shown; of an approval always there.
    pub display: Option<Display>,
    /// Yes or no.
    pub answer: Answer,
}

/// What a person said.
pub enum Answer {
    /// Yes.
    Approval {
        /// The accounts chosen, if any were.
        selection: Option<Selection>,
        /// The number typed, if one was.
        number: Option<String>,
        /// How (RFC 8176).
        amr: Vec<String>,
        /// The platform's signal over the request's hash, as it was sent.
        integrity: Option<IntegritySignal>,
    },
    /// No.
    Denial(DenialReason),
}

/// What a decision was made on: the claim `display`, as it is read.
pub struct Display {
    /// The display hash (§7).
    pub hash: String,
    /// The template's name: whether there is such a one is for the verifier to say.
    pub template: String,
    /// The language's tag: the same.
    pub locale: String,
}

impl Decision {
    /// Reads the claims of a verified approval or denial.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claims`].
    pub fn read(verified: &Verified) -> Result<Self, JoseError> {
        let (base, mut members) = verified.claims()?;
        let request = members.id("request")?;
        let nonce = members.string("nonce", 128)?;
        let request_hash = members.string("request_hash", 43)?;
        let display = members.optional_object("display")?.map(Display::read).transpose()?;
        let answer = if verified.typ() == Typ::ConsentApproval {
            if display.is_none() {
                return Err(ClaimError::Missing.into());
            }
            approval::read(&mut members)?
        } else {
            let reason = DenialReason::from_name(&members.string("reason", 32)?);
            Answer::Denial(reason.ok_or(ClaimError::Wrong)?)
        };
        members.finish()?;
        Ok(Self { base, request, nonce, request_hash, display, answer })
    }
}

impl Display {
    fn read(mut members: Members) -> Result<Self, ClaimError> {
        let hash = members.string("hash", 43)?;
        let template = members.string("template", 16)?;
        let locale = members.string("locale", 64)?;
        // One that nobody knows is for the verifier (§5.2); one that cannot be a tag is for nobody.
        if locale.is_empty() || !locale.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(ClaimError::Wrong);
        }
        members.string("time_zone", 64)?;
        members.finish()?;
        Ok(Self { hash, template, locale })
    }
}

impl<'a> Common<'a> {
    fn of(
        request: &'a ConsentRequest,
        jti: &'a str,
        now: UnixSeconds,
        shown: Option<(&'a View, String)>,
    ) -> Self {
        Self {
            iss: request.device(),
            aud: request.issuer(),
            iat: now,
            exp: request.expires_at(),
            jti,
            nonce: request.nonce(),
            request: request.id(),
            request_hash: request.hash(),
            display: shown.map(|(view, hash)| DisplayClaims {
                hash,
                template: view.template,
                locale: view.locale,
                time_zone: &view.time_zone,
            }),
        }
    }
}

impl std::fmt::Debug for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.answer {
            Answer::Approval { .. } => "Approval",
            Answer::Denial(_) => "Denial",
        })
    }
}
