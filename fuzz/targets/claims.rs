//! Signed payloads of every type: the first byte chooses the type.
#![no_main]

use countersign_fuzz::{Key, NOW};
use countersign_protocol::jose::{Typ, Unverified};
use libfuzzer_sys::fuzz_target;

const TYPES: [Typ; 5] = [
    Typ::ConsentRequest,
    Typ::ConsentReceipt,
    Typ::ConsentStatus,
    Typ::EnrolmentOffer,
    Typ::DeviceRegistrationReceipt,
];

fuzz_target!(|input: (u8, &[u8])| {
    let typ = TYPES[usize::from(input.0) % TYPES.len()];
    let token = Key::published().token(typ, input.1);
    let Ok(unverified) = Unverified::parse(&token, &[typ]) else { return };
    let verified = unverified.verify(&Key::published().public).unwrap();
    let Ok((base, mut members)) = verified.claims() else { return };
    assert_eq!(base.exp.is_none(), typ.is_receipt());
    if base.valid_at(NOW, 3600).is_ok() {
        assert!(base.iat.0 <= NOW.0 + 60);
        assert!(base.exp.is_none_or(|exp| exp.0 > NOW.0 && exp.0 <= base.iat.0 + 3600));
    }
    let _ = members.id("request");
    let _ = members.string("nonce", 128);
    let _ = members.strings("accounts", 50);
    let _ = members.finish();
});
