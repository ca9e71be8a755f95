//! One enrolled device, which does as much as it may and more.

use super::{Counted, log, noted};
use crate::bank::Bank;
use countersign_gateway::Limits;
use countersign_gateway::channel::RevocationReason;
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use countersign_testing::phone::Phone;
use serde_json::json;

#[tokio::test]
async fn a_call_beyond_the_limit_is_not_even_remembered() {
    let bank = Bank::with(|settings| {
        settings.limits = Limits { calls_per_minute: 2, ..Limits::default() }
    })
    .await;
    let phone = bank.phone(20).await;
    bank.clock.advance(60);
    phone.get("/ad/device").await;
    phone.get("/ad/device").await;
    let proof = phone.proof("GET", "/ad/device", Some(&phone.access_token));
    let call = || phone.call_with(&proof, "GET", "/ad/device", Some(&phone.access_token), None);

    let beyond = call().await;
    bank.clock.advance(60);
    let same_proof = call().await;
    let replayed = call().await;

    assert_eq!((beyond.status, same_proof.status, replayed.status), (429, 200, 401));
}

#[tokio::test]
async fn rotations_that_come_too_late_are_kept_as_hashes_and_few_of_them() {
    let counted = Counted::open(|_| {}).await;
    let phone = counted.bank.phone(20).await;
    let challenge = phone.challenge().await;
    let tokens: Vec<_> = (0..20)
        .map(|number| {
            let new = Key::numbered(50 + number);
            phone.rotation(&phone.rotating("approval", &new, &challenge))
        })
        .collect();
    counted.bank.clock.advance(300);

    for token in &tokens {
        assert_eq!(phone.send_rotation(token).await.status, 410);
    }

    assert_eq!((counted.rows("key_rotations"), counted.rows("late_rotations")), (0, 16));
    let file = std::fs::read(counted.file.with_extension("db-wal")).unwrap();
    let kept =
        tokens.iter().any(|token| file.windows(token.len()).any(|at| at == token.as_bytes()));
    assert!(!kept, "no whole token");
}

#[tokio::test]
async fn a_device_replaces_only_so_many_keys_in_a_day() {
    let limits = Limits { rotations_per_day: 2, ..Limits::default() };
    let bank = Bank::with(|settings| settings.limits = limits).await;
    let mut phone = bank.phone(20).await;
    phone.rotate("approval", Key::numbered(50)).await;
    bank.clock.advance(100);
    phone.rotate("transport", Key::numbered(52)).await;
    let rotate = async |phone: &Phone, number: u8| {
        let challenge = phone.challenge().await;
        let rotating = phone.rotating("approval", &Key::numbered(number), &challenge);
        phone.send_rotation(&phone.rotation(&rotating)).await
    };

    let third = rotate(&phone, 54).await;
    bank.clock.advance(86_300);
    phone.renew().await;
    let next_day = rotate(&phone, 56).await;

    assert_eq!((third.status, third.header("retry-after")), (429, "86300"));
    assert_eq!(next_day.status, 200, "{}", next_day.text());
}

#[tokio::test]
async fn a_device_has_only_so_many_access_tokens_and_used_ids() {
    let counted = Counted::open(|settings| settings.limits.renewals_per_hour = 1000).await;
    let mut phone = counted.bank.phone(20).await;
    let first = phone.access_token.clone();
    for _ in 0..40 {
        counted.bank.clock.advance(1);
        assert_eq!(phone.renew().await.status, 200);
    }
    let at_once = (counted.rows("access_tokens"), counted.rows("used_ids"));

    counted.bank.clock.advance(120);
    phone.renew().await;

    assert_eq!(at_once, (16, 40));
    assert_eq!(counted.rows("used_ids"), 1, "its own that have ended are gone, unasked");
    assert_eq!(phone.state().await, "active");
    phone.access_token = first;
    assert_eq!(phone.get("/ad/device").await.status, 401, "the oldest made room");
}

