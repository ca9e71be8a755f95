//! The real core against the real gateway, over a life of keys.

use crate::bank::{ACCOUNT, Bank, payment};
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{KeyAlias, Platform, SystemClock, SystemRandom};
use countersign::transport::{Issuer, Security};
use countersign::{
    Answered, ApprovalInput, Approving, Configuration, Consent, Delivery, DenialReason, Device,
    DeviceInfo, Ending, EnrolmentState, PromptFailure, PushTarget, Retention, Rotation, Told,
};
use countersign_gateway::channel::{ConsentState, DeviceState};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{Presentation, Types};
use countersign_protocol::jose::Signer;
use std::sync::Arc;

/// A bank that goes by the time of this machine, as the `Date` of its answers does.
async fn bank() -> Bank {
    Bank::with(|settings| settings.clock = Arc::new(SystemClock::new())).await
}

struct Customer {
    device: Device,
    keys: Arc<SoftwareKeys>,
    enrolment: String,
}

impl Customer {
    /// With an enrolment that the bank confirmed.
    async fn of(bank: &Bank) -> Self {
        let vouching = vec![*bank.vouching.public_key()];
        let issuer = Issuer::new(&bank.issuer, "Bank", vouching, Security::PlainLoopback).unwrap();
        let keys = Arc::new(SoftwareKeys::in_memory(Arc::new(SystemRandom::new())));
        let configuration = Configuration {
            issuers: vec![issuer],
            database: None,
            presentation: Presentation {
                language: Language::English,
                time_zone: "UTC".to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: "Phone".to_owned(), os: "OS".to_owned() },
            retention: Retention::default(),
        };
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(SystemRandom::new()),
            observer: None,
        };
        let device = Device::open(configuration, platform).unwrap();
        let made = bank.gateway.create_offer(ACCOUNT, "DE** 1603").await.unwrap();
        let link = format!("https://app.bank.example/enrol?offer={}", made.token);
        let offer = device.read_offer(&link).await.unwrap();
        let prepared = device.prepare_enrolment(offer, None).unwrap();
        let signature = keys.sign_as_platform(prepared.key(), prepared.signing_input()).unwrap();
        let enrolment = device.complete_enrolment(&prepared, &signature).await.unwrap();
        bank.gateway.confirm_offer(&made.offer, &enrolment.digits).await.unwrap();
        device.refresh(&enrolment.id).await.unwrap();
        Self { device, keys, enrolment: enrolment.id }
    }

    fn touch(&self, key: &KeyAlias, input: &[u8]) -> Vec<u8> {
        self.keys.sign_as_platform(key, input).unwrap()
    }

    async fn open(&self) -> Consent {
        let waiting = self.device.pending(&self.enrolment).await.unwrap();
        self.device.open_request(&self.enrolment, &waiting[0].id).await.unwrap()
    }

    async fn approve(&self, consent: &Consent) -> Delivery {
        let prepared = self.device.prepare(consent, &ApprovalInput::default()).unwrap();
        let signature = self.touch(prepared.key(), prepared.signing_input());
        self.device.complete(&prepared, &signature).await.unwrap()
    }

    async fn rotate_approval_key(&self) -> Rotation {
        let new = self.device.begin_rotation(&self.enrolment).await.unwrap();
        let proof = self.touch(new.key(), new.signing_input());
        let prepared = self.device.prepare_rotation(&new, &proof).unwrap();
        let signature = self.touch(prepared.key(), prepared.signing_input());
        self.device.complete_rotation(&prepared, &signature).await.unwrap()
    }
}

