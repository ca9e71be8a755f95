//! Who may call the channel, by which of its credentials, and who stands in the audit log beside
//! what a person did.

use crate::bank::{Bank, CHANNEL_SECRET, START};
use countersign_gateway::channel::{Actor, ChannelError, RevocationReason};
use countersign_gateway::storage::AuditFilter;
use countersign_gateway::{ChannelCredential, Gateway, Peer, Secret, Settings};
use countersign_protocol::jose::Typ;
use countersign_protocol::time::UnixSeconds;
use serde_json::json;

const PATH: &str = "/channel/v1/accounts/account-1/devices";

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// The SHA-256 of "abc" (the example of FIPS 180-4).
const ABC: [u8; 32] = [
    0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
    0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
];

/// Event, credential and operator of every entry that has a credential.
async fn acts(bank: &Bank) -> Vec<(String, String, Option<String>)> {
    let log = bank.gateway.audit_log(0, AuditFilter::default(), 1000).await.unwrap();
    log.into_iter()
        .filter_map(|entry| Some((entry.event, entry.credential?, entry.operator)))
        .collect()
}

fn act(event: &str, credential: &str, operator: &str) -> (String, String, Option<String>) {
    (event.to_owned(), credential.to_owned(), Some(operator.to_owned()))
}

#[tokio::test]
async fn two_secrets_overlap_while_one_is_changed() {
    let bank = Bank::with(|settings| {
        settings.channel_credentials = vec![
            ChannelCredential::secret("old", secret("the-old-secret-01"))
                .until(UnixSeconds(START + 60)),
            ChannelCredential::secret("new", secret("the-new-secret-02")),
        ];
    })
    .await;
    let status = async |secret: &str| bank.channel_as(secret, "GET", PATH, None).await.status;

    let before = [status("the-old-secret-01").await, status("the-new-secret-02").await];
    bank.clock.advance(60);
    let after = [status("the-old-secret-01").await, status("the-new-secret-02").await];

    assert_eq!((before, after), ([200, 200], [401, 200]));
    assert_eq!(status("the-new-secret-0").await, 401);
    assert_eq!(bank.last_entry().await.checked.as_deref(), Some("secret"));
}

/// The gateway behind something that ended TLS with this certificate.
async fn behind(gateway: &Gateway, certificate: &[u8]) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = gateway.router().layer(axum::Extension(Peer {
        certificate: Some(certificate.to_vec()),
        ..Peer::default()
    }));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test]
