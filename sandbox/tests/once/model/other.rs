//! Enrolling, and the customer's other phone.

use crate::bank::Bank;
use countersign::platform::software::{ManualClock, SoftwareKeys, SoftwareSecrets};
use countersign::platform::{KeyAlias, Platform, SystemRandom};
use countersign::{Answered, Configuration, Delivery, DenialReason, Device, Ending};
use std::sync::Arc;

/// A phone of the same customer that says no and that nothing happens to.
pub(super) struct OtherPhone {
    device: Device,
    enrolment: String,
}

impl OtherPhone {
    pub(super) fn new(bank: &Bank, configuration: &Configuration) -> Self {
        let random = Arc::new(SystemRandom::new());
        let keys = Arc::new(SoftwareKeys::in_memory(random.clone()));
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(ManualClock::at(0)),
            random,
            observer: None,
        };
        let configuration = Configuration { database: None, ..configuration.clone() };
        let device = Device::open(configuration, platform).unwrap();
        let (enrolment, _) = enrol(bank, &device, &keys);
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

/// Enrols a device; its enrolment, and the name of its approval key.
pub(super) fn enrol(bank: &Bank, device: &Device, keys: &SoftwareKeys) -> (String, KeyAlias) {
    bank.runtime.block_on(async {
        let created = bank.gateway.create_offer(crate::bank::ACCOUNT, "Account").await.unwrap();
        let link = format!("{}/enrol?offer={}", bank.issuer, created.token);
        let offer = device.read_offer(&link).await.unwrap();
        let prepared = device.prepare_enrolment(offer, None).unwrap();
        let signature = keys.sign_as_platform(prepared.key(), prepared.signing_input()).unwrap();
        let enrolment = device.complete_enrolment(&prepared, &signature).await.unwrap();
        bank.gateway.confirm_offer(&created.offer, &enrolment.digits).await.unwrap();
        device.refresh(&enrolment.id).await.unwrap();
        (enrolment.id, prepared.key().clone())
    })
}
