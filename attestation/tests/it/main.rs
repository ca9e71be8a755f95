//! docs/attestation.md: what is accepted, and everything that is not, by one difference at a time.
//!
//! No published chain passes a policy that asks for a biometric at every use, so these are made
//! with a root of the test's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod android;
mod apple;
mod chains;

use countersign_attestation::{
    AttestationCheck, AttestationPolicy, AttestedLevel, Evidence, Expected, Revocations, Roots,
    verify,
};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_testing::attested::{CHALLENGE, Description, KEY_DESCRIPTION, Maker, PACKAGE};

/// 2026-03-02T09:00:00Z
const NOW: UnixSeconds = UnixSeconds(1_772_442_000);

/// Judges evidence about this key.
fn judge(
    evidence: &Evidence,
    key: &PublicKey,
    policy: &AttestationPolicy,
) -> Result<AttestedLevel, AttestationCheck> {
    verify(evidence, &Expected { challenge: CHALLENGE.as_bytes(), key }, policy, NOW)
}

/// The root of a maker, for a policy.
fn roots(maker: &Maker) -> Roots {
    Roots::from_der([maker.root().as_slice()]).unwrap()
}

#[test]
fn nothing_of_the_evidence_is_in_debug_output() {
    let maker = Maker::new(&KEY_DESCRIPTION, Description::good().der());
    let android = android::policy(&maker);
    let policy = AttestationPolicy { none: false, android: Some(android.clone()), apple: None };

    let shown = format!("{policy:?} {android:?} {:?}", Revocations::none());

    assert!(!shown.contains(PACKAGE), "{shown}");
}
