//! docs/protocol.md §6.1: a key takes the place of another.

use crate::bank::Bank;
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::{Signer, Typ, Unverified, sha256_base64url};
use countersign_testing::phone::{Phone, Rotating};
use countersign_testing::{Key, claims_of};
use serde_json::{Value, json};

#[tokio::test]
async fn a_new_approval_key_approves_and_the_old_one_does_not() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    let old = phone.approval.clone();

    phone.rotate("approval", Key::numbered(50)).await;
    bank.clock.advance(1);
    bank.ask().await;
    let asked = phone.open().await;
    let claims = phone.approval(&asked, &Selection::default());
    let by_old = old.token(Typ::ConsentApproval, &claims);
    let refused = phone.send_decision(&asked, Typ::ConsentApproval, &by_old).await;
    let approved = phone.approve(&asked).await;

    assert_eq!((refused.status, approved.status), (403, 200));
    let log = bank.log().await;
    assert!(log.contains(&("decision_refused".to_owned(), Some("key".to_owned()))), "{log:?}");
    assert!(log.contains(&("approval_key_rotated".to_owned(), None)));
}

#[tokio::test]
async fn the_receipt_names_both_keys_and_the_very_bytes() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let new = Key::numbered(50);
    let challenge = phone.challenge().await;
    let token = phone.rotation(&phone.rotating("approval", &new, &challenge));

    let answer = phone.send_rotation(&token).await;

    assert_eq!(answer.header("content-type"), "application/device-key-receipt+jwt");
    let parsed = Unverified::parse(answer.text(), &[Typ::DeviceKeyReceipt]).unwrap();
    parsed.verify(bank.request.public_key()).unwrap();
    let receipt = claims_of(answer.text());
    let names: Vec<_> = receipt.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["aud", "iat", "iss", "jti", "key", "retired", "role", "rotation_hash"]);
    assert_eq!(receipt["aud"], phone.device);
    assert_eq!(receipt["rotation_hash"], sha256_base64url(token.as_bytes()));
    assert_eq!((&receipt["role"], &receipt["key"]), (&json!("approval"), &json!(new.kid())));
    assert_eq!(receipt["retired"], phone.approval.kid());
}

#[tokio::test]
async fn an_old_transport_key_ends_with_its_access_tokens() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    let (old_key, old_token) = (phone.transport.clone(), phone.access_token.clone());

    phone.rotate("transport", Key::numbered(50)).await;

    assert_eq!(phone.state().await, "active");
    let new_key = std::mem::replace(&mut phone.transport, old_key);
    let token = std::mem::replace(&mut phone.access_token, old_token);
    assert_eq!(phone.get("/ad/device").await.status, 401, "old key, old token");
    assert_eq!(phone.renew().await.status, 400, "the old key gets no other");
    phone.access_token = token;
    assert_eq!(phone.get("/ad/device").await.status, 401, "old key, new token");
    phone.transport = new_key;
    assert_eq!(phone.state().await, "active");
}

#[tokio::test]
async fn the_same_bytes_get_the_same_receipt_by_whichever_key_counts_and_for_ever() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    let challenge = phone.challenge().await;
    let (first, second) = (Key::numbered(50), Key::numbered(52));
    let approval = phone.rotation(&phone.rotating("approval", &first, &challenge));
    let before = phone.send_rotation(&approval).await;
    phone.approval = first;

    let transport = phone.rotate("transport", second).await;
    bank.clock.advance(100_000);
    phone.renew().await;
    let again = phone.send_rotation(&approval).await;
    let lost = phone.send_rotation(&transport).await;

    assert_eq!((again.status, again.text()), (200, before.text()));
    assert_eq!(lost.status, 200, "the answer was lost, and the new key asks for it");
    assert_eq!(claims_of(lost.text())["key"], phone.transport.kid());
}

#[tokio::test]
async fn a_challenge_serves_one_rotation_and_an_old_one_none() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    let challenge = phone.challenge().await;
    let used = phone.rotating("approval", &Key::numbered(50), &challenge);
    let other = phone.rotating("approval", &Key::numbered(52), &challenge);
    let (used, other) = (phone.rotation(&used), phone.rotation(&other));
    phone.send_rotation(&used).await;

    let by_old_key = phone.send_rotation(&other).await;
    phone.approval = Key::numbered(50);
    let from_the_same = phone.rotating("transport", &Key::numbered(54), &challenge);
    let stale = phone.send_rotation(&phone.rotation(&from_the_same)).await;

    assert_eq!((by_old_key.status, stale.status), (403, 403));
    assert_eq!(claims_of(&phone.challenge().await)["approval"], Key::numbered(50).kid());
}

