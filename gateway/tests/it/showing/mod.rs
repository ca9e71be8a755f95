//! Who is asked: the devices that can show a consent as the bank reads it, and send the answer.

mod answer;
mod descriptions;
mod templates;

use crate::bank::{ACCOUNT, Bank, payment};
use countersign_gateway::channel::{ChannelError, NewConsent, Unshowable};
use countersign_gateway::push::PushMessage;
use countersign_protocol::jose::Typ;
use countersign_testing::http::Answer;
use countersign_testing::phone::Phone;
use serde_json::{Value, json};

/// One thing that a phone can do otherwise.
type Change = fn(&mut Value);

/// A phone of the account, which can do what it usually can but for one thing.
async fn phone_but(bank: &Bank, seed: u8, change: impl FnOnce(&mut Value)) -> Phone {
    let mut phone = bank.unenrolled(seed);
    change(&mut phone.capabilities);
    bank.enrolled(ACCOUNT, phone).await
}

/// The phone tells what it can do now.
async fn report(phone: &Phone, capabilities: &Value) -> Answer {
    let typ = Typ::DeviceCapabilities;
    let body = phone.command(typ, &json!({"capabilities": capabilities}));
    phone.send("PUT", "/ad/device/capabilities", &typ.media_type(), &body).await
}

async fn ask(bank: &Bank, new: NewConsent) -> Result<Vec<String>, ChannelError> {
    bank.gateway.create_consent(new).await.map(|created| created.devices)
}

#[tokio::test]
async fn a_copy_is_signed_for_the_devices_that_can_show_it_and_for_no_other() {
    let cannot: [Change; 5] = [
        |can| can["authorization_details_types"] = json!(["account_information"]),
        |can| can["authorization_details_types"] = json!([]),
        |can| can["templates"] = json!(["2"]),
        |can| can["locales"] = json!(["it", "en-GB"]),
        |can| can["own_types"] = json!({"payment_initiation": "A".repeat(43)}),
    ];
    for change in cannot {
        let bank = Bank::open().await;
        let old = phone_but(&bank, 20, change).await;
        let new = bank.phone(30).await;

        let asked = ask(&bank, payment(ACCOUNT)).await.unwrap();

        assert_eq!(asked, [new.device.as_str()]);
        assert_eq!((old.pending().await.len(), new.pending().await.len()), (0, 1));
        let notices = bank.pushes.until(2).await; // one announces the new device
        let notified = |message: &PushMessage| matches!(message, PushMessage::Notice(_));
        let notified: Vec<_> = notices.iter().filter(|(_, what)| notified(what)).collect();
        assert!(notified.iter().all(|(device, _)| *device != old.device));
    }
}

#[tokio::test]
async fn what_no_device_can_show_is_refused_with_what_they_lack() {
    let lacking: [(Change, &str); 3] = [
        (|can| can["authorization_details_types"] = json!(["account_information"]), "type"),
        (|can| can["templates"] = json!(["2"]), "template"),
        (|can| can["locales"] = json!(["it"]), "locale"),
    ];
    let body = serde_json::to_string(&payment(ACCOUNT)).unwrap();
    for (change, reason) in lacking {
        let bank = Bank::open().await;
        let phones = [phone_but(&bank, 20, change).await, phone_but(&bank, 30, change).await];

        let answer = bank.channel("POST", "/channel/v1/consents", Some(&body)).await;

        let problem = "urn:countersign:problem:not-showable";
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json(), json!({"type": problem, "status": 422, "reason": reason}));
        for phone in &phones {
            assert_eq!(phone.pending().await.len(), 0, "{reason}");
        }
    }
}

#[tokio::test]
async fn where_each_device_lacks_something_else_no_device_is_what_is_said() {
    let bank = Bank::open().await;
    let _old = phone_but(&bank, 20, |can| can["templates"] = json!(["0"])).await;
    let _foreign = phone_but(&bank, 30, |can| can["locales"] = json!(["it"])).await;

    let refused = ask(&bank, payment(ACCOUNT)).await;

    assert_eq!(refused, Err(ChannelError::NotShowable(Unshowable::NoDevice)));
}

#[tokio::test]
async fn content_that_no_device_shows_is_told_from_what_devices_lack() {
    let bank = Bank::open().await;
    let _phone = bank.phone(20).await;
    let nothing = r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"0"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"}}]"#;
    let nothing = serde_json::from_str(nothing).unwrap();

    let refused =
        ask(&bank, NewConsent { authorization_details: Some(nothing), ..payment(ACCOUNT) }).await;

    assert_eq!(refused, Err(ChannelError::NotShowable(Unshowable::Content)));
}

#[tokio::test]
async fn a_login_needs_no_type() {
    let bank = Bank::open().await;
    let phone = phone_but(&bank, 20, |can| can["authorization_details_types"] = json!([])).await;
    let login = NewConsent {
        scope: Some("openid".to_owned()),
        authorization_details: None,
        ..payment(ACCOUNT)
    };

    let asked = ask(&bank, login).await.unwrap();

    assert_eq!(asked, [phone.device.as_str()]);
}

#[tokio::test]
async fn a_device_that_learned_to_show_it_is_asked() {
    let bank = Bank::open().await;
    let phone = phone_but(&bank, 20, |can| can["templates"] = json!([])).await;
    let before = ask(&bank, payment(ACCOUNT)).await;
    let mut can = phone.capabilities.clone();
    can["templates"] = json!(["1"]);

    let reported = report(&phone, &can).await;
    let after = ask(&bank, payment(ACCOUNT)).await;

    assert_eq!(before, Err(ChannelError::NotShowable(Unshowable::Template)));
    assert_eq!(reported.status, 204);
    assert_eq!(after, Ok(vec![phone.device.clone()]));
}

#[tokio::test]
async fn capabilities_that_are_none_are_not_taken() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let wrong: [Change; 6] = [
        |can| can["own_types"] = json!(["urn:bank.example:limit"]),
        |can| can["own_types"] = json!({"urn:bank.example:limit": 1}),
        |can| can["own_types"] = json!({"urn:bank.example:limit": "A".repeat(42)}),
        |can| can["own_types"] = json!({"urn:bank.example:limit": "=".repeat(43)}),
        |can| can["own_types"] = json!(null),
        |can| can["unlisted"] = json!([]),
    ];

    for change in wrong {
        let mut can = phone.capabilities.clone();
        change(&mut can);
        let answer = report(&phone, &can).await;

        assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"), "{can}");
    }
    assert!(ask(&bank, payment(ACCOUNT)).await.is_ok());
}
