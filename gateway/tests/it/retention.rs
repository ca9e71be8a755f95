//! What is deleted when, and what never is; and what stands sealed in the file.

use crate::bank::{Bank, START, payment, seal_key};
use countersign_gateway::channel::{ChannelError, NewConsent, Reported, RevocationReason};
use countersign_gateway::storage::{
    AuditFilter, AuditStore, Cleaned, ConsentStore, Cutoffs, DeviceStore, OutcomeStore,
    RetentionStore, SealedUntil, SealingStore, SqliteStorage, StorageError,
};
use countersign_gateway::{Database, Retention};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Typ;
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Listener;
use countersign_testing::phone::Phone;
use serde_json::json;
use std::path::{Path, PathBuf};

const DAY: i64 = 86_400;

/// A bank with a file, and one phone; the file is opened a second time to clean it by hand.
struct Scene {
    bank: Bank,
    phone: Phone,
    file: PathBuf,
    storage: SqliteStorage,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn open() -> Self {
        Self::reporting_to(None).await
    }

    async fn reporting_to(outcome_uri: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.db");
        let database = Database::File(file.clone());
        let bank = Bank::with(|settings| {
            settings.database = database;
            settings.outcome_uri = outcome_uri;
        })
        .await;
        let phone = bank.phone(20).await;
        let storage = SqliteStorage::open(&file, &[seal_key(1)]).unwrap();
        Self { bank, phone, file, storage, _folder: folder }
    }

    /// Everything of these ages goes, counted from so many days after the start.
    fn clean(&self, day: i64, keep: i64) -> Cleaned {
        self.clean_at(START + day * DAY, START + (day - keep) * DAY)
    }

    fn clean_at(&self, now: i64, before: i64) -> Cleaned {
        let all = UnixSeconds(before);
        let cutoffs =
            Cutoffs { unanswered: all, content: all, evidence: all, audit: all, devices: all };
        self.storage.clean(&cutoffs, 1000, UnixSeconds(now)).unwrap()
    }
}

#[tokio::test]
async fn whatever_the_settings_say_nothing_that_is_needed_goes() {
    let mut scene = Scene::open().await;
    let waiting = scene.bank.ask().await.consent;
    let request = scene.phone.open().await;
    // The clock of the bank stands still at START; everything is called old from a year ahead on.
    let cleaned = scene.clean_at(START + 200, START + 365 * DAY);

    assert_eq!(cleaned, Cleaned::default());
    let claims = scene.phone.approval(&request, &Selection::default());
    let first = scene.phone.send_approval(&request, &claims).await;
    scene.clean_at(START + DAY - 1, START + 365 * DAY);
    scene.phone.renew().await; // the bank's clock has not come so far, but its tokens went
    let again = scene.phone.send_approval(&request, &claims).await;
    let other = scene.phone.deny(&request, "not_me").await;

    assert_eq!((first.status, again.status, other.status), (200, 200, 409));
    assert_eq!(first.text(), again.text());
    let record = scene.bank.gateway.consent(&waiting).await.unwrap();
    assert!(record.decision.is_some());
}

#[tokio::test]
async fn content_goes_before_evidence_and_the_same_bytes_still_get_their_receipt() {
    let mut scene = Scene::open().await;
    let asked = NewConsent { number_entry: Some(2), ..payment("account-1") };
    let created = scene.bank.gateway.create_consent(asked).await.unwrap();
    let request = scene.phone.open().await;
    let mut claims = scene.phone.approval(&request, &Selection::default());
    claims["number"] = json!(created.number_to_enter.unwrap());
    let first = scene.phone.send_approval(&request, &claims).await;
    let now = START + 40 * DAY;
    let cutoffs = Cutoffs {
        unanswered: UnixSeconds(START),
        content: UnixSeconds(now - 30 * DAY),
        evidence: UnixSeconds(START),
        audit: UnixSeconds(START),
        devices: UnixSeconds(START),
    };

    let cleaned = scene.storage.clean(&cutoffs, 1000, UnixSeconds(now)).unwrap();
    let twice = scene.storage.clean(&cutoffs, 1000, UnixSeconds(now)).unwrap();
    scene.phone.renew().await;
    let again = scene.phone.send_approval(&request, &claims).await;
    let other = scene.phone.deny(&request, "not_me").await;

    assert_eq!((cleaned.content, cleaned.consents, twice.content), (1, 0, 0));
    let entry = scene.storage.request(request.id(), UnixSeconds(now)).unwrap().unwrap();
    assert_eq!((entry.token, entry.number), (None, None));
    assert_eq!((again.status, again.text()), (200, first.text()));
    assert_eq!((other.status, other.problem().as_str()), (410, "gone"));
    assert_eq!(scene.phone.status(&request).await["receipt"], first.text());
    let record = scene.bank.gateway.consent(&created.consent).await.unwrap();
    assert!(record.decision.is_some() && record.authentication_code.is_some());
}

