//! A bank's own types, and requests of such a type: schema and request are parted by a zero byte.
#![no_main]

use countersign_fuzz::shown;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{OwnType, Types};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let cut = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    let own = match OwnType::parse(&bytes[..cut], &[Language::English]) {
        Ok(own) => own,
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            return;
        }
    };
    let Ok(types) = Types::with_own(vec![own]) else { return };
    let _ = shown(bytes.get(cut + 1..).unwrap_or_default(), &types);
});
