//! A phone: the device with software keys, a clock that is moved by hand, and a person.

use super::trust::configured;
use super::{NOW, Server, samples};
use countersign::consent::words::Language;
use countersign::consent::{Presentation, Types};
use countersign::intake::Notice;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{
    CreatedKey, KeyAlias, KeyPurpose, KeyStore, KeyStoreError, Observer, Platform, SystemRandom,
};
use countersign::transport::{Issuer, Security};
use countersign::{
    ApprovalInput, Configuration, Consent, DecideError, Delivery, Device, DeviceInfo, EnrolError,
    Enrolment, HistoryEntry, OpenError, PreparedEnrolment, Retention, RotateError, Rotation,
};
use countersign_testing::ManualClock;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

pub(crate) struct Phone {
    pub(crate) device: Device,
    pub(crate) parts: Parts,
}

/// What stays when the app is closed.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) issuers: Vec<Issuer>,
    pub(crate) database: Option<PathBuf>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) secrets: Arc<dyn countersign::platform::SecretStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) retention: Retention,
    pub(crate) types: Types,
}

/// Software keys that remember which were made, and can fail.
pub(crate) struct Keys {
    pub(crate) software: SoftwareKeys,
    /// With the public half.
    made: Mutex<Vec<(KeyAlias, Vec<u8>)>>,
    trouble: Mutex<Option<KeyTrouble>>,
}

/// What goes wrong when keys are made or used.
#[derive(Clone, Copy)]
pub(crate) enum KeyTrouble {
    /// The approval key cannot be made.
    NoApprovalKey,
    /// The approval key's public half is not a point.
    NotAPoint,
    /// Both keys are the same.
    Twins,
    /// The store says of every key that it is gone, and lists them all the same.
    Stumbling,
}

impl Phone {
    /// A phone configured with these servers, over plain loopback, with nothing on disk.
    pub(crate) fn new(servers: &[&Server]) -> Self {
        Self::open(Parts::new(servers, None)).unwrap()
    }

    /// The same with its database in a file.
    pub(crate) fn on_disk(servers: &[&Server], folder: &Path) -> Self {
        Self::open(Parts::new(servers, Some(folder.join("countersign.db")))).unwrap()
    }

    pub(crate) fn open(parts: Parts) -> Result<Self, OpenError> {
        Ok(Self { device: Device::open(parts.configuration(), parts.platform())?, parts })
    }

    /// Closes the app and opens it again: what was in memory only is gone.
    pub(crate) fn reopen(self) -> Self {
        let parts = self.parts.clone();
        drop(self);
        Self::open(parts).unwrap()
    }

    /// Enrols up to the six digits.
    pub(crate) async fn register(&self, server: &Server) -> Enrolment {
        let offer = server.offer(samples::LABEL);
        let offer = self.device.read_offer(&offer.link).await.unwrap();
        let prepared = self.device.prepare_enrolment(offer, None).unwrap();
        self.finish(&prepared).await.unwrap()
    }

    /// Signs with the new approval key and registers.
    pub(crate) async fn finish(
        &self,
        prepared: &PreparedEnrolment,
    ) -> Result<Enrolment, EnrolError> {
        let signature = self.touch(prepared.key(), prepared.signing_input());
        self.device.complete_enrolment(prepared, &signature).await
    }

    /// Enrols to the end and returns the device's id at the AS. The server forgets these calls.
    pub(crate) async fn enrol(&self, server: &Server) -> Enrolled {
        let enrolment = self.register(server).await;
        let device = server.newest_device();
        server.set_device(&device, "active");
        self.device.refresh(&enrolment.id).await.unwrap();
        server.forget_calls();
        let handle = server.state().devices[&device].handle.clone();
        Enrolled { enrolment: enrolment.id, device, handle }
    }

    /// The finger on the sensor.
    pub(crate) fn touch(&self, key: &KeyAlias, input: &[u8]) -> Vec<u8> {
        self.parts.keys.software.sign_as_platform(key, input).unwrap()
    }

    /// Replaces the approval key, with both fingers on the sensor.
    pub(crate) async fn rotate_approval_key(&self, at: &Enrolled) -> Result<Rotation, RotateError> {
        let new = self.device.begin_rotation(&at.enrolment).await?;
        let proof = self.touch(new.key(), new.signing_input());
        let prepared = self.device.prepare_rotation(&new, &proof)?;
        let signature = self.touch(prepared.key(), prepared.signing_input());
        self.device.complete_rotation(&prepared, &signature).await
    }

    /// Opens a request of an enrolment.
    pub(crate) async fn open_request(&self, at: &Enrolled, request: &str) -> Consent {
        self.device.open_request(&at.enrolment, request).await.unwrap()
    }

    pub(crate) async fn approve(&self, consent: &Consent) -> Result<Delivery, DecideError> {
        self.approve_with(consent, &ApprovalInput::default()).await
    }