#[tokio::test]
async fn both_keys_are_replaced_while_a_consent_is_open() {
    let bank = bank().await;
    let customer = Customer::of(&bank).await;
    let first = bank.gateway.create_consent(payment(ACCOUNT)).await.unwrap();
    let open = customer.open().await;
    let prepared = customer.device.prepare(&open, &ApprovalInput::default()).unwrap();
    let by_old = customer.touch(prepared.key(), prepared.signing_input());

    assert_eq!(customer.rotate_approval_key().await, Rotation::Done);
    let silent = customer.device.rotate_transport_key(&customer.enrolment).await;
    assert_eq!(silent, Ok(Rotation::Done));
    let completed = customer.device.complete(&prepared, &by_old).await.unwrap();
    let second = bank.gateway.create_consent(payment(ACCOUNT)).await.unwrap();
    let approved = customer.approve(&customer.open().await).await;

    assert!(
        matches!(completed, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
        "asked before, signed before"
    );
    assert!(matches!(approved, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    for consent in [first.consent, second.consent] {
        let record = bank.gateway.consent(&consent).await.unwrap();
        assert_eq!(record.state, ConsentState::Approved);
    }
}

#[tokio::test]
async fn not_me_ends_the_request_and_blocks_until_the_bank_unblocks() {
    let bank = bank().await;
    let customer = Customer::of(&bank).await;
    let created = bank.gateway.create_consent(payment(ACCOUNT)).await.unwrap();
    let consent = customer.open().await;

    let reported = customer.device.not_me(&consent).await.unwrap();

    let record = bank.gateway.consent(&created.consent).await.unwrap();
    let device = bank.gateway.devices(ACCOUNT).await.unwrap().remove(0);
    assert!(matches!(
        reported.denial,
        Some(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
    assert_eq!(reported.report, Told::Now);
    assert_eq!((record.state, device.state), (ConsentState::Denied, DeviceState::Blocked));
    bank.gateway.unblock(&device.id).await.unwrap();
    let refreshed = customer.device.refresh(&customer.enrolment).await.unwrap();
    assert_eq!(refreshed.state, EnrolmentState::Active);
}

#[tokio::test]
async fn a_lock_on_the_phone_is_the_banks_to_lift() {
    let bank = bank().await;
    let customer = Customer::of(&bank).await;
    let created = bank.gateway.create_consent(payment(ACCOUNT)).await.unwrap();
    let consent = customer.open().await;
    let prepared = customer.device.prepare(&consent, &ApprovalInput::default()).unwrap();

    let mut said = Approving::Possible;
    for _ in 0..5 {
        let failed = customer.device.prompt_failed(&prepared, PromptFailure::NotRecognised).await;
        said = failed.unwrap();
    }

    let denied = customer.device.deny(&consent, DenialReason::ChangedMind).await.unwrap();

    let record = bank.gateway.consent(&created.consent).await.unwrap();
    let device = bank.gateway.devices(ACCOUNT).await.unwrap().remove(0);
    assert_eq!((said, device.state), (Approving::Locked, DeviceState::Blocked));
    assert!(
        matches!(denied, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
        "a locked phone can still say no"
    );
    assert_eq!(record.state, ConsentState::Denied);
    bank.gateway.unblock(&device.id).await.unwrap();
    customer.device.refresh(&customer.enrolment).await.unwrap();
    bank.gateway.create_consent(payment(ACCOUNT)).await.unwrap();
    let consent = customer.open().await;
    assert!(matches!(
        customer.approve(&consent).await,
        Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))
    ));
}

#[tokio::test]
async fn a_new_push_target_and_a_removal_reach_the_bank() {
    let bank = bank().await;
    let customer = Customer::of(&bank).await;
    let push = PushTarget { provider: "fcm".to_owned(), token: "a-new-token".to_owned() };

    let told = customer.device.update_push(&customer.enrolment, &push).await;
    customer.device.remove(&customer.enrolment).await.unwrap();
    customer.device.remove(&customer.enrolment).await.unwrap();

    assert_eq!(told, Ok(Told::Now));
    assert!(bank.log().await.contains(&("push_changed".to_owned(), None)));
    let device = bank.gateway.devices(ACCOUNT).await.unwrap().remove(0);
    assert_eq!(device.state, DeviceState::Revoked);
    assert_eq!(customer.device.enrolments().await.unwrap(), []);
}
