//! Whether a phone could show what is asked, found out by the phone's own reader.
//!
//! RFC 9396 §5 has the server refuse details with unknown types, unknown fields, wrong types and
//! invalid values. The core's reader knows exactly these rules, so the gateway asks it.

use super::error::OAuthError;
use countersign_gateway::Gateway;
use countersign_gateway::channel::NewConsent;

/// Reads the consent as a phone would.
///
/// # Errors
///
/// The error of the parameter that a phone could not show.
pub(super) fn read(consent: &NewConsent, gateway: &Gateway) -> Result<(), OAuthError> {
    // The claims that every request has are ours; what cannot be parsed are the client's details.
    let problem = gateway.preview(consent).map_err(|_| OAuthError::InvalidAuthorizationDetails)?;
    match problem.as_ref().map(|problem| problem.section.as_str()) {
        None => Ok(()),
        Some("binding_message") => Err(OAuthError::InvalidBindingMessage),
        Some("scope") => Err(OAuthError::InvalidScope),
        Some("context") => Err(OAuthError::InvalidRequest("the request context cannot be shown")),
        Some(_) => Err(OAuthError::InvalidAuthorizationDetails),
    }
}
