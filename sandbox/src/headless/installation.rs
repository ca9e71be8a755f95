//! What the core is opened with where there is no phone: an app's configuration, and software keys.

use super::Failure;
use countersign::consent::words::Language;
use countersign::consent::{Presentation, Types};
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{Clock, KeyAlias, KeyStoreError, Platform, SystemClock, SystemRandom};
use countersign::transport::Issuer;
use countersign::{
    ApprovalInput, Configuration, Consent, Device, DeviceInfo, Enrolment, Offer, OpenError,
    Prepared, Retention,
};
use std::path::PathBuf;
use std::sync::Arc;

/// An app that is installed. It may be running or not.
pub struct Installation {
    configuration: Configuration,
    platform: Platform,
    keys: Arc<SoftwareKeys>,
}

impl Installation {
    /// Installs an app that may be enrolled at this bank.
    #[must_use]
    pub fn new(
        issuer: Issuer,
        database: PathBuf,
        model: &str,
        keys: SoftwareKeys,
        secrets: SoftwareSecrets,
    ) -> Self {
        let configuration = Configuration {
            issuers: vec![issuer],
            database: Some(database),
            presentation: Presentation {
                language: Language::English,
                time_zone: "UTC".to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: model.to_owned(), os: "None".to_owned() },
            retention: Retention::default(),
        };
        let keys = Arc::new(keys);
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(secrets),
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(SystemRandom::new()),
            observer: None,
        };
        Self { configuration, platform, keys }
    }

    /// The same with another clock than the machine's.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.platform.clock = clock;
        self
    }

    /// The same in another language than English.
    #[must_use]
    pub fn with_language(mut self, language: Language) -> Self {
        self.configuration.presentation.language = language;
        self
    }

    /// Its keys, which a test may take away.
    #[must_use]
    pub fn keys(&self) -> &SoftwareKeys {
        &self.keys
    }

    /// Starts the app: no token, no nonce, no connection.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub fn start(&self) -> Result<Device, OpenError> {
        Device::open(self.configuration.clone(), self.platform.clone())
    }

    /// The person's finger on the sensor: a signature with any key, in DER.
    ///
    /// # Errors
    ///
    /// [`KeyStoreError::Gone`] if there is no such key.
    pub fn sign(&self, key: &KeyAlias, message: &[u8]) -> Result<Vec<u8>, KeyStoreError> {
        self.keys.sign_as_platform(key, message)
    }

    /// Enrols without a push service.
    ///
    /// # Errors
    ///
    /// What the core or the bank has against it.
    pub async fn enrol(&self, device: &Device, offer: Offer) -> Result<Enrolment, Failure> {
        let prepared = device.prepare_enrolment(offer, None)?;
        let signature = self.sign(prepared.key(), prepared.signing_input())?;
        Ok(device.complete_enrolment(&prepared, &signature).await?)
    }

    /// Prepares an approval, and has it signed for [`Device::complete`].
    ///
    /// # Errors
    ///
    /// What the core has against it.
    pub fn prepare(
        &self,
        device: &Device,
        consent: &Consent,
        input: &ApprovalInput,
    ) -> Result<(Prepared, Vec<u8>), Failure> {
        let prepared = device.prepare(consent, input)?;
        let signature = self.sign(prepared.key(), prepared.signing_input())?;
        Ok((prepared, signature))
    }
}
