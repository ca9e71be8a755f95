//! Two descriptions of one type of the bank's own: the app has one, the gateway another.

use super::{ask, report};
use crate::bank::{ACCOUNT, Bank, payment};
use countersign_gateway::channel::{ChannelError, ConsentState, NewConsent, Unshowable};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{OwnType, Selection, Types};
use countersign_protocol::vocabulary::Capabilities;
use countersign_testing::phone::Phone;
use serde_json::{Value, json};

const LIMIT: &str = r#"{"type":"urn:bank.example:limit",
    "title":{"en":"A limit","de":"Ein Limit"},"section":{"en":"Limit","de":"Limit"},
    "fields":[{"name":"limit","kind":"money","label":{"en":"Limit","de":"Limit"},"prominence":1}]}"#;

/// The type in these words, in an app of these languages.
fn types(description: &str, languages: &[Language]) -> Types {
    let own = OwnType::parse(description.as_bytes(), languages).unwrap();
    Types::with_own(vec![own]).unwrap()
}

fn capabilities(types: &Types) -> Value {
    serde_json::to_value(Capabilities::of("0.1.0", types)).unwrap()
}

/// A bank with these types, and a phone of an app with those.
async fn world(bank: &Types, phone: &Types) -> (Bank, Phone) {
    let types = bank.clone();
    let bank = Bank::with(|settings| settings.types = types).await;
    let unenrolled = bank.unenrolled(20);
    let phone = Phone { capabilities: capabilities(phone), ..unenrolled };
    let phone = bank.enrolled(ACCOUNT, phone).await;
    (bank, phone)
}

fn limit() -> NewConsent {
    let details = r#"[{"type":"urn:bank.example:limit","limit":{"amount":"5","currency":"EUR"}}]"#;
    NewConsent {
        authorization_details: Some(serde_json::from_str(details).unwrap()),
        ..payment(ACCOUNT)
    }
}

#[tokio::test]
async fn one_description_is_one_however_it_is_written_down() {
    let both = [Language::English, Language::German];
    let spaced = LIMIT.replace(',', " ,\n").replace("\"Limit\"", "\"L\\u0069mit\"");
    let (bank, phone) = world(&types(LIMIT, &both), &types(&spaced, &both)).await;

    let asked = ask(&bank, limit()).await;

    assert_eq!(asked, Ok(vec![phone.device.clone()]));
}

#[tokio::test]
async fn a_phone_with_another_description_is_not_asked() {
    let both = [Language::English, Language::German];
    for other in [
        LIMIT.replace("\"prominence\":1", "\"prominence\":1,\"required\":true"),
        LIMIT.replace("\"en\":\"A limit\"", "\"en\":\"A gift\""),
        LIMIT.replace("}]}", "},{\"name\":\"until\",\"kind\":\"date\",\"label\":{\"en\":\"Until\",\"de\":\"Bis\"},\"required\":false}]}"),
    ] {
        let (bank, phone) = world(&types(LIMIT, &both), &types(&other, &both)).await;

        let refused = ask(&bank, limit()).await;
        let payment = ask(&bank, payment(ACCOUNT)).await;

        assert_eq!(refused, Err(ChannelError::NotShowable(Unshowable::Type)), "{other}");
        assert_eq!(payment, Ok(vec![phone.device.clone()]), "a built-in type needs none");
    }
}

#[tokio::test]
async fn a_phone_that_does_not_say_which_description_it_has_is_not_asked_until_it_does() {
    let english = types(LIMIT, &[Language::English]);
    let (bank, phone) = world(&english, &english).await;
    let mut older = phone.capabilities.clone();
    older.as_object_mut().unwrap().remove("own_types").unwrap();

    let reported = report(&phone, &older).await.status;
    let before = ask(&bank, limit()).await;
    let again = report(&phone, &phone.capabilities).await.status;
    let after = ask(&bank, limit()).await;

    assert_eq!((reported, again), (204, 204));
    assert_eq!(before, Err(ChannelError::NotShowable(Unshowable::Type)));
    assert_eq!(after, Ok(vec![phone.device.clone()]));
}

#[tokio::test]
async fn an_app_that_was_updated_under_an_open_request_is_refused_and_not_blamed() {
    let both = [Language::English, Language::German];
    let (old, new) =
        (LIMIT.to_owned(), LIMIT.replace("\"prominence\":1", "\"prominence\":1,\"required\":true"));
    let (bank, phone) = world(&types(&old, &both), &types(&old, &both)).await;
    let consent = bank.gateway.create_consent(limit()).await.unwrap().consent;
    let updated = types(&new, &both);
    assert_eq!(report(&phone, &capabilities(&updated)).await.status, 204);

    let request = &phone.pending().await[0];
    let shown = phone.fetch_in(request, Language::German, updated).await;
    let approval = phone.approve(&shown).await;
    let device = bank.gateway.device_record(&phone.device).await.unwrap();
    let waiting = bank.gateway.consent(&consent).await.unwrap().state;
    let denial = phone.deny(&shown, "changed_mind").await;

    assert_eq!((approval.status, device.failures), (403, 0));
    assert_eq!(waiting, ConsentState::Pending);
    let refused = ("decision_refused".to_owned(), Some("presentation".to_owned()));
    assert!(bank.log().await.contains(&refused));
    assert_eq!(denial.status, 200, "{}", denial.text());
}

#[tokio::test]
async fn a_phone_with_one_language_is_asked_for_what_has_words_in_it() {
    let german = LIMIT.replace("\"en\":\"A limit\",", "").replace("\"en\":\"Limit\",", "");
    let bank_types = types(&german, &[Language::German]);
    let (bank, phone) = world(&bank_types, &bank_types).await;

    let asked = ask(&bank, limit()).await;
    let shown = phone.fetch_in(&phone.pending().await[0], Language::German, bank_types).await;
    let answer = phone.send_approval(&shown, &phone.approval(&shown, &Selection::default())).await;

    assert_eq!(phone.capabilities["locales"], json!(["de"]));
    assert_eq!(asked, Ok(vec![phone.device.clone()]));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn a_phone_whose_only_language_has_no_words_for_it_is_not_asked() {
    let german = LIMIT.replace("\"en\":\"A limit\",", "").replace("\"en\":\"Limit\",", "");
    let bank_types = types(&german, &[Language::German]);
    let (bank, phone) = world(&bank_types, &bank_types).await;
    let mut can = phone.capabilities.clone();
    can["locales"] = json!(["fr"]);

    let reported = report(&phone, &can).await.status;
    let refused = ask(&bank, limit()).await;
    let payment = ask(&bank, payment(ACCOUNT)).await;

    assert_eq!(reported, 204);
    assert_eq!(refused, Err(ChannelError::NotShowable(Unshowable::Locale)));
    assert_eq!(payment, Ok(vec![phone.device.clone()]));
}
