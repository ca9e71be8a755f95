//! Decisions at the gateway's verifier, under a good signature: the first byte chooses the type.
#![no_main]

use countersign_fuzz::{DEVICE, ISSUER, Key, NOW, record_types, shown};
use countersign_protocol::consent::{Chosen, Selection, Template};
use countersign_protocol::jose::{Typ, sha256_base64url};
use countersign_protocol::vocabulary::{AttestedLevel, Capabilities, DeviceState};
use countersign_verify::{Judgement, Record, RecordState, verify_decision};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const PAYLOAD: &str =
    include_str!("../../protocol/tests/hostile/requests/payment-with-a-choice.json");

/// Its signature, and so its hash, is another in every run.
static REQUEST: LazyLock<String> =
    LazyLock::new(|| Key::published().token(Typ::ConsentRequest, PAYLOAD.as_bytes()));

/// What a decision on it has to name; inputs say `{request}` and `{display}` for them.
static HASHES: LazyLock<(String, String)> = LazyLock::new(|| {
    let chosen = Chosen { detail: 0, accounts: vec!["acc-1".to_owned()] };
    let view = shown(PAYLOAD.as_bytes(), record_types()).unwrap();
    let display = view.display_hash(&Selection::of(vec![chosen])).unwrap();
    (sha256_base64url(REQUEST.as_bytes()), display)
});

/// Those of a phone with the same types.
static CAPABILITIES: LazyLock<Capabilities> =
    LazyLock::new(|| Capabilities::of("0.1.0", record_types()));

fuzz_target!(|input: (bool, &str)| {
    let typ = if input.0 { Typ::ConsentApproval } else { Typ::ConsentDenial };
    let payload = input.1.replace("{request}", &HASHES.0).replace("{display}", &HASHES.1);
    let token = Key::published().token(typ, payload.as_bytes());
    let record = Record {
        issuer: ISSUER,
        device: DEVICE,
        device_state: DeviceState::Active,
        capabilities: &CAPABILITIES,
        account: "account-1",
        transport_key: &Key::published().public,
        approval_key: &Key::published().public,
        key_level: AttestedLevel::Software,
        retired_keys: &[],
        request_token: &REQUEST,
        request_keys: &[Key::published().public],
        number: None,
        types: record_types(),
        templates: &Template::ALL,
        state: RecordState::Pending,
    };
    match verify_decision(token.as_bytes(), typ, &record, NOW) {
        Ok(Judgement::Verified(decision)) => {
            assert!(input.1.contains("{request}"), "a decision about bytes it cannot know");
            assert!(!input.0 || input.1.contains("{display}"), "an approval of nothing shown");
            assert_eq!(decision.denied.is_none(), input.0);
        }
        Ok(Judgement::Repeated) => panic!("nothing was decided"),
        Err(_) => {}
    }
});
