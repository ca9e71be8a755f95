//! DPoP proofs: signed claims, and headers as they come.
#![no_main]

use countersign_fuzz::Key;
use countersign_protocol::jose::{DpopTarget, read_dpop};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let target = DpopTarget {
        method: "POST",
        url: "https://as.bank.example/ad/token",
        access_token: None,
        nonce: None,
    };
    if let Ok(proof) = read_dpop(&Key::published().proof(bytes), &target) {
        assert!(proof.key == Key::published().public);
        assert!(!proof.jti.is_empty() && proof.nonce.is_none_or(|nonce| !nonce.is_empty()));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(read_dpop(text, &target).is_err(), "a proof that nobody signed");
    }
});
