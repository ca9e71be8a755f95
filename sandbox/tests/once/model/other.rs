//! Enrolling, and the customer's other phone.

use crate::bank::Bank;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{KeyAlias, SystemRandom};
use countersign::transport::Issuer;
use countersign::{Answered, Delivery, DenialReason, Device, Ending};
use countersign_sandbox::headless::Installation;
use countersign_testing::ManualClock;
use std::path::PathBuf;
use std::sync::Arc;

/// A phone of the same customer that says no and that nothing happens to.
pub(super) struct OtherPhone {
    device: Device,
    enrolment: String,
}

impl OtherPhone {
    pub(super) fn new(bank: &Bank, issuer: Issuer, database: PathBuf) -> Self {
        let clock = Arc::new(ManualClock::at(0));
        let app = install(issuer, database, "Other phone", clock);
        let device = app.start().unwrap();
        let (enrolment, _) = enrol(bank, &device, &app);
        Self { device, enrolment }
    }

    /// Whether this answer was the first.
    pub(super) async fn deny(&self, request: &str) -> bool {
        let Ok(consent) = self.device.open_request(&self.enrolment, request).await else {
            return false;
        };
        let denied = self.device.deny(&consent, DenialReason::NotMe).await;
        matches!(denied, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))))
    }
}

/// Installs the app on a phone with this clock.
pub(super) fn install(
    issuer: Issuer,
    database: PathBuf,
    model: &str,
    clock: Arc<ManualClock>,
) -> Installation {
    let keys = SoftwareKeys::in_memory(Arc::new(SystemRandom::new()));
    Installation::new(issuer, database, model, keys, SoftwareSecrets::in_memory()).with_clock(clock)
}

/// Enrols a device; its enrolment, and the name of its approval key.
pub(super) fn enrol(bank: &Bank, device: &Device, app: &Installation) -> (String, KeyAlias) {
    bank.runtime.block_on(async {
        let created = bank.gateway.create_offer(crate::bank::ACCOUNT, "Account").await.unwrap();
        let link = format!("{}/enrol?offer={}", bank.issuer, created.token);
        let offer = device.read_offer(&link).await.unwrap();
        let prepared = device.prepare_enrolment(offer, None).unwrap();
        let signature = app.sign(prepared.key(), prepared.signing_input()).unwrap();
        let enrolment = device.complete_enrolment(&prepared, &signature).await.unwrap();
        bank.gateway.confirm_offer(&created.offer, &enrolment.digits).await.unwrap();
        device.refresh(&enrolment.id).await.unwrap();
        (enrolment.id, prepared.key().clone())
    })
}
