//! A whole request, from its payload to its view.
#![no_main]

use countersign_fuzz::{record_types, shown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &[u8]| {
    let _ = shown(payload, record_types());
});
