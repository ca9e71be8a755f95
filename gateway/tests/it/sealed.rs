//! The sealed audit log: chained, signed, exported, and checked by somebody who has the issuer's
//! keys and nothing else. Whatever is changed in the file or in an export is found.

use crate::bank::{Bank, START, seal_key};
use countersign_gateway::Database;
use countersign_gateway::channel::{Actor, RevocationReason};
use countersign_gateway::storage::{
    AuditStore, Cutoffs, RetentionStore, SealedEntry, SqliteStorage,
};
use countersign_protocol::jose::Signer;
use countersign_protocol::time::UnixSeconds;
use countersign_testing::{Key, claims_of};
use countersign_verify::audit::{
    AuditProblem, AuditTrust, LogEnd, VerifiedLog, verify_audit_export,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::PathBuf;

struct Scene {
    bank: Bank,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Scene {
    /// A bank with a log that has something in every column.
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.db");
        let database = Database::File(file.clone());
        let bank = Bank::with(|settings| settings.database = database).await;
        let phone = bank.phone(20).await;
        bank.ask().await;
        let request = phone.open().await;
        phone.approve(&request).await;
        let desk = bank.gateway.acting_as(Actor::new("help-desk", Some("op-17")).unwrap());
        desk.withdraw(&bank.ask().await.consent).await.unwrap();
        desk.revoke(&phone.device, RevocationReason::Lost).await.unwrap();
        Self { bank, file, _folder: folder }
    }

    async fn export(&self, after: i64, limit: u32) -> Value {
        let path = format!("/channel/v1/audit/export?after={after}&limit={limit}");
        let answer = self.bank.channel("GET", &path, None).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    fn verify(&self, export: &Value, known: Option<&LogEnd>) -> Result<VerifiedLog, AuditProblem> {
        let keys = [*self.bank.request.public_key()];
        let trust = AuditTrust { issuer: &self.bank.issuer, keys: &keys, known };
        verify_audit_export(export.to_string().as_bytes(), &trust)
    }

    fn sql(&self, statement: &str) -> usize {
        Connection::open(&self.file).unwrap().execute(statement, []).unwrap()
    }

    /// Keeps the log as it is, to be put back.
    fn keep(&self) {
        let keep = "BEGIN; CREATE TABLE log AS SELECT * FROM audit;
            CREATE TABLE ends AS SELECT * FROM audit_chain; COMMIT";
        Connection::open(&self.file).unwrap().execute_batch(keep).unwrap();
    }

    fn put_back(&self) {
        let put_back = "BEGIN; DELETE FROM audit; INSERT INTO audit SELECT * FROM log;
            DELETE FROM audit_chain; INSERT INTO audit_chain SELECT * FROM ends;
            DROP TABLE log; DROP TABLE ends; COMMIT";
        Connection::open(&self.file).unwrap().execute_batch(put_back).unwrap();
    }

    /// Whether what the gateway gives from now on is taken for the whole log.
    async fn is_believed(&self) -> bool {
        let page = self.bank.channel("GET", "/channel/v1/audit/export", None).await;
        if page.status != 200 {
            return false;
        }
        self.verify(&page.json(), None).is_ok_and(|verified| verified.is_complete())
    }

    fn storage(&self) -> SqliteStorage {
        SqliteStorage::open(&self.file, &[seal_key(1)]).unwrap()
    }
}

#[tokio::test]
async fn pages_lead_from_the_first_entry_to_the_signed_head() {
    let scene = Scene::open().await;
    let (mut known, mut events, mut complete) = (LogEnd::none(), Vec::new(), Vec::new());

    for _ in 0..4 {
        let page = scene.export(known.position, 2).await;
        let verified = scene.verify(&page, Some(&known)).unwrap();
        complete.push(verified.is_complete());
        events.extend(verified.entries.into_iter().map(|entry| entry.event));
        known = verified.last;
    }
    let behind = scene.export(known.position, 2).await;

    assert_eq!(
        events,
        [
            "offer_made",
            "device_registered",
            "device_confirmed",
            "consent_asked",
            "consent_approved",
            "consent_asked",
            "consent_withdrawn",
            "device_revoked"
        ]
    );
    assert_eq!(complete, [false, false, false, true]);
    let nothing_new = scene.verify(&behind, Some(&known)).unwrap();
    assert!(nothing_new.is_complete() && nothing_new.entries.is_empty());
    let head = claims_of(behind["head"].as_str().unwrap());
    assert_eq!(
        head,
        json!({"iss": scene.bank.issuer, "aud": scene.bank.issuer, "iat": START,
               "jti": head["jti"], "position": 8, "link": known.link})
    );
}

#[tokio::test]
async fn every_change_of_a_row_in_the_file_is_found() {
    let scene = Scene::open().await;
    let whole = scene.export(0, 200).await;
    let columns: Vec<String> = Connection::open(&scene.file)
        .unwrap()
        .prepare("SELECT name FROM pragma_table_info('audit')")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    assert_eq!(columns.len(), 12);

    for column in &columns {
        // Of an offer, a decision, and two acts of a person: something in every column.
        for position in [1, 5, 7, 8] {
            for value in ["'other'", "''", "NULL", "77"] {
                let here = format!("WHERE position = {position}");
                let file = Connection::open(&scene.file).unwrap();
                let same = format!("SELECT {column} IS {value} FROM audit {here}");
                let same: bool = file.query_row(&same, [], |row| row.get(0)).unwrap();
                scene.keep();
                let change = format!("UPDATE audit SET {column} = {value} {here}");
                let changed = file.execute(&change, []).is_ok() && !same;
                let believed = scene.is_believed().await;
                scene.put_back();

                // What was refused by the column's type, or was there before, is no change.
                assert_eq!(believed, !changed, "{column} = {value} at {position}");
            }
        }
    }
    assert_eq!(scene.export(0, 200).await, whole);
}

#[tokio::test]
async fn a_row_that_is_removed_put_in_or_moved_in_the_file_is_found() {
    let scene = Scene::open().await;
    scene.export(0, 200).await;
    let cases: [&[&str]; 6] = [
        &["DELETE FROM audit WHERE position = 1"],
        &["DELETE FROM audit WHERE position = 4"],
        &["DELETE FROM audit WHERE position >= 6"],
        // With a place of its own, so that the links of the others stay.
        &["INSERT INTO audit (number, at, event, position, link) VALUES (90, 0, 'x', 9, 'x')"],
        &[
            "UPDATE audit SET position = 99 WHERE position = 3",
            "UPDATE audit SET position = 3 WHERE position = 4",
            "UPDATE audit SET position = 4 WHERE position = 99",
        ],
        // Sealed anew, at the end.
        &["UPDATE audit SET position = NULL WHERE position = 5"],
    ];

    for statements in cases {
        scene.keep();
        for statement in statements {
            assert!(scene.sql(statement) > 0, "{statement}");
        }
        let believed = scene.is_believed().await;
        scene.put_back();

        assert!(!believed, "{statements:?}");
    }
    assert!(scene.is_believed().await);
    scene.sql("DELETE FROM audit_chain");
    let without = scene.bank.channel("GET", "/channel/v1/audit/export", None).await;
    assert_eq!(without.status, 503);
}

#[tokio::test]
async fn every_change_of_an_export_is_found() {
    let scene = Scene::open().await;
    let whole = scene.export(0, 200).await;
    scene.verify(&whole, None).unwrap();
    let mut changed = Vec::new();
    for (name, value) in whole.as_object().unwrap() {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(name);
        changed.push((format!("without {name}"), without));
        if value.is_string() {
            let mut other = whole.clone();
            other[name] = json!(format!("{}x", value.as_str().unwrap()));
            changed.push((format!("another {name}"), other));
        }
    }
    for end in ["before", "last"] {
        for (member, value) in [("position", json!(3)), ("link", json!("A".repeat(42) + "E"))] {
            let mut other = whole.clone();
            other[end][member] = value;
            changed.push((format!("{end}.{member}"), other));
        }
    }
    for index in 0..8 {
        for (name, value) in whole["entries"][index].as_object().unwrap() {
            let mut other = whole.clone();
            other["entries"][index][name] = match value {
                Value::String(text) => json!(format!("{text}x")),
                number => json!(number.as_i64().unwrap() + 1),
            };
            changed.push((format!("{index}.{name}"), other));
            let mut without = whole.clone();
            without["entries"][index].as_object_mut().unwrap().remove(name);
            changed.push((format!("{index} without {name}"), without));
        }
        for name in ["offer", "device", "consent", "request", "check", "credential", "operator"] {
            if whole["entries"][index][name].is_null() {
                for value in [json!("x"), json!(""), Value::Null] {
                    let mut other = whole.clone();
                    other["entries"][index][name] = value;
                    changed.push((format!("{index} with {name}"), other));
                }
            }
        }
        let mut entries = whole["entries"].as_array().unwrap().clone();
        let entry = entries.remove(index);
        changed.push((format!("{index} removed"), with(&whole, &entries)));
        entries.insert((index + 1) % 8, entry.clone());
        changed.push((format!("{index} moved"), with(&whole, &entries)));
        let mut entries = whole["entries"].as_array().unwrap().clone();
        entries.insert(index, entry);
        changed.push((format!("{index} twice"), with(&whole, &entries)));
    }

    assert!(changed.len() > 200, "{}", changed.len());
    for (what, export) in changed {
        assert!(scene.verify(&export, None).is_err(), "{what}");
    }
}

fn with(whole: &Value, entries: &[Value]) -> Value {
    let mut other = whole.clone();
    other["entries"] = json!(entries);
    other
}

#[tokio::test]
async fn an_end_that_is_cut_off_is_not_taken_for_the_whole() {
    let scene = Scene::open().await;
    let whole = scene.export(0, 200).await;
    let mut cut = whole.clone();
    let entries = cut["entries"].as_array_mut().unwrap();
    entries.truncate(6);
    let last = entries.last().unwrap().clone();
    cut["last"] = json!({"position": last["position"], "link": last["link"]});
    let mut empty = cut.clone();
    empty["entries"] = json!([]);
    empty["before"] = cut["last"].clone();

    let page = scene.verify(&cut, None).unwrap();

    assert!(!page.is_complete());
    assert_eq!(scene.verify(&empty, None), Err(AuditProblem::Cut));
}

#[tokio::test]
async fn a_head_by_anybody_else_is_none() {
    let scene = Scene::open().await;
    let whole = scene.export(0, 200).await;
    let json = whole.to_string();
    let (ours, other) = ([*scene.bank.request.public_key()], [*Key::numbered(99).public_key()]);
    let check = |issuer: &str, keys| {
        verify_audit_export(json.as_bytes(), &AuditTrust { issuer, keys, known: None })
    };

    assert!(check(&scene.bank.issuer, &ours).is_ok());
    assert!(matches!(check(&scene.bank.issuer, &other), Err(AuditProblem::Head(_))));
    assert!(matches!(check(&scene.bank.issuer, &[]), Err(AuditProblem::Head(_))));
    assert_eq!(check("https://another.example", &ours), Err(AuditProblem::Issuer));
}

#[tokio::test]
async fn an_older_copy_of_the_file_is_found_by_what_was_verified_before() {
    let scene = Scene::open().await;
    let old = scene.export(0, 200).await;
    scene.bank.gateway.create_offer("account-2", "DE** 1603").await.unwrap();
    let newer = scene.verify(&scene.export(0, 200).await, None).unwrap().last;

    assert_eq!(scene.verify(&old, Some(&newer)), Err(AuditProblem::Gap));
    // What such a gateway answers to whoever asks from where they are.
    let behind = scene.verify(&scene.export(99, 200).await, None).unwrap();
    assert_eq!((behind.before, behind.entries.len()), (newer, 0));
}

#[tokio::test]
async fn what_retention_deletes_leaves_an_anchor_from_which_the_rest_verifies() {
    let scene = Scene::open().await;
    let whole = scene.verify(&scene.export(0, 200).await, None).unwrap();
    let third = scene.verify(&scene.export(0, 3).await, None).unwrap().last;
    let storage = scene.storage();
    let (day, now) = (86_400, UnixSeconds(START + 10 * 86_400));
    let old = UnixSeconds(START - day);
    let cutoffs =
        |audit| Cutoffs { unanswered: old, content: old, evidence: old, audit, devices: old };
    scene.bank.clock.advance(5 * day);
    scene.bank.gateway.create_offer("account-2", "DE** 1603").await.unwrap();

    // The new entry is sealed by nobody yet, and is too young; of the others at most three.
    let cleaned = storage.clean(&cutoffs(UnixSeconds(START + day)), 3, now).unwrap();
    let page = scene.export(0, 200).await;
    let rest = scene.verify(&page, None).unwrap();
    let continued = scene.verify(&scene.export(whole.last.position, 200).await, Some(&whole.last));

    assert_eq!((cleaned.audit, rest.before.clone(), rest.entries.len()), (3, third.clone(), 6));
    assert_eq!(scene.verify(&page, Some(&third)).unwrap(), rest);
    assert_eq!(scene.verify(&page, Some(&LogEnd::none())), Err(AuditProblem::Gap));
    assert_eq!(continued.unwrap().entries.len(), 1);
}

#[tokio::test]
async fn what_is_not_sealed_and_the_newest_entry_are_never_deleted() {
    let scene = Scene::open().await;
    let storage = scene.storage();
    let all = UnixSeconds(START + 86_400);
    let cutoffs =
        Cutoffs { unanswered: all, content: all, evidence: all, audit: all, devices: all };
    scene.export(0, 200).await;
    scene.bank.gateway.create_offer("account-2", "DE** 1603").await.unwrap();
    let now = UnixSeconds(START + 9 * 86_400);

    let cleaned = storage.clean(&cutoffs, 1000, now).unwrap();
    let page = scene.verify(&scene.export(0, 200).await, None).unwrap();
    let again = storage.clean(&cutoffs, 1000, now).unwrap();

    assert_eq!((cleaned.audit, page.entries.len(), again.audit), (8, 1, 0));
}

#[tokio::test]
async fn two_sealers_give_no_position_twice_and_leave_none_out() {
    let scene = Scene::open().await;
    let storage = scene.storage();
    scene.export(0, 200).await;
    scene.bank.gateway.create_offer("account-2", "DE** 1603").await.unwrap();
    let held = storage.unsealed(200).unwrap();
    let chain = held.chain.unwrap();
    let entry = held.entries[0].clone();
    let LogEnd { position, link } = chain.last.then(&entry);
    let late = [SealedEntry { position, entry, link }];

    let page = scene.export(0, 200).await; // another sealer, which is first
    let second = storage.seal_audit(Some(&chain.last), &late, &chain).unwrap();
    let begun_anew = storage.seal_audit(None, &late, &chain).unwrap();

    assert!(!second && !begun_anew);
    assert_eq!(scene.export(0, 200).await, page);
    assert_eq!(scene.verify(&page, None).unwrap().entries.len(), 9);
}

#[tokio::test]
async fn a_number_that_commits_late_is_sealed_behind_what_was_read() {
    let scene = Scene::open().await;
    scene.sql("UPDATE audit SET number = number + 100 WHERE position IS NULL");
    let read = scene.verify(&scene.export(0, 200).await, None).unwrap();

    scene.sql("INSERT INTO audit (number, at, event) VALUES (50, 1772442000, 'offer_made')");
    let next = scene.export(read.last.position, 200).await;

    let next = scene.verify(&next, Some(&read.last)).unwrap();
    assert_eq!(next.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [50]);
}

#[tokio::test]
async fn a_new_request_key_signs_the_head_although_nothing_happened() {
    let scene = Scene::open().await;
    let before = scene.export(0, 200).await;
    let (database, key) = (Database::File(scene.file.clone()), Key::numbered(31));
    let (issuer, signer) = (scene.bank.issuer.clone(), std::sync::Arc::new(key.clone()));
    let later = Bank::with(|settings| {
        settings.database = database;
        settings.issuer = issuer;
        settings.request_signer = signer;
    })
    .await;

    let page = later.gateway.audit_export(0, 200).await.unwrap();

    let json = serde_json::to_vec(&page).unwrap();
    let keys = [*key.public_key()];
    let trust = AuditTrust { issuer: &scene.bank.issuer, keys: &keys, known: None };
    let verified = verify_audit_export(&json, &trust).unwrap();
    assert_eq!(json!(verified.last), before["last"]);
}

#[tokio::test]
async fn a_page_that_is_none_is_malformed() {
    let scene = Scene::open().await;

    for query in ["after=-1", "after=x", "limit=0", "limit=201"] {
        let path = format!("/channel/v1/audit/export?{query}");
        let answer = scene.bank.channel("GET", &path, None).await;

        assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{query}");
    }
}
