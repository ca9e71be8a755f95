//! Proofs of possession (docs/protocol.md §1.4, RFC 9449).

use countersign_protocol::jose::{DpopProof, DpopTarget, PublicKey, read_dpop};

/// A proof that is not one, is for another call, or is by another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proof of possession is wrong")]
pub struct WrongProof;

/// Verifies the proof of a call: signature, target, and the access token that goes with it. The
/// AS looks at the nonce (new enough, and its own) and at the `jti` (not seen before).
///
/// # Errors
///
/// [`WrongProof`].
pub fn verify_proof(proof: &str, target: &DpopTarget<'_>) -> Result<DpopProof, WrongProof> {
    read_dpop(proof, target).map_err(|_| WrongProof)
}

/// Checks that a proof is by the key that the access token is bound to.
///
/// # Errors
///
/// [`WrongProof`].
pub fn check_bound_key(proof: &DpopProof, key: &PublicKey) -> Result<(), WrongProof> {
    if proof.key == *key { Ok(()) } else { Err(WrongProof) }
}
