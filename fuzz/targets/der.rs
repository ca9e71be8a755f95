//! Signatures as phones give them. What is accepted is DER and nothing but.
#![no_main]

use countersign_protocol::jose::Signature;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|der: &[u8]| {
    let Ok(signature) = Signature::from_der(der) else { return };
    let (r, s) = signature.as_bytes().split_at(32);
    let mut both = integer(r);
    both.extend(integer(s));
    let mut again = vec![0x30, u8::try_from(both.len()).unwrap()];
    again.extend(both);
    assert_eq!(again, der);
    assert!(r.iter().any(|b| *b != 0) && s.iter().any(|b| *b != 0));
});

/// X.690 §8.3: the fewest octets, positive.
fn integer(number: &[u8]) -> Vec<u8> {
    let mut number = number.iter().copied().skip_while(|b| *b == 0).collect::<Vec<_>>();
    if number.first().is_none_or(|b| *b >= 0x80) {
        number.insert(0, 0);
    }
    let mut out = vec![2, u8::try_from(number.len()).unwrap()];
    out.extend(number);
    out
}