#[tokio::test]
async fn tokens_are_renewed_only_so_often_and_of_a_revoked_device_seldom_and_unnoted() {
    let bank = Bank::with(|settings| settings.limits.renewals_per_hour = 60).await;
    let (mut phone, mut revoked) = (bank.phone(20).await, bank.phone(30).await);
    bank.gateway.revoke(&revoked.device, RevocationReason::Stolen).await.unwrap();
    let before = noted(&bank, "token_issued").await;
    let renew = async |phone: &mut Phone| {
        let mut given = 0;
        let mut last = phone.renew().await;
        while last.status == 200 {
            given += 1;
            last = phone.renew().await;
        }
        (given, last.status)
    };

    let of_revoked = renew(&mut revoked).await;
    let unnoted = noted(&bank, "token_issued").await - before;
    let of_active = renew(&mut phone).await;
    let learns = revoked.state().await;
    bank.clock.advance(3600);
    let next_hour = revoked.renew().await;

    assert_eq!((of_revoked, unnoted), ((15, 429), 0));
    assert_eq!((of_active, noted(&bank, "token_issued").await - before), ((60, 429), 60));
    assert_eq!((learns.as_str(), next_hour.status), ("revoked", 200));
}

#[tokio::test]
async fn a_device_changes_itself_only_so_often_and_can_report_all_the_same() {
    let counted = Counted::open(|_| {}).await;
    let bank = &counted.bank;
    let phone = bank.phone(20).await;
    bank.ask().await;
    let request = phone.pending().await.remove(0);
    let send = async |typ: Typ, path: &str, method: &str, claims| {
        let body = phone.command(typ, &claims);
        phone.send(method, path, &typ.media_type(), &body).await.status
    };
    let push = json!({"push": {"provider": "fcm", "token": "another"}});
    let report = json!({"request": request, "reason": "failures"});

    let mut changed = 0;
    while send(Typ::DevicePush, "/ad/device/push", "PUT", push.clone()).await == 204 {
        changed += 1;
    }
    let mut reported = 0;
    while send(Typ::DeviceReport, "/ad/device/report", "POST", report.clone()).await == 204 {
        reported += 1;
    }
    bank.clock.advance(3600);

    assert_eq!((changed, reported), (60, 60));
    assert_eq!((noted(bank, "push_changed").await, counted.rows("reports")), (60, 60));
}

#[tokio::test]
async fn decisions_that_are_refused_are_noted_only_so_often() {
    let counted = Counted::open(|_| {}).await;
    let (bank, phone) = (&counted.bank, counted.bank.phone(20).await);
    bank.ask().await;
    let request = phone.open().await;

    for _ in 0..320 {
        let answer = phone.send_decision(&request, Typ::ConsentDenial, "rubbish").await;
        assert_eq!(answer.status, 400);
    }

    assert_eq!(noted(bank, "decision_refused").await, 300);
    assert_eq!(phone.approve(&request).await.status, 200);
    assert_eq!(log(bank).await.last().unwrap().event, "consent_approved");
}

#[tokio::test]
async fn a_day_of_one_devices_refusals_has_an_end_too() {
    let counted = Counted::open(|settings| settings.limits.access_token_expiry = 3600).await;
    let phone = counted.bank.phone(20).await;

    for _ in 0..4 {
        for _ in 0..260 {
            assert_eq!(phone.get("/ad/requests/unknown").await.status, 404);
        }
        counted.bank.clock.advance(60);
    }

    assert_eq!(noted(&counted.bank, "call_refused").await, 1000);
}

#[tokio::test]
async fn only_so_many_consents_are_prepared_for_one_account_in_an_hour() {
    let counted = Counted::open(|settings| settings.limits.consents_per_hour = 3).await;
    let prepare = async |account: &str| {
        let body = serde_json::to_string(&crate::bank::payment(account)).unwrap();
        counted.bank.channel("POST", "/channel/v1/prepared-consents", Some(&body)).await.status
    };

    let mine = [prepare("account-1").await, prepare("account-1").await, prepare("account-1").await];
    let (beyond, others) = (prepare("account-1").await, prepare("account-2").await);

    assert_eq!((mine, beyond, others), ([201; 3], 429, 201));
    assert_eq!(counted.rows("prepared_consents"), 4);
}
