//! Bytes that may be a token. What is accepted has one spelling only.
#![no_main]

use countersign_fuzz::Key;
use countersign_protocol::jose::{Typ, Unverified, base64url, from_base64url};
use libfuzzer_sys::fuzz_target;

const EXPECTED: [&[Typ]; 3] = [
    &[Typ::ConsentRequest],
    &[Typ::ConsentApproval, Typ::ConsentDenial],
    &[Typ::Dpop, Typ::JwkSet, Typ::DeviceStatus],
];

fuzz_target!(|token: &str| {
    for expected in EXPECTED {
        let Ok(unverified) = Unverified::parse(token, expected) else { continue };
        assert!(expected.contains(&unverified.typ()));
        assert_eq!(token.split('.').count(), 3);
        for part in token.split('.') {
            assert_eq!(base64url(&from_base64url(part).unwrap()), part);
        }
        let _ = unverified.claimed_issuer();
        let _ = unverified.verify(&Key::published().public);
    }
});
