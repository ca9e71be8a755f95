//! The six digits that phone and session show (docs/protocol.md §3.4), and numbers to type.

use countersign::jose::PublicKey;
use countersign::platform::{Random, RandomError};
use ring::digest::{Context, SHA256};

/// The digits for this offer and these keys.
pub(crate) fn digits(
    offer: &str,
    nonce: &str,
    transport: &PublicKey,
    approval: &PublicKey,
) -> String {
    let (transport, approval) = (transport.thumbprint(), approval.thumbprint());
    let mut context = Context::new(&SHA256);
    context.update(b"countersign-confirmation-1");
    for part in [offer, nonce, &transport, &approval] {
        context.update(&[0]);
        context.update(part.as_bytes());
    }
    let hash = context.finish();
    let number = hash.as_ref().iter().take(8).fold(0_u64, |sum, b| (sum << 8) | u64::from(*b));
    format!("{:06}", number % 1_000_000)
}

/// A number of so many digits, each as likely as any other.
pub(crate) fn number(random: &dyn Random, digits: u8) -> Result<String, RandomError> {
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

        let number = number(&random, 4).unwrap();

        assert_eq!(number, "8901"); // 248, 249, then 250 to 255 are passed over, 0, 1
    }
}
