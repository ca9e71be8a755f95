//! One phone: the real core with keys in memory and a database file.

use crate::Failure;
use crate::channel::Channel;
use countersign::consent::words::Language;
use countersign::consent::{Presentation, Types};
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{KeyAlias, Platform, SystemClock, SystemRandom};
use countersign::transport::Issuer;
use countersign::{Configuration, Device, DeviceInfo, Retention};
use std::path::Path;
use std::sync::Arc;

/// A phone that is enrolled. Its app is not running.
pub(crate) struct Phone {
    /// The account at the AS.
    pub(crate) account: String,
    /// The enrolment's id on the phone.
    pub(crate) enrolment: String,
    keys: Arc<SoftwareKeys>,
    configuration: Configuration,
    platform: Platform,
}

impl Phone {
    /// Makes a phone, enrols it as a customer would, and closes the app.
    pub(crate) async fn enrol(
        issuer: &Issuer,
        channel: &Channel,
        account: String,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let random = Arc::new(SystemRandom::new());
        let keys = Arc::new(SoftwareKeys::in_memory(random.clone()));
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(SystemClock::new()),
            random,
            observer: None,
        };
        let configuration = Configuration {
            issuers: vec![issuer.clone()],
            database: Some(folder.join(format!("{account}.sqlite"))),
            presentation: Presentation {
                language: Language::English,
                time_zone: "UTC".to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: "Fleet phone".to_owned(), os: "None".to_owned() },
            retention: Retention::default(),
        };
        let device = Device::open(configuration.clone(), platform.clone())?;
        let (offer, token) = channel.offer(&account).await?;
        let link = format!("https://bank.example/?offer={token}");
        let prepared = device.prepare_enrolment(device.read_offer(&link).await?, None)?;
        let signature = keys.sign_as_platform(prepared.key(), prepared.signing_input())?;
        let enrolled = device.complete_enrolment(&prepared, &signature).await?;
        channel.confirm(&offer, &enrolled.digits).await?;
        device.refresh(&enrolled.id).await?;
        Ok(Self { account, enrolment: enrolled.id, keys, configuration, platform })
    }

    /// Starts the app: no token, no nonce, no connection.
    pub(crate) fn start(&self) -> Result<Device, Failure> {
        Ok(Device::open(self.configuration.clone(), self.platform.clone())?)
    }

    /// The person's finger on the sensor.
    pub(crate) fn sign(&self, key: &KeyAlias, message: &[u8]) -> Result<Vec<u8>, Failure> {
        Ok(self.keys.sign_as_platform(key, message)?)
    }
}
