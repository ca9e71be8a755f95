//! Registrations at the gateway, signed by the key that the seeds name.
#![no_main]

use countersign::jose::Typ;
use countersign_fuzz::{Key, PUBLIC_X};
use countersign_gateway::fuzzing::registration;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if registration(&Key::published().token(Typ::DeviceRegistration, bytes)) {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(
            text.contains(PUBLIC_X) || text.contains("\\u"),
            "signed by a key it does not name"
        );
    }
});
