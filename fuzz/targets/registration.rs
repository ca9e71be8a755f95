//! Registrations at the gateway, signed by the key that the seeds name.
#![no_main]

use countersign_fuzz::{ISSUER, Key, PUBLIC_X};
use countersign_protocol::jose::Typ;
use countersign_verify::{Registering, read_registration};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let prover = Key::published().public;
    let to = Registering { issuer: ISSUER, prover: &prover, oldest_core: "0.1.0" };
    let token = Key::published().token(Typ::DeviceRegistration, bytes);
    if read_registration(&token, &to).is_ok() {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(
            text.contains(PUBLIC_X) || text.contains("\\u"),
            "signed by a key it does not name"
        );
    }
});