#[tokio::test]
async fn evidence_goes_with_everything_that_belongs_to_it() {
    let mut scene = Scene::open().await;
    let consent = scene.bank.ask().await.consent;
    let request = scene.phone.open().await;
    scene.phone.approve(&request).await;
    scene.bank.gateway.withdraw(&scene.bank.ask().await.consent).await.unwrap();
    scene.bank.gateway.audit_export(0, 1).await.unwrap(); // what is not sealed stays

    let cleaned = scene.clean(31, 30);

    // Two consents; the offer; all entries but the last.
    let log = scene.storage.audit_log(0, &AuditFilter::default(), 100).unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!((cleaned.consents, cleaned.offers, cleaned.devices), (2, 1, 0));
    assert_eq!(scene.bank.gateway.consent(&consent).await.err(), Some(ChannelError::Unknown));
    scene.phone.renew().await;
    let gone = scene.phone.get(&format!("/ad/requests/{}/status", request.id())).await;
    assert_eq!(gone.status, 404);
    let number = log[0].number;
    scene.bank.ask().await;
    assert!(scene.bank.last_entry().await.number > number);
}

#[tokio::test]
async fn each_kind_has_its_own_time() {
    let scene = Scene::open().await;
    let approved = scene.bank.ask().await.consent;
    scene.phone.approve(&scene.phone.open().await).await;
    let withdrawn = scene.bank.ask().await.consent;
    scene.bank.gateway.withdraw(&withdrawn).await.unwrap();
    let (early, late) = (UnixSeconds(START), UnixSeconds(START + 10 * DAY));
    let now = UnixSeconds(START + 20 * DAY);
    let none = Cutoffs {
        unanswered: early,
        content: early,
        evidence: early,
        audit: early,
        devices: early,
    };
    let clean = |cutoffs| scene.storage.clean(&cutoffs, 1000, now).unwrap();
    let there = |id: &str| scene.storage.consent(id, now).unwrap().is_some();

    let nothing = clean(none);
    assert_eq!((nothing.consents, there(&approved), there(&withdrawn)), (0, true, true));
    clean(Cutoffs { unanswered: late, ..none });
    assert_eq!((there(&approved), there(&withdrawn)), (true, false));
    clean(Cutoffs { evidence: late, ..none });
    assert!(!there(&approved));
}

#[tokio::test]
async fn a_round_is_bounded_and_the_rest_waits_for_the_next() {
    let scene = Scene::open().await;
    for _ in 0..5 {
        scene.bank.gateway.withdraw(&scene.bank.ask().await.consent).await.unwrap();
    }
    let old = UnixSeconds(START + DAY);
    let now = UnixSeconds(START + 3 * DAY);
    let cutoffs =
        Cutoffs { unanswered: old, content: old, evidence: old, audit: old, devices: old };
    let round = || scene.storage.clean(&cutoffs, 2, now).unwrap();

    let rounds = [round(), round(), round(), round()].map(|cleaned| cleaned.consents);

    assert_eq!(rounds, [2, 2, 1, 0]);
    assert!(round().audit <= 2);
}

