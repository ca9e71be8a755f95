//! Whoever asks without being known makes no work: what is cached, and failures too.

use super::Counted;
use crate::bank::{Bank, START};
use countersign_gateway::KeycloakRealm;
use countersign_protocol::jose::base64url;
use countersign_testing::{Listener, claims_of};
use serde_json::json;

#[tokio::test]
async fn a_key_set_is_signed_once_and_not_at_each_call() {
    let bank = Bank::open().await;
    let get = || bank.plain("GET", "/ad/as-keys");

    let first = get().await;
    bank.clock.advance(3600);
    let (second, another) = (get().await, bank.plain("GET", "/ad/as-keys").await);

    assert_eq!((second.text(), another.text()), (first.text(), first.text()));
    assert_eq!(claims_of(first.text())["exp"], START + 86_400);
}

/// A bearer of the right form, and no more.
fn bearer(kid: &str) -> String {
    let header = base64url(json!({"alg": "ES256", "kid": kid}).to_string().as_bytes());
    format!("{header}.e30.{}", base64url(&[1; 64]))
}

async fn bank_of(certs: &Listener) -> Bank {
    let mut realm = KeycloakRealm::new("bank", "https://sso.bank.example/realms/bank");
    realm.certs_uri = format!("{}/certs", certs.url);
    Bank::with(|settings| settings.realms = vec![realm]).await
}

async fn ask(bank: &Bank, kid: &str) -> u16 {
    let path = "/keycloak/v1/bank/authentication";
    bank.channel_as(&bearer(kid), "POST", path, Some("{}")).await.status
}

#[tokio::test]
async fn keys_of_a_realm_that_cannot_be_had_are_not_asked_for_again_at_once() {
    let certs = Listener::answering(&[500]).await;
    let bank = bank_of(&certs).await;

    let mut statuses = Vec::new();
    for number in 0..5 {
        statuses.push(ask(&bank, &format!("key-{number}")).await);
    }
    let at_once = certs.heard().len();
    bank.clock.advance(10);
    ask(&bank, "key-1").await;

    assert_eq!((statuses, at_once), (vec![503; 5], 1));
    assert_eq!(certs.heard().len(), 2);
}

#[tokio::test]
async fn many_at_once_make_one_fetch() {
    let certs = Listener::with_document(&[200], r#"{"keys":[]}"#.to_owned()).await;
    let bank = bank_of(&certs).await;

    let asked = (0..20).map(|_| ask(&bank, "unknown"));
    let statuses = futures_util::future::join_all(asked).await;

    assert_eq!(statuses, [401; 20]);
    assert_eq!(certs.heard().len(), 1);
}

#[tokio::test]
async fn a_guess_of_an_offer_does_not_wait_for_those_who_write() {
    let counted = Counted::open(|_| {}).await;
    let offer = counted.bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let path = offer.offer_uri.strip_prefix(&counted.bank.issuer).unwrap().to_owned();
    let first = counted.bank.plain("GET", &path).await;
    let other = rusqlite::Connection::open(&counted.file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let gone = counted.bank.plain("GET", &path).await;
    // Its refusal is noted when there is room to write.
    other.execute_batch("ROLLBACK").unwrap();

    assert_eq!((first.status, gone.status), (200, 410));
}
