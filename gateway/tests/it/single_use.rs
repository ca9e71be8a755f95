//! One consent, one decision: two phones, many at once, and five failures in a row.

use crate::bank::{self, Bank, payment};
use countersign_gateway::channel::{ConsentState, DeviceState, RevocationReason};
use countersign_gateway::storage::{
    Command, ConsentStore, Consumed, DecisionEntry, DeviceStore, Overtaken, Possession,
    SqliteStorage, UsedId, Written,
};
use countersign_gateway::{Database, Limits};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::ReportReason;
use countersign_testing::phone::{Answering, Phone};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn of_two_phones_the_first_is_recorded_and_the_other_is_told() {
    let bank = Bank::open().await;
    let (first, second) = (bank.phone(20).await, bank.phone(30).await);
    let created = bank.ask().await;
    let (on_first, on_second) = (first.open().await, second.open().await);

    let denied = second.deny(&on_second, "not_me").await;
    let approved = first.approve(&on_first).await;

    assert_eq!(created.devices, [first.device.clone(), second.device.clone()]);
    assert_eq!((denied.status, approved.status), (200, 409));
    assert_eq!(first.status(&on_first).await["status"], "answered_elsewhere");
    assert_eq!(first.status(&on_first).await.get("receipt"), None);
    assert_eq!(second.status(&on_second).await["status"], "decided");
    let record = bank.gateway.consent(&created.consent).await.unwrap();
    assert_eq!(record.state, ConsentState::Denied);
    assert_eq!(first.pending().await, Vec::<String>::new());
    let again = first.get(&format!("/ad/requests/{}", on_first.id())).await;
    assert_eq!((again.status, again.problem().as_str()), (409, "conflict"));
}

#[tokio::test]
async fn a_request_is_signed_once_and_each_phone_has_its_own() {
    let bank = Bank::open().await;
    let (first, second) = (bank.phone(20).await, bank.phone(30).await);
    bank.ask().await;

    let once = first.open().await;
    let twice = first.open().await;
    let other = second.open().await;
    let foreign = second.get(&format!("/ad/requests/{}", once.id())).await;

    assert_eq!(once.request.token(), twice.request.token());
    assert_ne!(once.id(), other.id());
    assert_eq!((foreign.status, foreign.problem().as_str()), (404, "unknown"));
}

async fn at_once(
    bank: &Bank,
    phones: &[Arc<Phone>],
    decisions: Vec<(usize, String, Typ)>,
) -> Vec<u16> {
    bank.ask().await;
    let mut requests: Vec<Arc<Answering>> = Vec::new();
    for phone in phones {
        requests.push(Arc::new(phone.open().await));
    }
    let mut calls = tokio::task::JoinSet::new();
    for (who, kind, typ) in decisions {
        let (phone, request) = (phones[who].clone(), requests[who].clone());
        calls.spawn(async move {
            let answer = match typ {
                Typ::ConsentApproval => {
                    let mut claims = phone.approval(&request, &Selection::default());
                    claims["jti"] = json!(kind);
                    phone.send_approval(&request, &claims).await
                }
                _ => phone.deny(&request, &kind).await,
            };
            answer.status
        });
    }
    calls.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_thirty_two_different_decisions_at_once_exactly_one_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let bank = Bank::with(|settings| settings.database = Database::File(file)).await;
    let phones = [Arc::new(bank.phone(20).await), Arc::new(bank.phone(30).await)];
    let decisions = (0..32)
        .map(|i| match i % 4 {
            0 | 1 => (i % 2, format!("approval-{i}"), Typ::ConsentApproval),
            _ => (i % 2, "changed_mind".to_owned(), Typ::ConsentDenial),
        })
        .collect();

    let mut statuses = at_once(&bank, &phones, decisions).await;

    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200], vec![409; 31]].concat());
    let recorded = bank.log().await.into_iter().filter(|(event, _)| {
        event == "consent_approved" || event == "consent_denied" || event == "consent_failed"
    });
    assert_eq!(recorded.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn right_and_wrong_answers_of_many_phones_at_once_come_to_one_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let bank = Bank::with(|settings| settings.database = Database::File(file)).await;
    let mut phones = Vec::new();
    for seed in [20, 30, 40, 50] {
        phones.push(Arc::new(bank.phone(seed).await));
    }
    let consent = bank.ask().await.consent;
    let mut requests = Vec::new();
    for phone in &phones {
        requests.push((phone.clone(), Arc::new(phone.open().await)));
    }
    let mut calls = tokio::task::JoinSet::new();
    for round in 0..8 {
        for (phone, request) in requests.clone() {
            calls.spawn(async move {
                let mut claims = phone.approval(&request, &Selection::default());
                if round % 2 == 0 {
                    claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
                }
                let status = phone.send_approval(&request, &claims).await.status;
                let told = phone.status(&request).await["status"].as_str().unwrap().to_owned();
                (phone.device.clone(), status, told)
            });
        }
    }

    let answers = calls.join_all().await;

    let ends: Vec<_> = answers.iter().filter(|(_, status, _)| *status != 409).collect();
    let [(winner, status, told)] = ends.as_slice() else { panic!("{answers:?}") };
    let state = bank.gateway.consent(&consent).await.unwrap().state;
    let expected = match status {
        200 => (ConsentState::Approved, "decided"),
        403 => (ConsentState::Failed, "failed"),
        other => panic!("{other}"),
    };
    assert_eq!((state, told.as_str()), expected);
    for (device, _, told) in &answers {
        let right = if device == winner { expected.1 } else { "answered_elsewhere" };
        assert_eq!(told, right);
    }
    let failures: u32 =
        bank.gateway.devices("account-1").await.unwrap().iter().map(|one| one.failures).sum();
    assert_eq!(failures, u32::from(*status == 403));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_sent_many_times_at_once_get_one_receipt() {
    let bank = Bank::open().await;
    let phone = Arc::new(bank.phone(20).await);
    bank.ask().await;
    let request = Arc::new(phone.open().await);
    let claims = phone.approval(&request, &Selection::default());
    let token = phone.approval.token(Typ::ConsentApproval, &claims);

    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (phone, request, token) = (phone.clone(), request.clone(), token.clone());
        calls.spawn(
            async move { phone.send_decision(&request, Typ::ConsentApproval, &token).await },
        );
    }
    let answers = calls.join_all().await;

    let first = answers[0].text();
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.text() == first));
}

