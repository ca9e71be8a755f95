//! What is on the disk: sealed, whole, and typed errors where it is not.

mod faults;
mod seal_key;

use crate::support::phone::{Enrolled, Parts};
use crate::support::{Phone, Server, claims_of, samples};
use countersign::platform::software::SoftwareSecrets;
use countersign::platform::{SecretStore, SecretStoreError};
use countersign::{
    Delivery, DenialReason, Ending, EnrolmentState, HistoryCheck, OpenError, Outcome, StoreError,
    Verdict,
};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The newest version: that of `write_the_database_of_this_version`.
const NEWEST: u32 = 5;
/// Versions of which a file was kept.
const FROZEN: [u32; 4] = [1, 3, 4, NEWEST];
/// The seal's key of `data/database-*.db`.
const FROZEN_KEY: [u8; 32] = [0x5e; 32];

#[tokio::test]
async fn nothing_of_the_content_is_on_the_disk_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let (server, phone) = phone_with_history(folder.path()).await;
    let mut marks: Vec<String> = [
        samples::PAYEE,
        samples::AMOUNT,
        samples::IBAN,
        samples::BINDING_MESSAGE,
        samples::LABEL,
        samples::ACCESS_TOKEN,
        samples::NONCE,
        "Invoice 2214",
        "Brightwater",
        "123,50",
        "DE75 5121",
        "nonce-0",
    ]
    .map(str::to_owned)
    .to_vec();
    for entry in phone.history().await {
        let tokens = [Some(entry.request_token), entry.decision, entry.receipt];
        marks.extend(tokens.into_iter().flatten().flat_map(|token| {
            // Neither payload nor signature, nor any piece of them.
            let parts = token.split('.').skip(1).map(|part| part[..40].to_owned());
            parts.collect::<Vec<_>>()
        }));
    }

    let bytes = everything_in(folder.path());

    assert!(marks.len() > 16);
    assert!(holds(&bytes, "request-"), "these are the right files: ids are in clear");
    assert!(holds(&bytes, &server.issuer), "and so is the key set's issuer");
    for mark in marks {
        assert!(!holds(&bytes, &mark), "{mark} is on the disk in clear");
    }
}

#[tokio::test]
async fn removed_content_is_overwritten_not_only_unlinked() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let enrolment = phone.device.enrolments().await.unwrap().remove(0).id;
    let file = Connection::open(phone.parts.database.as_ref().unwrap()).unwrap();
    let query = "SELECT sealed FROM requests UNION ALL SELECT sealed FROM enrolments";
    let sealed: Vec<Vec<u8>> = file
        .prepare(query)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let pieces: Vec<_> = sealed.iter().map(|sealed| sealed[..64].to_vec()).collect();
    let found = |folder: &Path| {
        let bytes = everything_in(folder);
        pieces.iter().filter(|piece| bytes.windows(64).any(|window| window == **piece)).count()
    };
    assert_eq!(found(folder.path()), 4, "three requests and an enrolment are there");

    phone.device.forget(&enrolment).await.unwrap();
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();

    assert_eq!(found(folder.path()), 0);
    assert!(phone.history().await.is_empty());
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let before = (phone.device.enrolments().await.unwrap(), phone.history().await);

    let phone = phone.reopen();

    assert_eq!((phone.device.enrolments().await.unwrap(), phone.history().await), before);
}

#[tokio::test]
async fn the_wrong_seal_key_opens_nothing_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let before = phone.history().await;
    let mut parts = at_rest(phone, folder.path());
    let right = Arc::clone(&parts.secrets);

    // A backup restored on another phone, where the secret store is empty.
    parts.secrets = Arc::new(SoftwareSecrets::in_memory());
    let elsewhere = Phone::open(parts.clone()).err();
    parts.secrets = right;

    assert_eq!(elsewhere, Some(OpenError::Store(StoreError::WrongKey)));
    assert_eq!(Phone::open(parts).unwrap().history().await, before);
}

#[tokio::test]
async fn a_sealed_value_opens_only_in_its_own_place() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let parts = at_rest(phone, folder.path());
    let whole = contents(&parts);

    for swap in [
        "UPDATE requests SET sealed = (SELECT sealed FROM requests WHERE n = 2) WHERE n = 1",
        "UPDATE requests SET decision = (SELECT decision FROM requests WHERE n = 2) WHERE n = 1",
        "UPDATE requests SET receipt = decision WHERE n = 1",
        "UPDATE requests SET id = 'request-99' WHERE n = 1",
        "UPDATE requests SET sealed = x'00' WHERE n = 1",
        "UPDATE requests SET sealed = zeroblob(64) WHERE n = 1",
    ] {
        std::fs::write(parts.database.as_ref().unwrap(), &whole).unwrap();
        change(&parts, swap);

        let phone = Phone::open(parts.clone()).unwrap();
        let history = phone.device.history(None, 100).await;

        assert_eq!(history.err(), Some(StoreError::Damaged), "{swap}");
        drop(at_rest(phone, folder.path()));
    }
}