    pub(crate) async fn approve_with(
        &self,
        consent: &Consent,
        input: &ApprovalInput,
    ) -> Result<Delivery, DecideError> {
        let prepared = self.device.prepare(consent, input).unwrap();
        let signature = self.touch(prepared.key(), prepared.signing_input());
        self.device.complete(&prepared, &signature).await
    }

    /// The whole history, newest first.
    pub(crate) async fn history(&self) -> Vec<HistoryEntry> {
        self.device.history(None, 100).await.unwrap()
    }
}

/// An enrolment that is active, by both its names.
pub(crate) struct Enrolled {
    /// Local, at the phone.
    pub(crate) enrolment: String,
    /// At the AS.
    pub(crate) device: String,
    /// In notices.
    pub(crate) handle: String,
}

impl Parts {
    pub(crate) fn new(servers: &[&Server], database: Option<PathBuf>) -> Self {
        Self {
            issuers: servers
                .iter()
                .map(|server| configured(server, Security::PlainLoopback))
                .collect(),
            database,
            keys: Arc::new(Keys::new(SoftwareKeys::in_memory(Arc::new(SystemRandom::new())))),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(ManualClock::at(NOW)),
            observer: None,
            retention: Retention::default(),
            types: Types::default(),
        }
    }

    pub(crate) fn configuration(&self) -> Configuration {
        Configuration {
            issuers: self.issuers.clone(),
            database: self.database.clone(),
            presentation: Presentation {
                language: Language::English,
                time_zone: "Europe/Berlin".to_owned(),
                types: self.types.clone(),
            },
            device: DeviceInfo { model: "Test phone".to_owned(), os: "None 1".to_owned() },
            retention: self.retention,
        }
    }

    pub(crate) fn platform(&self) -> Platform {
        Platform {
            keys: Arc::<Keys>::clone(&self.keys),
            secrets: Arc::clone(&self.secrets),
            clock: Arc::<ManualClock>::clone(&self.clock),
            random: Arc::new(SystemRandom::new()),
            observer: self.observer.clone(),
        }
    }
}

impl Keys {
    pub(crate) fn new(software: SoftwareKeys) -> Self {
        Self { software, made: Mutex::default(), trouble: Mutex::default() }
    }

    pub(crate) fn fail_with(&self, trouble: KeyTrouble) {
        *self.trouble.lock().unwrap() = Some(trouble);
    }

    /// How many keys were made.
    pub(crate) fn made(&self) -> usize {
        self.made.lock().unwrap().len()
    }

    /// Those of the keys made that can still sign.
    pub(crate) fn left(&self) -> Vec<KeyAlias> {
        let made = self.made.lock().unwrap();
        let works = |key: &KeyAlias| self.software.sign_as_platform(key, b"x").is_ok();
        made.iter().map(|(key, _)| key).filter(|key| works(key)).cloned().collect()
    }
}

impl KeyStore for Keys {
    fn create(
        &self,
        alias: &KeyAlias,
        purpose: KeyPurpose,
        challenge: &[u8],
    ) -> Result<CreatedKey, KeyStoreError> {
        let trouble = *self.trouble.lock().unwrap();
        let trouble = trouble.filter(|_| purpose == KeyPurpose::Approval);
        if matches!(trouble, Some(KeyTrouble::NoApprovalKey)) {
            return Err(KeyStoreError::Failed);
        }
        let mut made = self.software.create(alias, purpose, challenge)?;
        let mut all = self.made.lock().unwrap();
        match trouble {
            Some(KeyTrouble::NotAPoint) => made.public_key = vec![4; 65],
            Some(KeyTrouble::Twins) => made.public_key.clone_from(&all.last().unwrap().1),
            _ => {}
        }
        all.push((alias.clone(), made.public_key.clone()));
        Ok(made)
    }

    fn sign(&self, alias: &KeyAlias, message: &[u8]) -> Result<Vec<u8>, KeyStoreError> {
        if matches!(*self.trouble.lock().unwrap(), Some(KeyTrouble::Stumbling)) {
            return Err(KeyStoreError::Gone);
        }
        self.software.sign(alias, message)
    }

    fn delete(&self, aliases: &[KeyAlias]) -> Result<Vec<KeyAlias>, KeyStoreError> {
        self.software.delete(aliases)
    }

    fn list(&self, prefix: &str) -> Result<Vec<KeyAlias>, KeyStoreError> {
        self.software.list(prefix)
    }
}

/// The notice that a push for this request carries.
pub(crate) fn notice(enrolment_handle: &str, request: &str) -> Notice {
    let json = format!(
        r#"{{"aps":{{"alert":"x"}},"countersign":"1","enrolment":"{enrolment_handle}","request":"{request}"}}"#
    );
    Notice::from_apns(json.as_bytes()).unwrap()
}