#[tokio::test]
async fn a_challenge_of_another_device_is_none_for_this_one() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let neighbour = bank.phone(30).await;
    let theirs = neighbour.challenge().await;
    let mut rotating = phone.rotating("approval", &Key::numbered(50), &theirs);
    rotating.proof["replaces"] = json!(phone.approval.kid());

    let anothers = phone.send_rotation(&phone.rotation(&rotating)).await;
    let ours = phone.challenge().await;
    let own = phone.rotation(&phone.rotating("approval", &Key::numbered(50), &ours));
    let own = phone.send_rotation(&own).await;

    assert_eq!((anothers.status, anothers.problem().as_str()), (403, "refused"));
    let log = bank.log().await;
    assert!(log.contains(&("management_refused".to_owned(), Some("party".to_owned()))), "{log:?}");
    assert_eq!(own.status, 200, "it cost nothing");
}

#[tokio::test]
async fn a_rotation_that_came_too_late_once_is_too_late_for_ever() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let challenge = phone.challenge().await;
    let token = phone.rotation(&phone.rotating("approval", &Key::numbered(50), &challenge));

    bank.clock.advance(300);
    let late = phone.send_rotation(&token).await;
    // A copy that was stuck in a process with an older idea of the time.
    bank.clock.advance(-1);
    let copy = phone.send_rotation(&token).await;

    assert_eq!((late.status, late.problem().as_str()), (410, "gone"));
    assert_eq!((copy.status, copy.problem().as_str()), (410, "gone"));
    assert_eq!(claims_of(&phone.challenge().await)["approval"], phone.approval.kid());
}

#[tokio::test]
async fn a_key_that_any_device_has_or_had_is_not_taken() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    let neighbour = bank.phone_of("account-2", 30).await;
    let retired = phone.approval.clone();
    phone.rotate("approval", Key::numbered(50)).await;

    for known in [retired, neighbour.transport, neighbour.approval, phone.transport.clone()] {
        let challenge = phone.challenge().await;
        let token = phone.rotation(&phone.rotating("approval", &known, &challenge));
        let answer = phone.send_rotation(&token).await;
        assert_eq!((answer.status, answer.problem().as_str()), (409, "conflict"));
    }
}

#[tokio::test]
async fn a_rotation_that_is_wrong_in_any_part_changes_nothing() {
    type Change = fn(&mut Rotating, &Phone);
    let changes: [(&str, Change); 19] = [
        ("by another device", |r, _| r.claims["iss"] = json!("device-9")),
        ("for another bank", |r, _| r.claims["aud"] = json!("https://other.example")),
        ("longer than the challenge", |r, p| r.claims["exp"] = json!(p.now() + 601)),
        ("from the future", |r, p| r.claims["iat"] = json!(p.now() + 61)),
        ("no challenge", |r, _| r.claims["challenge"] = json!("rubbish")),
        ("a challenge of its own making", |r, p| {
            let own = p
                .transport
                .token(Typ::DeviceKeys, &claims_of(r.claims["challenge"].as_str().unwrap()));
            r.claims["challenge"] = json!(own);
        }),
        ("the other role", |r, _| r.claims["role"] = json!("transport")),
        ("no attestation", |r, _| drop(r.claims.as_object_mut().unwrap().remove("attestation"))),
        ("attestation that the policy refuses", |r, _| {
            r.claims["attestation"] = json!({"format": "android-key", "x5c": ["AAAA"]});
        }),
        ("a private key", |r, _| r.claims["jwk"]["d"] = json!("AAAA")),
        ("a key without proof", |r, _| {
            r.claims["jwk"] = serde_json::to_value(Key::numbered(98).public_key().jwk()).unwrap();
        }),
        ("an unlisted claim", |r, _| r.claims["x"] = json!(1)),
        ("a proof by the old key", |r, p| {
            let proof = p.approval.token(Typ::DeviceKeyProof, &r.proof);
            r.claims["proof"] = json!(proof);
        }),
        ("a proof for another device", |r, _| r.proof["device"] = json!("device-9")),
        ("a proof for another bank", |r, _| r.proof["aud"] = json!("https://other.example")),
        ("a proof for another challenge", |r, _| {
            r.proof["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA")
        }),
        ("a proof that replaces another key", |r, p| {
            r.proof["replaces"] = json!(p.transport.kid())
        }),
        ("a proof for the other role", |r, _| r.proof["role"] = json!("transport")),
        ("a proof that lives too long", |r, p| r.proof["exp"] = json!(p.now() + 601)),
    ];
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let before = phone.challenge().await;

    for (what, change) in changes {
        let mut rotating = phone.rotating("approval", &Key::numbered(50), &before);
        change(&mut rotating, &phone);
        let token = match rotating.claims["role"].as_str() {
            // Signed by the approval key all the same.
            Some("transport") => {
                let proof = rotating.new.token(Typ::DeviceKeyProof, &rotating.proof);
                rotating.claims["proof"] = json!(proof);
                phone.approval.token(Typ::DeviceKeyRotation, &rotating.claims)
            }
            _ => phone.rotation(&rotating),
        };
        let answer = phone.send_rotation(&token).await;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"), "{what}");
    }
    let right = phone.rotating("approval", &Key::numbered(50), &before);
    let by_stranger = Key::numbered(99).token(Typ::DeviceKeyRotation, &right.claims);
    assert_eq!(phone.send_rotation(&by_stranger).await.status, 403, "signed by a stranger");
    assert_eq!(phone.send_rotation(&phone.rotation(&right)).await.status, 200, "still possible");
    let noted = bank.log().await.into_iter().find(|(event, _)| event == "rotation_refused");
    assert!(noted.is_some_and(|(_, check)| check.is_some()), "the bank learns which check it was");
}

