//! docs/protocol.md §5.2: decisions, against the records that an AS has of its own.

mod answer;
mod bounds;
mod device;
mod level;
mod origin;
mod presentation;

use super::{ISSUER, NOW};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, Reading, Template, Types, View,
};
use countersign_protocol::jose::{PublicKey, Signer as _, Typ, Unverified};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{
    AttestedLevel, Capabilities, DenialReason, DeviceState, KeyPurpose,
};
use countersign_testing::Key;
use countersign_verify::{
    Check, Judgement, Record, RecordState, RetiredKey, VerifyError, verify_decision,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What an AS of its own has.
struct Records {
    request_keys: Vec<PublicKey>,
    transport: Key,
    approval: Key,
    request: String,
    hash: String,
    display: String,
    view: View,
    types: Types,
    capabilities: Capabilities,
}

impl Records {
    fn new() -> Self {
        let claims = json!({
            "iss": ISSUER, "aud": "device-1", "sub": "handle-1", "jti": "request-1",
            "iat": NOW, "exp": NOW + 300, "ver": "1", "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
            "client": {"name": "Merchant A", "legal_name": "Merchant A Ltd"},
            "scope": "openid", "binding_message": "W4SCT",
        });
        Self::of(&claims, Types::default())
    }

    /// Of a request with these claims, at an AS with these types.
    fn of(claims: &Value, types: Types) -> Self {
        let key = Key::of("request");
        let request = key.token(Typ::ConsentRequest, claims);
        let verified = Unverified::parse(&request, &[Typ::ConsentRequest]).unwrap();
        let verified = verified.verify(key.public_key()).unwrap();
        let to = Addressee { issuer: ISSUER, device: "device-1", account: "handle-1" };
        let presentation = Presentation {
            language: Language::English,
            time_zone: "UTC".to_owned(),
            types: types.clone(),
        };
        let read = ConsentRequest::read(&verified, &to, &presentation).unwrap();
        let Reading::Shown(view) = read.reading() else { panic!("not shown") };
        Self {
            request_keys: vec![*key.public_key()],
            transport: Key::of("transport"),
            approval: Key::of("approval"),
            hash: read.hash().to_owned(),
            display: view.display_hash_of_denial(),
            view: View::clone(view),
            request,
            capabilities: Capabilities::of("0.1.0", &types),
            types,
        }
    }

    fn record<'a>(&'a self, state: RecordState<'a>) -> Record<'a> {
        Record {
            issuer: ISSUER,
            device: "device-1",
            device_state: DeviceState::Active,
            capabilities: &self.capabilities,
            account: "handle-1",
            transport_key: self.transport.public_key(),
            approval_key: self.approval.public_key(),
            key_level: AttestedLevel::StrongBox,
            retired_keys: &[],
            request_token: &self.request,
            request_keys: &self.request_keys,
            number: None,
            types: &self.types,
            templates: &Template::ALL,
            state,
        }
    }

    fn claims(&self) -> Value {
        json!({
            "iss": "device-1", "aud": ISSUER, "iat": NOW + 10, "exp": NOW + 300,
            "jti": "code-1", "nonce": "AAAAAAAAAAAAAAAAAAAAAA", "request": "request-1",
            "request_hash": self.hash,
            "display": {
                "hash": self.display, "template": "1", "locale": "en",
                "time_zone": "Europe/Berlin",
            },
        })
    }

    fn approval(&self) -> String {
        let mut claims = self.claims();
        claims["amr"] = json!(["hwk", "user", "fpt"]);
        self.approval.token(Typ::ConsentApproval, &claims)
    }

    fn judge(&self, token: &[u8], typ: Typ) -> Result<Judgement, VerifyError> {
        verify_decision(token, typ, &self.record(RecordState::Pending), UnixSeconds(NOW + 11))
    }
}

fn check(judged: Result<Judgement, VerifyError>) -> (Check, bool) {
    match judged {
        Err(VerifyError::Refused(refusal)) => (refusal.check, refusal.ends_request),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_approval_gives_what_the_as_has_to_keep() {
    let records = Records::new();
    let token = records.approval();

    let judged = records.judge(token.as_bytes(), Typ::ConsentApproval).unwrap();

    let Judgement::Verified(decision) = judged else { panic!("not verified") };
    assert_eq!(decision.jti, "code-1");
    assert_eq!(decision.denied, None);
    assert_eq!(decision.amr, ["hwk", "user", "fpt"]);
    assert_eq!(decision.token, token);
    assert_eq!(decision.signed_at, UnixSeconds(NOW + 10));
    assert!(decision.selection.is_none() && decision.integrity.is_none());
}

#[test]
fn a_denial_gives_its_reason() {
    let records = Records::new();
    let mut claims = records.claims();
    claims["reason"] = json!("not_me");
    let token = records.transport.token(Typ::ConsentDenial, &claims);

    let judged = records.judge(token.as_bytes(), Typ::ConsentDenial).unwrap();

    let Judgement::Verified(decision) = judged else { panic!("not verified") };
    assert_eq!(decision.denied, Some(DenialReason::NotMe));
    assert!(decision.amr.is_empty());
}

#[test]
fn a_platforms_signal_is_passed_on() {
    let records = Records::new();
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user"]);
    claims["integrity"] = json!({"format": "play-integrity", "token": "signal"});
    let token = records.approval.token(Typ::ConsentApproval, &claims);

    let judged = records.judge(token.as_bytes(), Typ::ConsentApproval).unwrap();

    let Judgement::Verified(decision) = judged else { panic!("not verified") };
    let integrity = decision.integrity.map(|signal| (signal.format, signal.token));
    assert_eq!(integrity, Some(("play-integrity".to_owned(), "signal".to_owned())));
}

#[test]
fn what_was_decided_is_repeated_or_refused() {
    let records = Records::new();
    let token = records.approval();
    let hash = countersign_protocol::jose::sha256_base64url(token.as_bytes());
    let late = UnixSeconds(NOW + 86_400);
    let judge = |state| {
        verify_decision(token.as_bytes(), Typ::ConsentApproval, &records.record(state), late)
    };

    let same = judge(RecordState::Decided { hash: Some(&hash) });
    let other = judge(RecordState::Decided { hash: Some("another") });
    let failed = judge(RecordState::Decided { hash: None });
    let ended = judge(RecordState::Ended);

    assert!(matches!(same, Ok(Judgement::Repeated)));
    assert_eq!(check(other), (Check::Undecided, false));
    assert_eq!(check(failed), (Check::Undecided, false));
    assert_eq!(check(ended), (Check::Pending, false));
}

#[test]
fn a_replaced_key_speaks_for_what_was_asked_before_it_went_and_for_nothing_else() {
    let records = Records::new();
    let new = Key::of("new");
    let judge = |signed_at: i64, role: KeyPurpose, replaced_at: i64| {
        let mut claims = records.claims();
        claims["amr"] = json!(["hwk", "user"]);
        claims["iat"] = json!(NOW + signed_at);
        let token = records.approval.token(Typ::ConsentApproval, &claims);
        let at = UnixSeconds(NOW + replaced_at);
        let key = *records.approval.public_key();
        let retired = [RetiredKey { key, role, at, key_level: AttestedLevel::StrongBox }];
        let record = Record {
            approval_key: new.public_key(),
            retired_keys: &retired,
            ..records.record(RecordState::Pending)
        };
        verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, UnixSeconds(NOW + 11))
    };

    let before_it_went = judge(10, KeyPurpose::Approval, 11);
    let within_a_minute = judge(60, KeyPurpose::Approval, 0);
    let younger = judge(61, KeyPurpose::Approval, 0);
    let asked_later = judge(10, KeyPurpose::Approval, -1);
    let wrong_role = judge(10, KeyPurpose::Transport, 11);

    assert!(matches!(before_it_went, Ok(Judgement::Verified(_))));
    assert!(matches!(within_a_minute, Ok(Judgement::Verified(_))));
    assert_eq!(check(younger), (Check::Key, false));
    assert_eq!(check(asked_later), (Check::Key, false));
    assert_eq!(check(wrong_role), (Check::Type, false));
}

#[test]
fn a_record_that_is_not_the_ass_own_is_no_reason_to_blame_the_device() {
    let records = Records::new();
    let token = records.approval();
    let foreign = vec![*Key::of("stranger").public_key()];
    let pending = RecordState::Pending;

    let no_key = Record { request_keys: &foreign, ..records.record(pending) };
    let other_device = Record { device: "device-2", ..records.record(pending) };
    let rubbish = Record { request_token: "rubbish", ..records.record(pending) };

    for record in [no_key, other_device, rubbish] {
        let judged =
            verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, UnixSeconds(NOW));
        assert_eq!(judged.err(), Some(VerifyError::Record));
    }
}

#[test]
fn the_first_check_that_fails_is_the_one_that_counts() {
    let records = Records::new();
    let mut claims = records.claims();
    claims["amr"] = json!(["hwk", "user"]);
    claims["nonce"] = json!("BBBBBBBBBBBBBBBBBBBBBA");
    claims["request_hash"] = json!("C".repeat(43));
    let stranger = Key::of("stranger").token(Typ::ConsentApproval, &claims);
    let ours = records.approval.token(Typ::ConsentApproval, &claims);

    let by_stranger = records.judge(stranger.as_bytes(), Typ::ConsentApproval);
    let by_us = records.judge(ours.as_bytes(), Typ::ConsentApproval);

    assert_eq!(check(by_stranger), (Check::Key, false));
    assert_eq!(check(by_us), (Check::Nonce, true));
}

#[test]
fn a_trail_says_which_checks_were_passed() {
    let trail = Check::Claims.trail(false);

    let passed: Vec<_> = trail.iter().map(|result| (result.number, result.passed)).collect();
    assert_eq!(
        passed,
        [(1, true), (2, true), (3, true), (4, true), (5, true), (6, true), (7, false)]
    );
    assert_eq!(Check::Single.number(), 17);
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let records = Records::new();

        let (check, ends) = check(records.judge(&bytes, Typ::ConsentApproval));

        prop_assert_eq!((check, ends), (Check::Form, false));
    }

    #[test]
    fn one_other_character_anywhere_is_never_accepted(at in 0_usize..2000, byte in 32_u8..127) {
        let records = Records::new();
        let mut token = records.approval().into_bytes();
        let at = at % token.len();
        prop_assume!(token[at] != byte);
        token[at] = byte;

        let (_, ends) = check(records.judge(&token, Typ::ConsentApproval));

        prop_assert!(!ends);
    }
}
