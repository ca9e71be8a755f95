//! The six digits that phone and session both show (docs/protocol.md §3.4).

use crate::jose::PublicKey;
use ring::digest::{Context, SHA256};

/// Computes the digits.
pub(crate) fn six_digits(
    offer: &str,
    nonce: &str,
    transport: &PublicKey,
    approval: &PublicKey,
) -> String {
    let mut hash = Context::new(&SHA256);
    hash.update(b"countersign-confirmation-1");
    for part in [offer, nonce, &transport.thumbprint(), &approval.thumbprint()] {
        hash.update(&[0]);
        hash.update(part.as_bytes());
    }
    let digest = hash.finish();
    let number = digest.as_ref().iter().take(8).fold(0, |n: u64, byte| n << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}