#[tokio::test]
async fn a_device_that_is_not_active_rotates_nothing_but_gets_its_receipts() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    let done = phone.rotate("approval", Key::numbered(50)).await;
    let challenge = phone.challenge().await;
    bank.ask().await;
    let report = json!({"request": phone.pending().await[0], "reason": "not_me"});
    let typ = Typ::DeviceReport;
    let body = phone.command(typ, &report);
    phone.send("POST", "/ad/device/report", &typ.media_type(), &body).await;

    let token = phone.rotation(&phone.rotating("approval", &Key::numbered(52), &challenge));
    let refused = phone.send_rotation(&token).await;
    let receipt = phone.send_rotation(&done).await;

    assert_eq!((refused.status, receipt.status), (403, 200));
}

#[tokio::test]
async fn what_was_signed_before_a_rotation_is_still_taken() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    for _ in 0..3 {
        bank.ask().await;
    }
    let ids = phone.pending().await;
    let approved = phone.fetch(&ids[0]).await;
    let denied = phone.fetch(&ids[1]).await;
    let misused = phone.fetch(&ids[2]).await;
    let approval = phone.approval(&approved, &Selection::default());
    let approval = phone.approval.token(Typ::ConsentApproval, &approval);
    let denial = phone.transport.token(Typ::ConsentDenial, &phone.denial(&denied, "changed_mind"));
    let transport_of_old = phone.transport.clone();

    phone.rotate("approval", Key::numbered(50)).await;
    phone.rotate("transport", Key::numbered(52)).await;
    bank.clock.advance(200);
    let claims: Value = phone.approval(&misused, &Selection::default());
    let wrong_role = transport_of_old.token(Typ::ConsentApproval, &claims);
    let wrong_role = phone.send_decision(&misused, Typ::ConsentApproval, &wrong_role).await;
    let by_now = phone.send_decision(&approved, Typ::ConsentApproval, &approval).await;
    let no = phone.send_decision(&denied, Typ::ConsentDenial, &denial).await;
    bank.clock.advance(100_000);
    phone.renew().await;
    let repeated = phone.send_decision(&approved, Typ::ConsentApproval, &approval).await;

    assert_eq!((by_now.status, no.status, wrong_role.status), (200, 200, 403));
    assert_eq!((repeated.status, repeated.text()), (200, by_now.text()));
}

#[tokio::test]
async fn a_replaced_key_signs_nothing_new() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    bank.ask().await;
    let asked = phone.open().await;
    let old = phone.approval.clone();
    phone.rotate("approval", Key::numbered(50)).await;

    // Whoever has the old key would have to say that the approval is from before.
    bank.clock.advance(61);
    let claims = phone.approval(&asked, &Selection::default());
    let token = old.token(Typ::ConsentApproval, &claims);
    let answer = phone.send_decision(&asked, Typ::ConsentApproval, &token).await;

    assert_eq!(answer.status, 403);
    assert_eq!(phone.approve(&asked).await.status, 200, "and it did not spend the request");
}

#[tokio::test]
async fn the_same_report_twice_blocks_once() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    bank.ask().await;
    let request = phone.pending().await.remove(0);
    let typ = Typ::DeviceReport;
    let report = async |jti: &str, reason: &str| {
        let claims = json!({"request": request, "reason": reason, "jti": jti});
        let body = phone.command(typ, &claims);
        phone.send("POST", "/ad/device/report", &typ.media_type(), &body).await.status
    };

    let first = report("report-1", "not_me").await;
    bank.gateway.unblock(&phone.device).await.unwrap();
    bank.clock.advance(300);
    let again = report("report-1", "not_me").await;
    let after_again = phone.state().await;
    let failures = report("report-2", "failures").await;

    assert_eq!((first, again, failures), (204, 204, 204));
    assert_eq!((after_again.as_str(), phone.state().await.as_str()), ("active", "blocked"));
    assert!(bank.log().await.contains(&("failures_reported".to_owned(), None)));
}