#[tokio::test]
async fn an_authentication_code_is_accepted_once_even_on_another_consent() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    bank.ask().await;
    let first = phone.open().await;
    let mut claims = phone.approval(&first, &Selection::default());
    claims["jti"] = json!("the-same-code-twice");
    let recorded = phone.send_approval(&first, &claims).await;

    bank.ask().await;
    let second = phone.open().await;
    let mut claims = phone.approval(&second, &Selection::default());
    claims["jti"] = json!("the-same-code-twice");
    let again = phone.send_approval(&second, &claims).await;

    assert_eq!((recorded.status, again.status), (200, 409));
    assert_eq!(phone.status(&second).await["status"], "pending");
}

/// Asks and has the phone answer with a wrong nonce.
async fn fail(bank: &Bank, phone: &Phone) -> u16 {
    bank.ask().await;
    let mut failed = 0;
    for id in phone.pending().await {
        let request = phone.fetch(&id).await;
        let mut claims = phone.approval(&request, &Selection::default());
        claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
        failed = phone.send_approval(&request, &claims).await.status;
    }
    failed
}

#[tokio::test]
async fn five_failures_in_a_row_block_the_device_until_the_bank_unblocks_it() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;

    for _ in 0..4 {
        assert_eq!(fail(&bank, &phone).await, 403);
        assert_eq!(phone.state().await, "active");
    }
    assert_eq!(fail(&bank, &phone).await, 403);

    assert_eq!(phone.state().await, "blocked");
    let refused = phone.get("/ad/requests").await;
    assert_eq!((refused.status, refused.problem().as_str()), (403, "refused"));
    let device = &bank.gateway.devices("account-1").await.unwrap()[0];
    assert_eq!((device.state, device.failures), (DeviceState::Blocked, 5));
    assert!(bank.gateway.create_consent(payment("account-1")).await.is_err());

    bank.gateway.unblock(&phone.device).await.unwrap();
    bank.ask().await;
    let request = phone.open().await;
    assert_eq!(phone.approve(&request).await.status, 200);
    let device = &bank.gateway.devices("account-1").await.unwrap()[0];
    assert_eq!((device.state, device.failures), (DeviceState::Active, 0));
}

#[tokio::test]
async fn an_approval_ends_the_count_and_a_denial_does_not() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    for _ in 0..4 {
        fail(&bank, &phone).await;
    }
    bank.ask().await;
    phone.deny(&phone.open().await, "not_me").await;
    let after_denial = bank.gateway.devices("account-1").await.unwrap()[0].failures;

    bank.ask().await;
    phone.approve(&phone.open().await).await;
    let after_approval = bank.gateway.devices("account-1").await.unwrap()[0].failures;

    assert_eq!((after_denial, after_approval), (4, 0));
}

#[tokio::test]
async fn failures_on_several_devices_count_together_and_block_them_all() {
    let bank = Bank::open().await;
    let (first, second) = (bank.phone(20).await, bank.phone(30).await);

    for phone in [&first, &second, &first, &second] {
        fail(&bank, phone).await;
    }
    assert_eq!((first.state().await, second.state().await), ("active".into(), "active".into()));
    fail(&bank, &first).await;

    assert_eq!((first.state().await, second.state().await), ("blocked".into(), "blocked".into()));
}

