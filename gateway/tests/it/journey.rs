//! The real device against the real gateway over loopback: from an offer to a receipt.

use crate::bank::{Bank, payment};
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{Platform, SystemClock, SystemRandom};
use countersign::transport::{Issuer, Security};
use countersign::{
    Answered, ApprovalInput, Configuration, Consent, Delivery, DenialReason, Device, DeviceInfo,
    Ending, FetchError, Outcome, PrepareError, PushTarget, Retention, Verdict,
};
use countersign_gateway::channel::{ConsentState, DeviceState, NewConsent, OfferedAccount};
use countersign_gateway::push::PushMessage;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{Chosen, Presentation, Reading, Selection, Types};
use countersign_protocol::jose::Signer as _;
use countersign_protocol::notice::Notice;
use countersign_testing::claims_of;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// A phone: the core, with keys that a test can use as the platform would.
struct Phone {
    device: Device,
    keys: Arc<SoftwareKeys>,
}

impl Phone {
    fn new(bank: &Bank) -> Self {
        let vouching = vec![*bank.vouching.public_key()];
        let issuer =
            Issuer::new(&bank.issuer, "Test Bank", vouching, Security::PlainLoopback).unwrap();
        let random = Arc::new(SystemRandom::default());
        let keys = Arc::new(SoftwareKeys::in_memory(random.clone()));
        let configuration = Configuration {
            issuers: vec![issuer],
            database: None,
            presentation: Presentation {
                language: Language::English,
                time_zone: "Europe/Berlin".to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: "Test Phone".to_owned(), os: "Test OS 1".to_owned() },
            retention: Retention::default(),
        };
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(SystemClock::new()),
            random,
            observer: None,
        };
        Self { device: Device::open(configuration, platform).unwrap(), keys }
    }

    /// Enrols by an offer's link and has the bank confirm the digits.
    async fn enrol(&self, bank: &Bank) -> String {
        let created = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
        let link = format!("{}/enrol?offer_uri={}", bank.issuer, created.offer_uri);
        let offer = self.device.read_offer(&link).await.unwrap();
        assert_eq!((offer.bank.as_str(), offer.account.as_str()), ("Test Bank", "DE** 1603"));
        let push = PushTarget { provider: "fcm".to_owned(), token: "push-token".to_owned() };
        let prepared = self.device.prepare_enrolment(offer, Some(&push)).unwrap();
        let signature =
            self.keys.sign_as_platform(prepared.key(), prepared.signing_input()).unwrap();
        let enrolment = self.device.complete_enrolment(&prepared, &signature).await.unwrap();
        bank.gateway.confirm_offer(&created.offer, &enrolment.digits).await.unwrap();
        self.device.refresh(&enrolment.id).await.unwrap();
        enrolment.id
    }

    /// Opens what the last notice points at.
    async fn open(&self, bank: &Bank) -> Result<Consent, FetchError> {
        let Some((_, PushMessage::Notice(notice))) = bank.pushes.sent().pop() else {
            panic!("no notice");
        };
        let data: HashMap<String, String> =
            serde_json::from_value(serde_json::to_value(notice).unwrap()).unwrap();
        self.device.open_notice(&Notice::from_fcm(&data).unwrap()).await
    }

    async fn approve(&self, consent: &Consent, input: &ApprovalInput) -> Delivery {
        let prepared = self.device.prepare(consent, input).unwrap();
        let signature =
            self.keys.sign_as_platform(prepared.key(), prepared.signing_input()).unwrap();
        self.device.complete(&prepared, &signature).await.unwrap()
    }
}

