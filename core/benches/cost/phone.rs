//! An enrolled device with software keys.

use crate::bank::{Bank, ISSUER};
use countersign::consent::{Presentation, Types, words::Language};
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{Change, KeyAlias, Observer, Platform, SystemClock, SystemRandom};
use countersign::transport::{Issuer, Security};
use countersign::{Configuration, Device, DeviceInfo, Prepared, Retention};
use countersign_transport::answered_from_memory;
use rusqlite::{Connection, params};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The device, its bank and what it stands on.
pub(crate) struct Phone {
    pub(crate) device: Device,
    pub(crate) enrolment: String,
    pub(crate) bank: Arc<Bank>,
    keys: Arc<SoftwareKeys>,
    watch: Arc<Watch>,
    platform: Platform,
    runtime: Runtime,
    folder: TempDir,
}

/// Notes when the device says that a decision is stored.
#[derive(Default)]
struct Watch(Mutex<Option<Instant>>);

impl Observer for Watch {
    fn changed(&self, change: Change) {
        if change == Change::Requests {
            *self.0.lock().unwrap() = Some(Instant::now());
        }
    }
}

impl Phone {
    pub(crate) fn enrolled() -> Self {
        let (bank, random, watch) =
            (Arc::new(Bank::new()), Arc::new(SystemRandom::new()), Arc::new(Watch::default()));
        let keys = Arc::new(SoftwareKeys::in_memory(random.clone()));
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(SystemClock::new()),
            random,
            observer: Some(watch.clone()),
        };
        let folder = folder();
        let device = open(&bank, &platform, &folder);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let enrolment = runtime.block_on(async {
            let offer = device.read_offer(&bank.offer_link()).await.unwrap();
            let prepared = device.prepare_enrolment(offer, None).unwrap();
            let signature =
                keys.sign_as_platform(prepared.key(), prepared.signing_input()).unwrap();
            device.complete_enrolment(&prepared, &signature).await.unwrap().id
        });
        Self { device, enrolment, bank, keys, watch, platform, runtime, folder }
    }

    /// An enrolled device whose history has this many entries, as large as real ones.
    pub(crate) fn with_history(entries: usize) -> Self {
        let phone = Self::enrolled();
        let mut database = Connection::open(phone.folder.path().join("device.db")).unwrap();
        let transaction = database.transaction().unwrap();
        for n in 0..entries {
            transaction
                .execute(
                    "INSERT INTO requests (enrolment, id, hash, arrived_at, expires_at, state, approved, sealed, decision, receipt, ended_at)
                     VALUES (?1, ?2, 'hash', 1, 1, 'recorded', 1, ?3, ?3, ?3, 1)",
                    params![phone.enrolment, n.to_string(), vec![7u8; Bank::REQUEST_SIZE]],
                )
                .unwrap();
        }
        transaction.commit().unwrap();
        phone
    }

    pub(crate) fn reopen(&self) -> Device {
        open(&self.bank, &self.platform, &self.folder)
    }

    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The fingerprint.
    pub(crate) fn touch(&self, prepared: &Prepared) -> Vec<u8> {
        let alias: &KeyAlias = prepared.key();
        self.keys.sign_as_platform(alias, prepared.signing_input()).unwrap()
    }

    /// When the last decision was stored.
    pub(crate) fn stored_at(&self) -> Instant {
        self.watch.0.lock().unwrap().unwrap()
    }
}

fn open(bank: &Arc<Bank>, platform: &Platform, folder: &TempDir) -> Device {
    let vouching = vec![bank.vouching_key()];
    let issuer = Issuer::new(ISSUER, "Bank", vouching, Security::PlainLoopback).unwrap();
    let configuration = Configuration {
        issuers: vec![answered_from_memory(issuer, Arc::<Bank>::clone(bank)).unwrap()],
        database: Some(folder.path().join("device.db")),
        presentation: Presentation {
            language: Language::English,
            time_zone: "UTC".to_owned(),
            types: Types::default(),
        },
        device: DeviceInfo { model: "Bench".to_owned(), os: "Bench".to_owned() },
        retention: Retention::default(),
    };
    Device::open(configuration, platform.clone()).unwrap()
}

/// A folder on the disk that the build is on: a memory file system would make syncing free.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}
