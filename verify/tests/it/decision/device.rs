//! Check 2: a device that is not active decides nothing, and may hear what it decided before.

use super::{Records, check};
use crate::NOW;
use countersign_protocol::jose::{Typ, sha256_base64url};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::DeviceState;
use countersign_verify::{Check, Judgement, Record, RecordState, VerifyError, verify_decision};
use serde_json::json;

const NOT_ACTIVE: [DeviceState; 3] =
    [DeviceState::Pending, DeviceState::Blocked, DeviceState::Revoked];

fn judge(
    records: &Records,
    device_state: DeviceState,
    state: RecordState<'_>,
    (token, typ): (&str, Typ),
) -> Result<Judgement, VerifyError> {
    let record = Record { device_state, ..records.record(state) };
    verify_decision(token.as_bytes(), typ, &record, UnixSeconds(NOW + 11))
}

#[test]
fn a_device_that_is_not_active_decides_nothing_whatever_the_state_of_the_request() {
    let records = Records::new();
    let mut denial = records.claims();
    denial["reason"] = json!("not_me");
    let denial = records.transport.token(Typ::ConsentDenial, &denial);
    let mut wrong = records.claims();
    wrong["amr"] = json!(["hwk", "user"]);
    wrong["nonce"] = json!("BBBBBBBBBBBBBBBBBBBBBA");
    let wrong = records.approval.token(Typ::ConsentApproval, &wrong);
    let approval = records.approval();

    for device in NOT_ACTIVE {
        for state in [
            RecordState::Pending,
            RecordState::Ended,
            RecordState::Decided { hash: None },
            RecordState::Decided { hash: Some("another") },
        ] {
            for sent in [
                (&*approval, Typ::ConsentApproval),
                (&denial, Typ::ConsentDenial),
                (&wrong, Typ::ConsentApproval),
                ("rubbish", Typ::ConsentApproval),
            ] {
                let judged = judge(&records, device, state, sent);

                assert_eq!(check(judged), (Check::Device, false), "{device:?} {state:?}");
            }
        }
    }
}

#[test]
fn a_device_that_is_not_active_any_more_still_gets_the_receipt_for_its_own_bytes() {
    let records = Records::new();
    let token = records.approval();
    let hash = sha256_base64url(token.as_bytes());
    let decided = RecordState::Decided { hash: Some(&hash) };

    for device in NOT_ACTIVE {
        let judged = judge(&records, device, decided, (&token, Typ::ConsentApproval));

        assert!(matches!(judged, Ok(Judgement::Repeated)), "{device:?}");
    }
}

#[test]
fn what_is_too_long_is_not_looked_at_whoever_sends_it() {
    let records = Records::new();
    let long = "a".repeat(16 * 1024 + 1);

    let judged =
        judge(&records, DeviceState::Blocked, RecordState::Pending, (&long, Typ::ConsentApproval));

    assert_eq!(check(judged), (Check::Size, false));
}