async fn a_client_certificate_is_a_credential_and_a_header_for_it_is_none() {
    let bank = Bank::with(|settings| {
        settings.channel_credentials.push(ChannelCredential::certificate("desk", ABC));
    })
    .await;
    let (right, wrong) = (behind(&bank.gateway, b"abc").await, behind(&bank.gateway, b"abd").await);
    let get = |base: &str| bank.http.get(format!("{base}{PATH}"));
    let status = async |call: reqwest::RequestBuilder| call.send().await.unwrap().status().as_u16();

    assert_eq!(status(get(&right)).await, 200);
    assert_eq!(status(get(&wrong)).await, 401);
    // A secret that is given has to be right, whatever the certificate.
    assert_eq!(status(get(&right).header("authorization", "Bearer x")).await, 401);
    // Only a configured proxy may send it.
    assert_eq!(status(get(&bank.issuer).header("client-cert", ":YWJj:")).await, 400);
    let offer = bank.http.post(format!("{right}/channel/v1/offers"));
    let offer = offer
        .header("content-type", "application/json")
        .body(r#"{"account":"account-1","label":"DE** 1603"}"#);
    assert_eq!(status(offer).await, 201);
    assert_eq!(acts(&bank).await, [("offer_made".to_owned(), "desk".to_owned(), None)]);
}

#[tokio::test]
async fn who_asked_stands_beside_every_act_of_a_person() {
    let bank = Bank::open().await;
    let new = r#"{"account":"account-1","label":"DE** 1603"}"#;

    let offer = bank.channel_for("op-1", "POST", "/channel/v1/offers", new).await.json();
    let mut phone = bank.unenrolled(20);
    phone.register(offer["token"].as_str().unwrap()).await;
    let offer = format!("/channel/v1/offers/{}", offer["offer"].as_str().unwrap());
    let confirmation = format!("{offer}/confirmation");
    bank.channel_for("op-2", "POST", &confirmation, r#"{"digits":"x"}"#).await;
    let digits = json!({"digits": phone.digits}).to_string();
    assert_eq!(bank.channel_for("op-3", "POST", &confirmation, &digits).await.status, 200);
    let consent = bank.ask().await.consent;
    let consent = format!("/channel/v1/consents/{consent}");
    assert_eq!(bank.channel_for("op-4", "DELETE", &consent, "").await.status, 204);
    bank.ask().await;
    let request = phone.open().await;
    let claims = json!({"request": request.id(), "reason": "not_me"});
    let report = phone.command(Typ::DeviceReport, &claims);
    let typ = Typ::DeviceReport.media_type();
    phone.send("POST", "/ad/device/report", &typ, &report).await;
    let device = format!("/channel/v1/devices/{}", phone.device);
    assert_eq!(
        bank.channel_for("op-5", "POST", &format!("{device}/unblocking"), "").await.status,
        204
    );
    assert_eq!(
        bank.channel_for("op-6", "POST", &format!("{device}/revocation"), "").await.status,
        204
    );
    let _other = bank.phone(22).await;
    let all = "/channel/v1/accounts/account-1/revocation";
    assert_eq!(bank.channel_for("op-7", "POST", all, "").await.status, 200);

    let expected = [
        act("offer_made", "channel", "op-1"),
        act("digits_wrong", "channel", "op-2"),
        act("channel_refused", "channel", "op-2"),
        act("device_confirmed", "channel", "op-3"),
        act("consent_withdrawn", "channel", "op-4"),
        act("device_unblocked", "channel", "op-5"),
        act("device_revoked", "channel", "op-6"),
        act("device_revoked", "channel", "op-7"),
    ];
    assert_eq!(acts(&bank).await, expected);
}

#[tokio::test]
async fn an_as_in_the_same_process_names_who_asks() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let desk = bank.gateway.acting_as(Actor::new("help-desk", Some("op-17")).unwrap());

    desk.revoke(&phone.device, RevocationReason::Lost).await.unwrap();
    desk.create_offer("account-1", "DE** 1603").await.unwrap();
    bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();

    let expected =
        [act("device_revoked", "help-desk", "op-17"), act("offer_made", "help-desk", "op-17")];
    assert_eq!(acts(&bank).await, expected);
}

#[tokio::test]
async fn an_operator_has_to_be_named_where_the_settings_say_so() {
    let bank = Bank::with(|settings| settings.require_operator = true).await;
    let new = r#"{"account":"account-1","label":"DE** 1603"}"#;
    let nobody = bank.gateway.acting_as(Actor::new("help-desk", None).unwrap());

    let unnamed = bank.channel("POST", "/channel/v1/offers", Some(new)).await;
    let named = bank.channel_for("op-17", "POST", "/channel/v1/offers", new).await;
    let reading = bank.channel("GET", PATH, None).await;

    assert_eq!((unnamed.status, unnamed.problem().as_str()), (400, "malformed"));
    assert_eq!((named.status, reading.status), (201, 200));
    for gateway in [&bank.gateway, &nobody] {
        let refused = Some(ChannelError::NoOperator);
        assert_eq!(gateway.create_offer("account-1", "DE** 1603").await.err(), refused);
        assert_eq!(gateway.confirm_offer("x", "x").await.err(), refused);
        assert_eq!(gateway.revoke("x", RevocationReason::Lost).await.err(), refused);
        assert_eq!(gateway.revoke_all("x", RevocationReason::Lost).await.err(), refused);
        assert_eq!(gateway.unblock("x").await.err(), refused);
        assert_eq!(gateway.withdraw("x").await.err(), refused);
    }
}

#[tokio::test]
async fn a_name_that_is_none_ends_the_call() {
    let bank = Bank::open().await;
    let new = r#"{"account":"account-1","label":"DE** 1603"}"#;

    for operator in ["", "two words", &"x".repeat(65), "\u{e9}"] {
        let answer = bank.channel_for(operator, "POST", "/channel/v1/offers", new).await;

        assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{operator}");
    }
    let twice = bank
        .http
        .get(format!("{}{PATH}", bank.issuer))
        .header("authorization", format!("Bearer {CHANNEL_SECRET}"))
        .header("countersign-operator", "op-1")
        .header("countersign-operator", "op-2");
    assert_eq!(twice.send().await.unwrap().status().as_u16(), 400);
}

#[tokio::test]
async fn credentials_that_could_be_mistaken_or_guessed_do_not_open() {
    let long = || secret("a-secret-of-the-channel");
    let rows: [Vec<ChannelCredential>; 7] = [
        vec![],
        vec![ChannelCredential::secret("a", secret("fifteen-letters"))],
        vec![ChannelCredential::secret("two words", long())],
        vec![ChannelCredential::secret("", long())],
        vec![ChannelCredential::secret("a", long()), ChannelCredential::certificate("a", ABC)],
        vec![ChannelCredential::secret("a", long()), ChannelCredential::secret("b", long())],
        (0..17).map(|n| ChannelCredential::certificate(&format!("c{n}"), [n; 32])).collect(),
    ];

    for credentials in rows {
        let names: Vec<_> = credentials.iter().map(|one| one.name().to_owned()).collect();
        let refused = open(|settings| settings.channel_credentials = credentials).await;

        assert!(refused.contains("channel_credentials"), "{names:?}: {refused}");
    }
}

/// Why a gateway with these settings does not open.
async fn open(change: impl FnOnce(&mut Settings)) -> String {
    let key = |number| std::sync::Arc::new(countersign_testing::Key::numbered(number));
    let mut settings =
        Settings::new("http://127.0.0.1:9", "Bank", key(11), key(12), secret(CHANNEL_SECRET));
    change(&mut settings);
    Gateway::open(settings).await.unwrap_err().to_string()
}
