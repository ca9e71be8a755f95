//! What an AS says of itself: the discovery document, and the key set under a good signature.
#![no_main]

use countersign_fuzz::{Key, NOW};
use countersign_protocol::claims::Members;
use countersign_protocol::discovery::Endpoints;
use countersign_protocol::jose::Typ;
use countersign_protocol::tokens::KeySet;
use libfuzzer_sys::fuzz_target;

const ISSUER: &str = "http://127.0.0.1:8484";

fuzz_target!(|bytes: &[u8]| {
    for endpoint in endpoints(bytes).into_iter().flatten() {
        assert!(endpoint.to_ascii_lowercase().starts_with("http:"), "another scheme");
        assert!(endpoint.contains("127.0.0.1") || !endpoint.contains("@"), "another host");
    }
    let token = Key::published().token(Typ::JwkSet, bytes);
    if let Ok(set) = KeySet::verify(&token, ISSUER, &[Key::published().public], Some(NOW)) {
        assert!(set.seq > 0);
    }
});

fn endpoints(document: &[u8]) -> Option<[String; 5]> {
    let found = Endpoints::read(Members::parse(document).ok()?, ISSUER, "0.1.0").ok()?;
    Some([found.as_keys, found.registration, found.requests, found.device, found.token])
}