#[tokio::test]
async fn a_file_cut_short_is_a_typed_error() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let parts = at_rest(phone, folder.path());
    let whole = contents(&parts);

    // Fewer than 512 bytes are an empty file to SQLite, which is a first start.
    let lengths = (4095..whole.len()).step_by(1777).chain([512, 4096, 8192, whole.len() - 1]);
    for length in lengths {
        let copy = with_contents(&parts, folder.path(), &whole[..length]);
        let found = read_all(copy).await;
        assert_eq!(found, Err(StoreError::Damaged), "{length} bytes of {}", whole.len());
    }
}

#[tokio::test]
async fn a_flipped_byte_never_shows_other_content() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let honest: Vec<_> = phone.history().await.into_iter().map(|e| e.request_token).collect();
    let parts = at_rest(phone, folder.path());
    let whole = contents(&parts);

    let mut refused = 0;
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        let copy = with_contents(&parts, folder.path(), &bytes);
        match read_all(copy).await {
            Ok(tokens) => {
                assert!(tokens.iter().all(|token| honest.contains(token)), "byte {at}");
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 0, "some of these bytes matter");
}

#[tokio::test]
async fn something_else_in_place_of_the_file_is_a_typed_error() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let parts = Parts::new(&[&server], None);

    let noise = with_contents(&parts, folder.path(), &[0xa5; 5000]);
    let words = with_contents(&parts, folder.path(), b"this is not a database");

    assert_eq!(Phone::open(noise).err(), Some(OpenError::Store(StoreError::Damaged)));
    assert_eq!(Phone::open(words).err(), Some(OpenError::Store(StoreError::Damaged)));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let parts = at_rest(phone, folder.path());
    change(&parts, "PRAGMA user_version = 99");

    let opened = Phone::open(parts.clone()).err();

    assert_eq!(opened, Some(OpenError::Store(StoreError::Newer)));
    assert_eq!(rows(&parts), 3);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_typed_error() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let parts = at_rest(phone, folder.path());

    for database in
        [folder.path().to_owned(), folder.path().join("no such folder").join("countersign.db")]
    {
        let parts = Parts { database: Some(database.clone()), ..parts.clone() };
        let opened = Phone::open(parts).err();
        assert_eq!(opened, Some(OpenError::Store(StoreError::ReadOnly)), "{}", database.display());
    }
}

#[tokio::test]
async fn a_secret_store_that_keeps_nothing_is_found_out_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let file = folder.path().join("countersign.db");

    let open = |secrets: Arc<dyn SecretStore>| {
        let parts = Parts::new(&[&server], Some(file.clone()));
        Phone::open(Parts { secrets, ..parts }).err()
    };

    let failed = Some(OpenError::Secrets(SecretStoreError::Failed));
    assert_eq!(open(Arc::new(Forgetful { kept: vec![] })), failed);
    assert_eq!(open(Arc::new(Forgetful { kept: vec![7; 32] })), failed);
    let locked = Some(OpenError::Secrets(SecretStoreError::Locked));
    assert_eq!(open(Arc::new(Locked)), locked);
    assert_eq!(open(Arc::new(Fixed(vec![7; 31]))), Some(OpenError::NotAKey));
    assert!(!file.exists(), "no database was begun");
    assert_eq!(open(Arc::new(Fixed(vec![7; 32]))), None);
}

#[tokio::test]
async fn a_new_or_empty_file_becomes_a_database_of_the_newest_version() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, b"").unwrap();

    for file in [folder.path().join("new.db"), empty] {
        let parts = Parts::new(&[&server], Some(file.clone()));
        let phone = Phone::open(parts).unwrap();
        let file = Connection::open(file).unwrap();
        let version: u32 = file.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        let mode: String = file.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();

        assert_eq!((version, mode.as_str()), (NEWEST, "wal"));
        assert_eq!(phone.device.enrolments().await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_databases_of_all_versions_still_open() {
    for version in FROZEN {
        opens(version).await;
    }
}

async fn opens(version: u32) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("countersign.db");
    std::fs::copy(frozen(version), &file).unwrap();
    let mut parts = Parts::new(&[], Some(file));
    parts.secrets = Arc::new(Fixed(FROZEN_KEY.to_vec()));

    let phone = Phone::open(parts).unwrap();

    let enrolments = phone.device.enrolments().await.unwrap();
    let history = phone.history().await;
    assert_eq!(enrolments.len(), 1);
    assert_eq!(enrolments[0].state, EnrolmentState::Active);
    assert_eq!(enrolments[0].account, samples::LABEL);
    assert_eq!(enrolments[0].digits.len(), 6);
    let outcomes: Vec<_> = history.iter().map(|entry| entry.outcome).collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Unknown,
            Outcome::Ended(Ending::Decided(Verdict::Denied)),
            Outcome::Ended(Ending::Decided(Verdict::Approved))
        ]
    );
    let asked = claims_of(&history[2].request_token);
    assert_eq!(asked["authorization_details"][0]["creditorName"], samples::PAYEE);
    assert_eq!(claims_of(history[2].receipt.as_ref().unwrap())["outcome"], "recorded");
    let waiting = phone.device.deliver_now().await.unwrap().tried;
    assert_eq!(waiting, [(history[0].request.clone(), Delivery::Unknown)]);
    let whole = phone.device.check_history(&enrolments[0].id).await.unwrap();
    assert_eq!(whole, HistoryCheck::Whole { entries: 2 });
}

