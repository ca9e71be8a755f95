//! The same journey without a language between: what the bindings are measured beside.

use crate::bank::{Bank, BankError};
use countersign::consent::Reading;
use countersign::intake::Notice;
use countersign::platform::SystemRandom;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::transport::{Issuer, Security};
use countersign::{Answered, ApprovalInput, Delivery, Device, Ending};
use countersign_sandbox::headless::Installation;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// A phone in Rust, enrolled at a bank.
#[derive(uniffi::Object)]
pub struct RustPhone {
    bank: Arc<Bank>,
    device: Device,
    app: Installation,
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
        let keys = SoftwareKeys::on_disk(&folder.join("rust-keys"), random);
        let secrets = SoftwareSecrets::on_disk(&folder.join("rust-secrets"));
        let issuer =
            Issuer::new(&bank.url(), "Desk Bank", vec![bank.voucher()], Security::PlainLoopback);
        let issuer = issuer.map_err(refused)?;
        let database = folder.join("rust.db");
        let app = Installation::new(issuer, database, "Test phone", keys, secrets);
        let device = app.start().map_err(refused)?;
        let made = bank.offer(account)?;
        let offer = runtime.block_on(device.read_offer(&made.link)).map_err(refused)?;
        let enrolment = runtime.block_on(app.enrol(&device, offer)).map_err(refused)?;
        let enrolled = bank.confirm(made.offer, enrolment.digits)?;
        runtime.block_on(device.refresh(&enrolment.id)).map_err(refused)?;
        Ok(Self { bank, device, app, enrolled, runtime })
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
        let input = ApprovalInput::default();
        let (prepared, signed) =
            self.app.prepare(&self.device, &consent, &input).map_err(refused)?;
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
