//! docs/protocol.md §2 and §3: discovery, keys, offers and their confirmation.

use crate::bank::{Bank, START};
use countersign_gateway::Limits;
use countersign_gateway::channel::{ChannelError, OfferState};
use countersign_gateway::push::PushMessage;
use countersign_protocol::jose::{PublicKey, Signer, Typ, Unverified};
use countersign_testing::http::Answer;
use countersign_testing::{Key, claims_of};
use serde_json::json;

#[tokio::test]
async fn discovery_gives_every_endpoint_at_the_issuer() {
    let bank = Bank::open().await;

    let answer = Answer::read(
        bank.http
            .get(format!("{}/.well-known/authentication-device", bank.issuer))
            .send()
            .await
            .unwrap(),
    )
    .await;

    let found = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(found["issuer"], bank.issuer.as_str());
    assert_eq!(found["protocol_versions_supported"], json!(["1"]));
    assert_eq!(found["request_expiry_max"], 600);
    for (name, path) in [
        ("as_keys_endpoint", "/ad/as-keys"),
        ("device_registration_endpoint", "/ad/registrations"),
        ("requests_endpoint", "/ad/requests"),
        ("device_endpoint", "/ad/device"),
        ("token_endpoint", "/ad/token"),
    ] {
        assert_eq!(found[name], format!("{}{path}", bank.issuer));
    }
}

#[tokio::test]
async fn the_key_set_is_signed_by_the_vouching_key_and_holds_the_request_keys() {
    let next = Key::numbered(44);
    let bank = Bank::with(|settings| settings.other_request_keys = vec![*next.public_key()]).await;

    let answer = bank.http.get(format!("{}/ad/as-keys", bank.issuer)).send().await.unwrap();
    let answer = Answer::read(answer).await;

    assert_eq!(answer.header("content-type"), "application/jwk-set+jwt");
    let set = Unverified::parse(answer.text(), &[Typ::JwkSet]).unwrap();
    assert_eq!(set.kid(), bank.vouching.kid());
    set.verify(bank.vouching.public_key()).unwrap();
    let set = claims_of(answer.text());
    let keys: Vec<_> =
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect();
    assert_eq!(keys, [json!(bank.request.kid()), json!(next.kid())]);
    assert_eq!(set["seq"], START);
}

#[tokio::test]
async fn the_number_of_a_key_set_grows_when_the_keys_change_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let seq = |keys: Vec<PublicKey>| {
        let file = file.clone();
        async move {
            let bank = Bank::with(|settings| {
                settings.issuer = "http://127.0.0.1:1".to_owned();
                settings.database = countersign_gateway::Database::File(file);
                settings.other_request_keys = keys;
            })
            .await;
            bank.gateway.key_set().unwrap().seq
        }
    };

    let first = seq(Vec::new()).await;
    let same = seq(Vec::new()).await;
    let changed = seq(vec![*Key::numbered(44).public_key()]).await;

    assert_eq!((same - first, changed - first), (0, 1));
}

#[tokio::test]
async fn an_offer_is_a_token_for_ten_minutes_that_shows_a_label_and_no_account() {
    let bank = Bank::open().await;

    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();

    let token = Unverified::parse(&offer.token, &[Typ::EnrolmentOffer]).unwrap();
    token.verify(bank.request.public_key()).unwrap();
    let token = claims_of(&offer.token);
    assert_eq!(token["account"], "DE** 1603");
    assert_eq!(token["exp"].as_i64().unwrap() - token["iat"].as_i64().unwrap(), 600);
    assert_eq!(token["jti"], offer.offer.as_str());
    assert!(!token.to_string().contains("account-1"));
}

