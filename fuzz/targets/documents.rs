//! What an AS says of itself: the discovery document, and the key set under a good signature.
#![no_main]

use countersign::fuzzing::{discovery, key_set};
use countersign::jose::Typ;
use countersign::transport::{Issuer, Security};
use countersign_fuzz::{Key, NOW};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ISSUER: LazyLock<Issuer> = LazyLock::new(|| {
    let keys = vec![Key::published().public];
    Issuer::new("http://127.0.0.1:8484", "Bank", keys, Security::PlainLoopback).unwrap()
});

fuzz_target!(|bytes: &[u8]| {
    for endpoint in discovery(&ISSUER, bytes).into_iter().flatten() {
        assert!(endpoint.to_ascii_lowercase().starts_with("http:"), "another scheme");
        assert!(endpoint.contains("127.0.0.1") || !endpoint.contains("@"), "another host");
    }
    let token = Key::published().token(Typ::JwkSet, bytes);
    if let Some(seq) = key_set(&ISSUER, &token, NOW) {
        assert!(seq > 0);
    }
});
