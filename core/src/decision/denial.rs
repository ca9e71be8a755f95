//! A denial: signed by the silent key, so that it always works.

use super::Common;
use crate::consent::{ConsentRequest, Reading};
use crate::jose::{Draft, Typ};
use crate::time::UnixSeconds;
use serde::Serialize;

/// Why the person says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DenialReason {
    /// "I did not start this."
    NotMe,
    /// The amount, the payee or something else is not what was agreed.
    WrongDetails,
    /// No longer wanted.
    ChangedMind,
    /// The phone cannot show the request. The only reason for one that was not shown.
    CannotDisplay,
    /// Not said.
    Unspecified,
}

#[derive(Serialize)]
struct Claims<'a> {
    #[serde(flatten)]
    common: Common<'a>,
    reason: DenialReason,
}

/// The denial of a request, shown or not.
pub(crate) fn denial_draft(
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
    let claims = Claims { common: Common::of(request, jti, now, shown), reason };
    Draft::new(Typ::ConsentDenial, kid, &claims)
}
