//! The six digits that phone and session both show (docs/protocol.md §3.4), and numbers to type.

use crate::jose::PublicKey;
use crate::random::{Random, RandomError};
use ring::digest::{Context, SHA256};

/// The digits for this offer and these keys.
#[must_use]
pub fn six_digits(offer: &str, nonce: &str, transport: &PublicKey, approval: &PublicKey) -> String {
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

/// A number of so many digits for the person to copy, each as likely as any other.
///
/// # Errors
///
/// [`RandomError`] if there is no randomness.
pub fn number_to_type(random: &dyn Random, digits: u8) -> Result<String, RandomError> {
    let mut text = String::new();
    while text.len() < usize::from(digits) {
        let mut byte = [0];
        random.fill(&mut byte)?;
        // 250 is the largest multiple of ten in a byte: more would favour the digits 0 to 5.
        if byte[0] < 250 {
            text.push(char::from(b'0' + byte[0] % 10));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    struct Counting(AtomicU8);

    impl Random for Counting {
        fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
            buffer.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
            Ok(())
        }
    }

    #[test]
    fn a_number_takes_no_byte_that_would_favour_a_digit() {
        let random = Counting(AtomicU8::new(248));

        let number = number_to_type(&random, 4).unwrap();

        assert_eq!(number, "8901"); // 248, 249, then 250 to 255 are passed over, 0, 1
    }
}