#[tokio::test]
async fn an_offer_by_reference_is_given_once() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let fetch =
        || async { Answer::read(bank.http.get(&offer.offer_uri).send().await.unwrap()).await };

    let head = bank.http.head(&offer.offer_uri).send().await.unwrap().status().as_u16();
    let (first, second) = (fetch().await, fetch().await);

    assert_eq!((head, first.status, first.text()), (404, 200, offer.token.as_str()));
    assert_eq!(first.header("content-type"), "application/enrolment-offer+jwt");
    assert_eq!((second.status, second.problem().as_str()), (410, "gone"));
}

#[tokio::test]
async fn an_unknown_or_expired_reference_leads_nowhere() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let fetch =
        |url: String| async { Answer::read(bank.http.get(url).send().await.unwrap()).await };

    let unknown = fetch(format!("{}/ad/offers/unknown", bank.issuer)).await;
    bank.clock.advance(600);
    let expired = fetch(offer.offer_uri).await;

    assert_eq!((unknown.status, expired.status), (404, 410));
}

#[tokio::test]
async fn three_wrong_digits_end_the_offer_and_the_device() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let early = bank.gateway.confirm_offer(&offer.offer, "000000").await;
    phone.register(&offer.token).await;
    let wrong = if phone.digits == "000000" { "000001" } else { "000000" };

    for _ in 0..3 {
        let answer = bank.gateway.confirm_offer(&offer.offer, wrong).await;
        assert_eq!(answer, Err(ChannelError::WrongDigits));
    }
    let right = bank.gateway.confirm_offer(&offer.offer, &phone.digits).await;

    assert_eq!((early, right), (Err(ChannelError::Conflict), Err(ChannelError::Gone)));
    assert_eq!(bank.gateway.offer_state(&offer.offer).await, Ok(OfferState::Expired));
    assert_eq!(phone.state().await, "revoked");
}

#[tokio::test]
async fn two_wrong_digits_may_be_followed_by_the_right_ones_once() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    phone.register(&offer.token).await;
    let wrong = if phone.digits == "000000" { "000001" } else { "000000" };
    let confirm = |digits: String| {
        let (gateway, offer) = (bank.gateway.clone(), offer.offer.clone());
        async move { gateway.confirm_offer(&offer, &digits).await.map(|done| done.device) }
    };

    confirm(wrong.to_owned()).await.unwrap_err();
    confirm(wrong.to_owned()).await.unwrap_err();
    let right = confirm(phone.digits.clone()).await;
    let again = confirm(phone.digits.clone()).await;

    assert_eq!((right, again), (Ok(phone.device.clone()), Err(ChannelError::Conflict)));
}

#[tokio::test]
async fn digits_that_nobody_confirms_in_time_end_the_device() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    phone.register(&offer.token).await;

    bank.clock.advance(600);
    phone.renew().await;
    let late = bank.gateway.confirm_offer(&offer.offer, &phone.digits).await;

    assert_eq!(late, Err(ChannelError::Gone));
    assert_eq!(bank.gateway.offer_state(&offer.offer).await, Ok(OfferState::Expired));
    for _ in 0..100 {
        if phone.state().await == "revoked" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the device was not revoked");
}

#[tokio::test]
async fn the_customers_other_devices_are_told_of_a_new_one() {
    let bank = Bank::open().await;
    let first = bank.phone(20).await;

    let _second = bank.phone(30).await;

    let pushed = bank.pushes.until(1).await;
    assert_eq!(pushed, [(first.device, PushMessage::DeviceAdded)]);
}

#[tokio::test]
async fn only_so_many_offers_are_made_for_one_account_in_an_hour() {
    let limits = Limits { offers_per_hour: 2, ..Limits::default() };
    let bank = Bank::with(|settings| settings.limits = limits).await;
    let offer = || bank.gateway.create_offer("account-1", "DE** 1603");
    offer().await.unwrap();
    bank.clock.advance(100);
    offer().await.unwrap();

    let third = offer().await.err();
    let other = bank.gateway.create_offer("account-2", "DE** 9999").await;

    assert_eq!(third, Some(ChannelError::TooMany { retry_after: 3500 }));
    assert!(other.is_ok());
}