/// Run once for each new migration, and keep the file.
#[tokio::test]
#[ignore = "writes core/tests/data"]
async fn write_the_database_of_this_version() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], Some(folder.path().join("countersign.db")));
    parts.secrets = Arc::new(Fixed(FROZEN_KEY.to_vec()));
    let phone = Phone::open(parts).unwrap();

    fill(&server, &phone).await;

    let file = Connection::open(phone.parts.database.as_ref().unwrap()).unwrap();
    std::fs::remove_file(frozen(NEWEST)).unwrap_or_default();
    file.execute("VACUUM INTO ?1", [frozen(NEWEST).to_str().unwrap()]).unwrap();
}

/// A phone with one enrolment, an approval, a denial, and a decision without an answer.
async fn phone_with_history(folder: &Path) -> (Server, Phone) {
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder);
    fill(&server, &phone).await;
    (server, phone)
}

async fn fill(server: &Server, phone: &Phone) {
    let at: Enrolled = phone.enrol(server).await;
    let requests: Vec<_> = (0..3).map(|_| server.ask(&at.device, samples::payment())).collect();
    let consent = phone.open_request(&at, &requests[0]).await;
    phone.approve(&consent).await.unwrap();
    let consent = phone.open_request(&at, &requests[1]).await;
    phone.device.deny(&consent, DenialReason::WrongDetails).await.unwrap();
    let consent = phone.open_request(&at, &requests[2]).await;
    server.go_down();
    phone.approve(&consent).await.unwrap();
    server.behave();
}

/// Closes the app and leaves one file in which everything is, as a backup would.
fn at_rest(phone: Phone, folder: &Path) -> Parts {
    let mut parts = phone.parts.clone();
    let copy = new_file(folder);
    let file = Connection::open(parts.database.as_ref().unwrap()).unwrap();
    file.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    parts.database = Some(copy);
    parts
}

fn with_contents(parts: &Parts, folder: &Path, bytes: &[u8]) -> Parts {
    let copy = new_file(folder);
    std::fs::write(&copy, bytes).unwrap();
    Parts { database: Some(copy), ..parts.clone() }
}

/// A name that no other file of this folder has.
fn new_file(folder: &Path) -> PathBuf {
    let taken = std::fs::read_dir(folder).unwrap().count();
    (taken..).map(|n| folder.join(format!("copy-{n}.db"))).find(|file| !file.exists()).unwrap()
}

fn contents(parts: &Parts) -> Vec<u8> {
    std::fs::read(parts.database.as_ref().unwrap()).unwrap()
}

fn change(parts: &Parts, sql: &str) {
    Connection::open(parts.database.as_ref().unwrap()).unwrap().execute_batch(sql).unwrap();
}

fn rows(parts: &Parts) -> i64 {
    let file = Connection::open(parts.database.as_ref().unwrap()).unwrap();
    file.query_row("SELECT count(*) FROM requests", [], |row| row.get(0)).unwrap()
}

/// Everything a phone would read: the request tokens, or the first error.
async fn read_all(parts: Parts) -> Result<Vec<String>, StoreError> {
    let phone = Phone::open(parts).map_err(|error| match error {
        OpenError::Store(error) => error,
        other => panic!("{other}"),
    })?;
    phone.device.enrolments().await?;
    let history = phone.device.history(None, 100).await?;
    Ok(history.into_iter().map(|entry| entry.request_token).collect())
}

/// All bytes of all files of a folder: the database, its WAL and its index.
fn everything_in(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(bytes: &[u8], mark: &str) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark.as_bytes())
}

fn frozen(version: u32) -> PathBuf {
    let file = format!("tests/data/database-{version:04}.db");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// Says that it kept something, and returns something else.
struct Forgetful {
    kept: Vec<u8>,
}

struct Locked;

/// Holds one secret from the beginning.
struct Fixed(Vec<u8>);

impl SecretStore for Forgetful {
    fn read(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Ok(None)
    }

    fn make(&self, _: &str) -> Result<Zeroizing<Vec<u8>>, SecretStoreError> {
        Ok(Zeroizing::new(self.kept.clone()))
    }

    fn remove(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Ok(None)
    }
}

impl SecretStore for Locked {
    fn read(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Err(SecretStoreError::Locked)
    }

    fn make(&self, _: &str) -> Result<Zeroizing<Vec<u8>>, SecretStoreError> {
        Err(SecretStoreError::Locked)
    }

    fn remove(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Err(SecretStoreError::Locked)
    }
}

impl SecretStore for Fixed {
    fn read(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Ok(Some(Zeroizing::new(self.0.clone())))
    }

    fn make(&self, _: &str) -> Result<Zeroizing<Vec<u8>>, SecretStoreError> {
        Err(SecretStoreError::Failed)
    }

    fn remove(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Err(SecretStoreError::Failed)
    }
}