async fn bank() -> Bank {
    Bank::with(|settings| {
        settings.clock = Arc::new(SystemClock::new());
        settings.refuse_unshowable = false;
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_with_a_choice_and_a_number_is_approved() {
    let bank = bank().await;
    let phone = Phone::new(&bank);
    phone.enrol(&bank).await;
    let account = |id: &str| OfferedAccount {
        id: id.to_owned(),
        label: format!("Account {id}"),
        identification: "DE** 1603".to_owned(),
        currency: Some("EUR".to_owned()),
    };
    let asked = NewConsent {
        accounts: Some(vec![account("a"), account("b")]),
        number_entry: Some(2),
        binding_message: Some("W4SCT".to_owned()),
        ..payment("account-1")
    };

    let created = bank.gateway.create_consent(asked).await.unwrap();
    let consent = phone.open(&bank).await.unwrap();
    let chosen = vec![Chosen { detail: 0, accounts: vec!["b".to_owned()] }];
    let input = ApprovalInput {
        selection: Selection::of(chosen),
        number: created.number_to_enter.clone(),
        integrity: None,
    };
    let delivery = phone.approve(&consent, &input).await;

    let Delivery::Ended(Ending::Decided(Answered::Recorded { receipt })) = delivery else {
        panic!("not recorded")
    };
    let receipt = claims_of(&receipt);
    let record = bank.gateway.consent(&created.consent).await.unwrap();
    assert_eq!(record.state, ConsentState::Approved);
    assert_eq!(record.authentication_code.as_deref(), receipt["decision_jti"].as_str());
    assert_eq!(record.selection.unwrap().get(), r#"[{"detail":0,"accounts":["b"]}]"#);
    assert_eq!(record.amr.unwrap()[..2], ["swk", "user"]);
    let history = phone.device.history(None, 10).await.unwrap();
    assert_eq!(
        (history.len(), history[0].outcome),
        (1, Outcome::Ended(Ending::Decided(Verdict::Approved)))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_ends_the_request_and_says_no_more() {
    let bank = bank().await;
    let phone = Phone::new(&bank);
    phone.enrol(&bank).await;
    let asked = NewConsent { number_entry: Some(2), ..payment("account-1") };

    let created = bank.gateway.create_consent(asked).await.unwrap();
    let consent = phone.open(&bank).await.unwrap();
    let wrong = if created.number_to_enter.as_deref() == Some("11") { "12" } else { "11" };
    let input = ApprovalInput { number: Some(wrong.to_owned()), ..ApprovalInput::default() };
    let delivery = phone.approve(&consent, &input).await;

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Refused))));
    let state = bank.gateway.consent(&created.consent).await.unwrap().state;
    assert_eq!(state, ConsentState::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_declined_and_the_other_phone_is_told() {
    let bank = bank().await;
    let (first, second) = (Phone::new(&bank), Phone::new(&bank));
    first.enrol(&bank).await;
    let on_second = second.enrol(&bank).await;

    let created = bank.ask().await;
    let waiting = second.device.pending(&on_second).await.unwrap();
    let consent = second.device.open_request(&on_second, &waiting[0].id).await.unwrap();
    let notices = bank.pushes.sent();
    let for_first = notices.iter().find_map(|(device, message)| match message {
        PushMessage::Notice(notice) if *device == created.devices[0] => Some(notice.clone()),
        _ => None,
    });
    let data = serde_json::from_value(serde_json::to_value(for_first.unwrap()).unwrap()).unwrap();
    let notice = Notice::from_fcm(&data).unwrap();
    let on_first = first.device.open_notice(&notice).await.unwrap();
    let denied = first.device.deny(&on_first, DenialReason::WrongDetails).await.unwrap();
    let approved = second.approve(&consent, &ApprovalInput::default()).await;

    assert!(matches!(denied, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert!(matches!(approved, Delivery::Ended(Ending::AnsweredElsewhere)));
    let record = bank.gateway.consent(&created.consent).await.unwrap();
    assert_eq!(
        (record.state, record.reason.as_deref()),
        (ConsentState::Denied, Some("wrong_details"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shown_is_denied_and_never_approved() {
    let bank = bank().await;
    let phone = Phone::new(&bank);
    phone.enrol(&bank).await;
    let details = json!([{"type": "something_else"}]).to_string();
    let hidden = NewConsent {
        authorization_details: Some(serde_json::from_str(&details).unwrap()),
        ..payment("account-1")
    };

    let created = bank.gateway.create_consent(hidden).await.unwrap();
    let consent = phone.open(&bank).await.unwrap();
    let prepared = phone.device.prepare(&consent, &ApprovalInput::default());
    let delivery = phone.device.deny(&consent, DenialReason::CannotDisplay).await.unwrap();

    assert!(matches!(consent.reading(), Ok(Reading::NotShown(_))));
    assert_eq!(prepared.err(), Some(PrepareError::NotShown));
    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    let record = bank.gateway.consent(&created.consent).await.unwrap();
    assert_eq!(record.reason.as_deref(), Some("cannot_display"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_request_is_over_before_and_after_it_was_opened() {
    let bank = bank().await;
    let phone = Phone::new(&bank);
    phone.enrol(&bank).await;

    let created = bank.ask().await;
    let consent = phone.open(&bank).await.unwrap();
    bank.gateway.withdraw(&created.consent).await.unwrap();
    let delivery = phone.approve(&consent, &ApprovalInput::default()).await;
    let again = phone.open(&bank).await;

    assert!(matches!(delivery, Delivery::Ended(Ending::Withdrawn)));
    assert_eq!(again.err(), Some(FetchError::Over));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_reports_is_blocked_unblocked_and_removes_itself() {
    let bank = bank().await;
    let phone = Phone::new(&bank);
    let enrolment = phone.enrol(&bank).await;
    bank.ask().await;
    let consent = phone.open(&bank).await.unwrap();
    let state = || async { bank.gateway.devices("account-1").await.unwrap()[0].state };

    phone.device.report(&enrolment, consent.id()).await.unwrap();
    let reported = state().await;
    let device = bank.gateway.devices("account-1").await.unwrap()[0].id.clone();
    bank.gateway.unblock(&device).await.unwrap();
    let push = PushTarget { provider: "apns".to_owned(), token: "other".to_owned() };
    phone.device.update_push(&enrolment, &push).await.unwrap();
    phone.device.update_capabilities(&enrolment).await.unwrap();
    let unblocked = state().await;
    phone.device.remove(&enrolment).await.unwrap();

    assert_eq!((reported, unblocked), (DeviceState::Blocked, DeviceState::Active));
    assert_eq!(state().await, DeviceState::Revoked);
    assert!(phone.device.enrolments().await.unwrap().is_empty());
}
