//! How the person approved is said as far as it is proved of the key.

use super::{Records, check};
use crate::NOW;
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, KeyPurpose};
use countersign_testing::Key;
use countersign_verify::{
    Check, Judgement, Record, RecordState, RetiredKey, VerifiedDecision, VerifyError,
    verify_decision,
};
use serde_json::json;

const HARDWARE: [AttestedLevel; 3] =
    [AttestedLevel::TrustedEnvironment, AttestedLevel::StrongBox, AttestedLevel::Vouched];

/// An approval that claims to be made like this, by a key of this level.
fn judge(claimed: &[&str], key_level: AttestedLevel) -> Result<Judgement, VerifyError> {
    let records = Records::new();
    let mut claims = records.claims();
    claims["amr"] = json!(claimed);
    let token = records.approval.token(Typ::ConsentApproval, &claims);
    let record = Record { key_level, ..records.record(RecordState::Pending) };
    verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, UnixSeconds(NOW + 11))
}

fn verified(judged: Result<Judgement, VerifyError>) -> VerifiedDecision {
    match judged {
        Ok(Judgement::Verified(decision)) => *decision,
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_a_key_that_nothing_is_proved_of_no_claim_is_repeated() {
    for claimed in [&["hwk", "user", "fpt"][..], &["hwk", "user"], &["swk", "user", "face"]] {
        let decision = verified(judge(claimed, AttestedLevel::Software));

        assert_eq!(decision.amr, ["swk", "user"], "{claimed:?}");
        assert_eq!(decision.key_level, Some(AttestedLevel::Software));
    }
}

#[test]
fn of_a_key_in_hardware_it_is_what_the_phone_says() {
    for level in HARDWARE {
        let decision = verified(judge(&["hwk", "user", "face"], level));

        assert_eq!(decision.amr, ["hwk", "user", "face"]);
        assert_eq!(decision.key_level, Some(level));
    }
}

#[test]
fn a_key_that_was_proved_to_be_in_hardware_is_not_one_in_software() {
    for level in HARDWARE {
        assert_eq!(check(judge(&["swk", "user"], level)), (Check::Claims, false), "{level:?}");
    }
}

#[test]
fn a_replaced_key_has_the_level_that_it_had() {
    let records = Records::new();
    let new = Key::of("new");
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user", "fpt"]);
    let token = records.approval.token(Typ::ConsentApproval, &claims);
    let decided_by = |old: AttestedLevel, new_level: AttestedLevel| {
        let retired = [RetiredKey {
            key: *records.approval.public_key(),
            role: KeyPurpose::Approval,
            at: UnixSeconds(NOW + 11),
            key_level: old,
        }];
        let record = Record {
            approval_key: new.public_key(),
            key_level: new_level,
            retired_keys: &retired,
            ..records.record(RecordState::Pending)
        };
        let now = UnixSeconds(NOW + 11);
        verified(verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, now))
    };

    let hardware = decided_by(AttestedLevel::StrongBox, AttestedLevel::Software);
    let software = decided_by(AttestedLevel::Software, AttestedLevel::StrongBox);

    assert_eq!(hardware.amr, ["hwk", "user", "fpt"]);
    assert_eq!(hardware.key_level, Some(AttestedLevel::StrongBox));
    assert_eq!(software.amr, ["swk", "user"]);
    assert_eq!(software.key_level, Some(AttestedLevel::Software));
}

#[test]
fn a_denial_says_nothing_of_a_key() {
    let records = Records::new();
    let mut claims = records.claims();
    claims["reason"] = json!("changed_mind");
    let token = records.approval.token(Typ::ConsentDenial, &claims);

    let decision = verified(records.judge(token.as_bytes(), Typ::ConsentDenial));

    assert_eq!((decision.amr.len(), decision.key_level), (0, None));
}