#[tokio::test]
async fn tokens_that_have_ended_go_faster_than_phones_make_them() {
    let scene = Scene::open().await;
    let database = rusqlite::Connection::open(&scene.file).unwrap();
    let many = "INSERT INTO access_tokens (hash, device, exp)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
        SELECT 'token-' || n, ?1, 1 FROM numbers";
    database.execute(many, [&scene.phone.device]).unwrap();
    let keep_all = UnixSeconds(0);
    let cutoffs = Cutoffs {
        unanswered: keep_all,
        content: keep_all,
        evidence: keep_all,
        audit: keep_all,
        devices: keep_all,
    };

    let cleaned = scene.storage.clean(&cutoffs, 200, UnixSeconds(START)).unwrap();

    assert_eq!(cleaned.expired, 5000, "of 100,000 phones, what half a minute leaves");
    assert_eq!(scene.phone.state().await, "active", "its own has not ended");
}

#[tokio::test]
async fn an_outcome_that_the_as_has_not_heard_keeps_its_consent() {
    let webhook = Listener::answering(&[500]).await;
    let scene = Scene::reporting_to(Some(webhook.url.clone())).await;
    let consent = scene.bank.ask().await.consent;
    scene.phone.approve(&scene.phone.open().await).await;
    webhook.until(1).await;

    let before = scene.clean(31, 1);
    let due = scene.bank.gateway.consent(&consent).await.unwrap().reported;
    scene.storage.outcome_taken(&consent, UnixSeconds(START)).unwrap();
    let taken = scene.bank.gateway.consent(&consent).await.unwrap().reported;
    let after = scene.clean(31, 1);

    assert_eq!((before.consents, after.consents), (0, 1));
    assert_eq!((due, taken), (Some(Reported::Due), Some(Reported::Taken)));
}

