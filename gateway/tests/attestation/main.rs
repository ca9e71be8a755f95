//! docs/attestation.md: what is accepted, and everything that is not, by one difference at a time.
//!
//! No published chain passes a policy that asks for a biometric at every use, so these are made
//! with a root of the test's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod android;
mod apple;
mod chains;
mod der;
mod maker;
mod registering;
#[path = "../support/mod.rs"]
mod support;

use countersign_attestation::{
    AttestationCheck, AttestationPolicy, AttestedLevel, Evidence, Expected, verify,
};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;

/// 2026-03-02T09:00:00Z
const NOW: UnixSeconds = UnixSeconds(support::START);
const CHALLENGE: &str = "the-nonce-of-an-offer";

/// Judges evidence about this key.
fn judge(
    evidence: &Evidence,
    key: &PublicKey,
    policy: &AttestationPolicy,
) -> Result<AttestedLevel, AttestationCheck> {
    verify(evidence, &Expected { challenge: CHALLENGE.as_bytes(), key }, policy, NOW)
}
