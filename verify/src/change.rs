//! What a device signs with its transport key: changes about itself (docs/protocol.md §6), and
//! the grant for a new access token (§3.5).

use crate::{CallCheck, TokenRefusal};
use countersign_protocol::jose::{Base, PublicKey, Typ, Unverified, Verified};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::DeviceChange;

/// Verifies a change that this device signed for this issuer: its claims are still to be read,
/// and its `jti` is to be used once.
///
/// # Errors
///
/// [`TokenRefusal`].
pub fn verify_change(
    token: &str,
    typ: Typ,
    transport_key: &PublicKey,
    (device, issuer): (&str, &str),
    now: UnixSeconds,
) -> Result<(Base, Verified), TokenRefusal> {
    let unverified = Unverified::parse(token, &[typ]).map_err(TokenRefusal::of_form)?;
    if unverified.kid() != transport_key.thumbprint() {
        return Err(TokenRefusal::Failed(CallCheck::Key));
    }
    let verified = unverified.verify(transport_key)?;
    let base = DeviceChange::check(&verified, device, issuer, now)?;
    Ok((base, verified))
}

/// Verifies the signature of an assertion of this device. Its claims are still to be read
/// ([`AssertionClaims::read`](countersign_protocol::tokens::AssertionClaims::read)), and its
/// `jti` is to be used once.
///
/// # Errors
///
/// The check that failed. RFC 6749 §5.2 has one answer for all of them.
pub fn verify_assertion(
    assertion: Unverified,
    transport_key: &PublicKey,
) -> Result<Verified, CallCheck> {
    if assertion.kid() != transport_key.thumbprint() {
        return Err(CallCheck::Key);
    }
    Ok(assertion.verify(transport_key)?)
}
