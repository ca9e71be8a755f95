//! An authentication device in Rust, as short as it can be: it enrols, shows a request as text,
//! and approves it. The Kotlin and Swift libraries do the same calls.
//!
//! Its keys are in software: for a look, never for people. `examples/gateway` runs it against a
//! bank; it asks nobody, so it approves whatever can be shown.

use countersign::consent::words::Language;
use countersign::consent::{Presentation, Reading, Types, View};
use countersign::jose::PublicKey;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{Platform, SystemClock, SystemRandom};
use countersign::transport::{Issuer, Security};
use countersign::{
    Answered, ApprovalInput, Configuration, Delivery, DenialReason, Device, DeviceInfo, Ending,
    Enrolment, Retention,
};
use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;

/// What can go wrong, for an example.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A device and the keys that stand for its key store and its finger.
pub struct Phone {
    device: Device,
    keys: Arc<SoftwareKeys>,
}

impl Phone {
    /// Opens a device that knows one bank on this machine.
    ///
    /// # Errors
    ///
    /// If the issuer is not one, or the device does not open.
    pub fn open(issuer: &str, vouching_key: PublicKey) -> Result<Self, Failure> {
        // A bank on the internet is `Security::Tls` with its roots and at least two pins.
        let bank =
            Issuer::new(issuer, "Example bank", vec![vouching_key], Security::PlainLoopback)?;
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
            issuers: vec![bank],
            database: None, // in memory; an app names a file
            presentation: Presentation {
                language: Language::English,
                time_zone: "Europe/Berlin".to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: "Example".to_owned(), os: "Example 1".to_owned() },
            retention: Retention::default(),
        };
        Ok(Self { device: Device::open(configuration, platform)?, keys })
    }

    /// Answers an offer. The bank's page and this phone then show the same six digits.
    ///
    /// # Errors
    ///
    /// If the offer is not good, or the bank does not take the device.
    pub async fn enrol(&self, link: &str) -> Result<Enrolment, Failure> {
        let offer = self.device.read_offer(link).await?;
        let prepared = self.device.prepare_enrolment(offer, None)?;
        let der = self.keys.sign_as_platform(prepared.key(), prepared.signing_input())?;
        Ok(self.device.complete_enrolment(&prepared, &der).await?)
    }

    /// Hears from the bank that the digits were confirmed.
    ///
    /// # Errors
    ///
    /// If the bank cannot be reached.
    pub async fn refresh(&self, enrolment: &str) -> Result<Enrolment, Failure> {
        Ok(self.device.refresh(enrolment).await?)
    }

    /// Opens the oldest request, and answers it; gives what was shown.
    ///
    /// # Errors
    ///
    /// If there is none, or the bank did not record the answer.
    pub async fn answer(&self, enrolment: &str) -> Result<String, Failure> {
        let waiting = self.device.pending(enrolment).await?;
        let request = waiting.first().ok_or("nothing is asked")?;
        let consent = self.device.open_request(enrolment, &request.id).await?;
        let Reading::Shown(view) = consent.reading()? else {
            self.device.deny(&consent, DenialReason::CannotDisplay).await?;
            return Err("it could not be shown".into());
        };
        let screen = screen(view);
        let prepared = self.device.prepare(&consent, &ApprovalInput::default())?;
        // Where a fingerprint would be asked for, under `prepared.prompt()`.
        let der = self.keys.sign_as_platform(prepared.key(), prepared.signing_input())?;
        match self.device.complete(&prepared, &der).await? {
            Delivery::Ended(Ending::Decided(Answered::Recorded { .. })) => Ok(screen),
            other => Err(format!("not recorded: {other:?}").into()),
        }
    }
}

/// All of it, in this order.
fn screen(view: &View) -> String {
    let mut screen = format!("{}\n", view.title);
    for section in &view.sections {
        for field in &section.fields {
            let _ = writeln!(screen, "  {}: {}", field.label, field.text);
        }
    }
    screen
}
