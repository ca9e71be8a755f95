//! A denial: signed by the silent key, so that it always works.

use super::Common;
use crate::consent::{ConsentRequest, Reading};
use crate::jose::{Draft, Typ};
use crate::time::UnixSeconds;
use crate::vocabulary::DenialReason;
use serde::Serialize;

#[derive(Serialize)]
struct DenialClaims<'a> {
    #[serde(flatten)]
    common: Common<'a>,
    reason: DenialReason,
}

/// The denial of a request, shown or not, but for its signature.
#[must_use]
pub fn denial_draft(
    request: &ConsentRequest,
    reason: DenialReason,
    kid: &str,
    now: UnixSeconds,
    jti: &str,
) -> Draft {
    let (shown, reason) = match request.reading() {
        Reading::Shown(view) => (Some((view.as_ref(), view.display_hash_of_denial())), reason),
        // Nobody can have found details wrong that were never seen.
        Reading::NotShown(_) if reason == DenialReason::NotMe => (None, reason),
        Reading::NotShown(_) => (None, DenialReason::CannotDisplay),
    };
    let claims = DenialClaims { common: Common::of(request, jti, now, shown), reason };
    Draft::new(Typ::ConsentDenial, kid, &claims)
}
