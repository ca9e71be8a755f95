//! The same journey without a language between: what the bindings are measured beside.

use crate::bank::{Bank, BankError};
use countersign::consent::words::Language;
use countersign::consent::{Presentation, Reading, Types};
use countersign::intake::Notice;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{Platform, SystemClock, SystemRandom};
use countersign::transport::{Issuer, Security};
use countersign::{
    Answered, ApprovalInput, Configuration, Delivery, Device, DeviceInfo, Ending, Retention,
};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// A phone in Rust, enrolled at a bank.
#[derive(uniffi::Object)]
pub struct RustPhone {
    bank: Arc<Bank>,
    device: Device,
    keys: Arc<SoftwareKeys>,
    enrolled: String,
    runtime: Runtime,
}

/// How long one consent took, in microseconds.
#[derive(Clone, uniffi::Record)]
pub struct Took {
    /// From the push to everything that is to be shown.
    pub receive_us: u64,
    /// From the person's yes to the bank's receipt, without the person.
    pub approve_us: u64,
}

#[uniffi::export]
impl RustPhone {
    /// A phone whose database and keys are in this folder.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    #[uniffi::constructor]
    pub fn enrol(bank: Arc<Bank>, account: String, folder: String) -> Result<Self, BankError> {
        let runtime = Runtime::new().map_err(refused)?;
        let folder = Path::new(&folder);
        let random = Arc::new(SystemRandom::new());
        let keys = Arc::new(SoftwareKeys::on_disk(&folder.join("rust-keys"), random.clone()));
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::on_disk(&folder.join("rust-secrets"))),
            clock: Arc::new(SystemClock::new()),
            random,
            observer: None,
        };
        let issuer =
            Issuer::new(&bank.url(), "Desk Bank", vec![bank.voucher()], Security::PlainLoopback);
        let configuration = Configuration {
            issuers: vec![issuer.map_err(refused)?],
            database: Some(folder.join("rust.db")),
            presentation: Presentation {
                language: Language::English,
                time_zone: "Europe/Berlin".to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: "Test phone".to_owned(), os: "Rust".to_owned() },
            retention: Retention::default(),
        };
        let device = Device::open(configuration, platform).map_err(refused)?;
        let made = bank.offer(account)?;
        let offer = runtime.block_on(device.read_offer(&made.link)).map_err(refused)?;
        let prepared = device.prepare_enrolment(offer, None).map_err(refused)?;
        let signed = keys.sign_as_platform(prepared.key(), prepared.signing_input());
        let signed = signed.map_err(refused)?;
        let completing = device.complete_enrolment(&prepared, &signed);
        let enrolment = runtime.block_on(completing).map_err(refused)?;
        let enrolled = bank.confirm(made.offer, enrolment.digits)?;
        runtime.block_on(device.refresh(&enrolment.id)).map_err(refused)?;
        Ok(Self { bank, device, keys, enrolled, runtime })
    }

    /// Is asked, and approves.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn consent(&self, consent: String) -> Result<Took, BankError> {
        self.bank.ask(consent)?;
        let push = self.bank.next_push(self.enrolled.clone(), 5000);
        let push = push.ok_or_else(|| refused("no push came"))?;

        let begun = Instant::now();
        let notice = Notice::from_fcm(&push).map_err(refused)?;
        let consent = self.runtime.block_on(self.device.open_notice(&notice)).map_err(refused)?;
        if !matches!(consent.reading(), Ok(Reading::Shown(_))) {
            return Err(refused("it cannot be shown"));
        }
        let receive_us = microseconds(begun.elapsed());

        let begun = Instant::now();
        let prepared = self.device.prepare(&consent, &ApprovalInput::default()).map_err(refused)?;
        let signed = self.keys.sign_as_platform(prepared.key(), prepared.signing_input());
        let signed = signed.map_err(refused)?;
        let completing = self.device.complete(&prepared, &signed);
        match self.runtime.block_on(completing).map_err(refused)? {
            Delivery::Ended(Ending::Decided(Answered::Recorded { .. })) => {
                Ok(Took { receive_us, approve_us: microseconds(begun.elapsed()) })
            }
            _ => Err(refused("it was not recorded")),
        }
    }
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn refused(why: impl std::fmt::Display) -> BankError {
    BankError::Refused(why.to_string())
}

impl std::fmt::Debug for RustPhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RustPhone")
    }
}