#[tokio::test]
async fn a_revoked_device_goes_when_nothing_of_it_is_kept_any_more() {
    let scene = Scene::open().await;
    scene.bank.ask().await;
    let request = scene.phone.open().await;
    scene.phone.deny(&request, "not_me").await;
    let typ = Typ::DeviceReport;
    let report = scene.phone.command(typ, &json!({"request": request.id(), "reason": "not_me"}));
    let reported =
        scene.phone.send("POST", "/ad/device/report", &typ.media_type(), &report).await.status;
    assert_eq!(reported, 204);
    scene.bank.gateway.revoke(&scene.phone.device, RevocationReason::Lost).await.unwrap();
    let _other = scene.bank.phone(30).await;

    let cleaned = scene.clean(31, 30);

    assert_eq!((cleaned.consents, cleaned.offers, cleaned.devices), (1, 2, 1));
    assert!(scene.storage.device(&scene.phone.device).unwrap().is_none());
    assert_eq!(scene.bank.gateway.devices("account-1").await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_has_expired_goes_and_an_id_is_not_taken_again() {
    let scene = Scene::open().await;
    let assertion = scene.phone.transport.token(Typ::DeviceAssertion, &scene.phone.assertion());
    let first = scene.phone.renew_with(&assertion).await;

    let again = scene.phone.renew_with(&assertion).await;
    scene.bank.clock.advance(60);
    let id = scene.clean_at(START + 60, START - DAY).expired; // it ends with the assertion
    let late = scene.phone.renew_with(&assertion).await;
    let tokens = scene.clean_at(START + 600, START - DAY).expired;

    assert_eq!((first.status, again.status, late.status), (200, 400, 400));
    assert_eq!((id, tokens), (1, 2));
}

#[tokio::test]
async fn the_gateway_cleans_by_itself() {
    let scene = Scene::open().await;
    let consent = scene.bank.ask().await.consent;
    scene.phone.approve(&scene.phone.open().await).await;
    let (clock, database) = (scene.bank.clock.clone(), Database::File(scene.file.clone()));
    clock.advance(402 * DAY);

    let later = Bank::with(|settings| {
        settings.database = database;
        settings.clock = clock;
        settings.retention = Retention { device_days: 1, ..Retention::default() };
    })
    .await;

    for _ in 0..200 {
        if later.gateway.consent(&consent).await.err() == Some(ChannelError::Unknown) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the consent is still there");
}

/// All bytes of the database's files.
fn bytes(file: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(file.parent().unwrap()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn no_content_number_or_token_can_be_read_in_the_file() {
    let scene = Scene::open().await;
    let asked = NewConsent { number_entry: Some(6), ..payment("account-1") };
    let asked = scene.bank.gateway.create_consent(asked).await.unwrap();
    let request = scene.phone.open().await;
    let number = asked.number_to_enter.unwrap();
    let mut claims = scene.phone.approval(&request, &Selection::default());
    claims["number"] = json!(number);
    let decision = scene.phone.approval.token(Typ::ConsentApproval, &claims);
    scene.phone.send_decision(&request, Typ::ConsentApproval, &decision).await;
    scene.bank.gateway.prepare_consent(payment("account-1")).await.unwrap();

    let bytes = bytes(&scene.file);

    assert!(holds(&bytes, &asked.consent), "ids are searched for");
    let payload = |token: &str| token.split('.').nth(1).unwrap().to_owned();
    let (request, decision) = (payload(request.request.token()), payload(&decision));
    for clear in [&*request, &decision, &number, "push-token", "Merchant", "DE0210"] {
        assert!(!holds(&bytes, clear), "{clear}");
    }
}

#[tokio::test]
async fn what_is_deleted_is_not_in_the_file_any_more() {
    let scene = Scene::open().await;
    scene.bank.ask().await;
    let request = scene.phone.open().await;
    scene.phone.approve(&request).await;
    let db = rusqlite::Connection::open(&scene.file).unwrap();
    let sealed: String = db
        .query_row("SELECT token FROM requests WHERE id = ?1", [request.id()], |row| row.get(0))
        .unwrap();
    let tail = &sealed[sealed.len() - 40..];
    let before = holds(&bytes(&scene.file), tail);

    scene.clean(31, 30);
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();

    assert!(before);
    assert!(!holds(&bytes(&scene.file), tail));
}

#[tokio::test]
async fn a_new_key_seals_everything_anew_and_the_old_one_can_go() {
    let scene = Scene::open().await;
    let asked = NewConsent { number_entry: Some(2), ..payment("account-1") };
    scene.bank.gateway.audit_export(0, 1).await.unwrap();
    let number = scene.bank.gateway.create_consent(asked).await.unwrap().number_to_enter;
    let request = scene.phone.open().await;
    let now = UnixSeconds(START);
    let rotated = SqliteStorage::open(&scene.file, &[seal_key(2), seal_key(1)]).unwrap();
    let early = SqliteStorage::open(&scene.file, &[seal_key(2)]).err();

    let mut at = SealedUntil::default();
    let mut steps = 0;
    while let Some(next) = rotated.seal_anew(at, 1).unwrap() {
        (at, steps) = (next, steps + 1);
    }

    assert_eq!(early, Some(StorageError::WrongKey));
    assert_eq!(steps, 12); // eight columns, and one value each of four of them
    let alone = SqliteStorage::open(&scene.file, &[seal_key(2)]).unwrap();
    let entry = alone.request(request.id(), now).unwrap().unwrap();
    assert_eq!(entry.token.as_deref(), Some(request.request.token()));
    assert_eq!(entry.number, number);
    let device = alone.device(&scene.phone.device).unwrap().unwrap();
    assert_eq!(device.push_token.as_deref(), Some("push-token"));
    let old = SqliteStorage::open(&scene.file, &[seal_key(1)]).err();
    assert_eq!(old, Some(StorageError::WrongKey));
}

#[tokio::test]
async fn a_value_that_was_moved_to_another_row_does_not_open() {
    let scene = Scene::open().await;
    scene.bank.ask().await;
    let first = scene.phone.open().await;
    scene.phone.deny(&first, "not_me").await;
    scene.bank.ask().await;
    let second = scene.phone.open().await;
    let db = rusqlite::Connection::open(&scene.file).unwrap();
    db.execute(
        "UPDATE requests SET token = (SELECT token FROM requests WHERE id = ?1) WHERE id = ?2",
        [first.id(), second.id()],
    )
    .unwrap();

    let read = scene.storage.request(second.id(), UnixSeconds(START)).err();
    let outward = scene.phone.get(&format!("/ad/requests/{}", second.id())).await;

    assert_eq!(read, Some(StorageError::Damaged));
    assert_eq!((outward.status, outward.problem().as_str()), (503, "try-later"));
}