#[tokio::test]
async fn a_blocked_device_still_hears_of_its_earlier_answer() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    bank.ask().await;
    let request = phone.open().await;
    let claims = phone.approval(&request, &Selection::default());
    let first = phone.send_approval(&request, &claims).await;
    bank.gateway.revoke(&phone.device, RevocationReason::Lost).await.unwrap();

    let same = phone.send_approval(&request, &claims).await;
    let other = phone.deny(&request, "not_me").await;

    assert_eq!((same.status, same.text()), (200, first.text()));
    assert_eq!((other.status, other.problem().as_str()), (403, "refused"));
    assert_eq!(phone.status(&request).await["status"], "decided");
    assert_eq!(phone.state().await, "revoked");
}

#[tokio::test]
async fn only_so_many_consents_wait_for_one_account() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    for _ in 0..5 {
        bank.ask().await;
        bank.clock.advance(1);
    }

    let sixth = bank.channel("POST", "/channel/v1/consents", Some(&asking())).await;
    phone.deny(&phone.fetch(&phone.pending().await[0]).await, "not_me").await;
    let after = bank.channel("POST", "/channel/v1/consents", Some(&asking())).await;

    assert_eq!((sixth.status, sixth.problem().as_str()), (429, "try-later"));
    assert_eq!(sixth.header("retry-after"), "295"); // the oldest ends 300 s after it was made
    assert_eq!(after.status, 201, "{}", after.text());
}

#[tokio::test]
async fn only_so_many_consents_are_made_for_one_account_in_an_hour() {
    let limits = Limits { consents_per_hour: 3, ..Limits::default() };
    let bank = Bank::with(|settings| settings.limits = limits).await;
    let _phone = bank.phone(20).await;
    for _ in 0..3 {
        let created = bank.ask().await;
        bank.gateway.withdraw(&created.consent).await.unwrap();
    }

    let fourth = bank.channel("POST", "/channel/v1/consents", Some(&asking())).await;
    bank.clock.advance(3600);
    let later = bank.channel("POST", "/channel/v1/consents", Some(&asking())).await;

    assert_eq!((fourth.status, fourth.header("retry-after")), (429, "3600"));
    assert_eq!(later.status, 201);
}

#[tokio::test]
async fn one_device_calls_only_so_often_in_a_minute() {
    let limits = Limits { calls_per_minute: 3, ..Limits::default() };
    let bank = Bank::with(|settings| settings.limits = limits).await;
    let phone = bank.phone(20).await;
    for _ in 0..3 {
        assert_eq!(phone.get("/ad/requests").await.status, 200);
    }

    let fourth = phone.get("/ad/requests").await;
    bank.clock.advance(60);
    let later = phone.get("/ad/requests").await;

    assert_eq!((fourth.status, fourth.problem().as_str()), (429, "try-later"));
    assert_eq!(fourth.header("retry-after"), "60");
    assert_eq!(later.status, 200);
}

fn asking() -> String {
    serde_json::to_string(&payment("account-1")).unwrap()
}

#[tokio::test]
async fn a_device_that_is_blocked_while_its_answer_is_checked_is_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let database = Database::File(file.clone());
    let bank = Bank::with(|settings| settings.database = database).await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;
    let request = phone.open().await;
    let storage = SqliteStorage::open(&file, &[bank::seal_key(1)]).unwrap();
    let now = UnixSeconds(bank::START);
    let by = Possession { device: phone.device.clone(), transport: *phone.transport.public_key() };
    let report = Command::Report { request: request.id().to_owned(), reason: ReportReason::NotMe };
    let id = UsedId { device: phone.device.clone(), jti: "report".to_owned(), exp: now.plus(60) };
    let decision = DecisionEntry {
        consent: consent.clone(),
        request: request.id().to_owned(),
        by: by.clone(),
        jti: "code".to_owned(),
        hash: "hash".to_owned(),
        token: "token".to_owned(),
        receipt: "receipt".to_owned(),
        state: ConsentState::Approved,
        reason: None,
        amr: None,
        key_level: None,
        selection: None,
    };

    assert_eq!(storage.command(&report, &by, &id, now).unwrap(), Written::Done);
    let blocked = storage.consume(&decision, now).unwrap();
    let state = bank.gateway.consent(&consent).await.unwrap().state;
    assert!(storage.unblock(&phone.device, None, now).unwrap());
    let active = storage.consume(&decision, now).unwrap();
    let again = storage.consume(&decision, now).unwrap();

    assert_eq!((blocked, state), (Consumed::Overtaken(Overtaken::State), ConsentState::Pending));
    assert_eq!((active, again), (Consumed::First, Consumed::TooLate));
}
