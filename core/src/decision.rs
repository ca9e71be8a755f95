//! Yes or no, signed: the tokens of docs/protocol.md §5, built and checked. Pure.

mod approval;
mod denial;
mod receipt;
mod status;

pub use approval::{ApprovalInput, IntegritySignal, PrepareError};
pub(crate) use approval::{ApprovingKey, approval_draft};
pub use denial::DenialReason;
pub(crate) use denial::denial_draft;
pub(crate) use receipt::check_receipt;
pub(crate) use status::{RequestStatus, StatusKind};

use crate::time::UnixSeconds;
use serde::Serialize;

/// What a decision was made on: the claim `display`.
#[derive(Serialize)]
struct Display<'a> {
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
    display: Option<Display<'a>>,
}

impl<'a> Common<'a> {
    fn of(
        request: &'a crate::consent::ConsentRequest,
        jti: &'a str,
        now: UnixSeconds,
        shown: Option<(&'a crate::consent::View, String)>,
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
            display: shown.map(|(view, hash)| Display {
                hash,
                template: view.template,
                locale: view.locale,
                time_zone: &view.time_zone,
            }),
        }
    }
}
