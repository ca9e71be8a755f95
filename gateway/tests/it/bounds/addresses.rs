//! Where calls come from: by the connection, or as a configured proxy says.

use super::{log, noted};
use crate::bank::Bank;
use countersign_gateway::{Gateway, Peer, Proxy, Secret, Settings};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Typ;
use countersign_testing::http::{Answer, client_with};
use countersign_testing::phone::Phone;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::net::SocketAddr;

const SECRET: &str = "a-secret-of-the-proxy";

async fn behind_proxy() -> Bank {
    let proxy = Proxy::Knowing(Secret::new(SECRET.to_owned()));
    Bank::with(|settings| settings.proxies = vec![proxy]).await
}

/// A client whose calls the proxy passes on from this address.
fn client_at(forwarded: &str) -> reqwest::Client {
    let mut headers = HeaderMap::new();
    headers.insert("countersign-proxy", HeaderValue::from_static(SECRET));
    headers.insert("forwarded", HeaderValue::try_from(forwarded).unwrap());
    client_with(headers)
}

/// A guess at an offer.
async fn guess(bank: &Bank, http: &reqwest::Client) -> u16 {
    let answer = http.get(format!("{}/ad/offers/unknown", bank.issuer)).send().await.unwrap();
    answer.status().as_u16()
}

/// Guesses until it is told to wait: how often it was answered before.
async fn exhaust(bank: &Bank, http: &reqwest::Client) -> usize {
    let mut guesses = 0;
    while guess(bank, http).await == 404 {
        guesses += 1;
    }
    guesses
}

#[tokio::test]
async fn what_only_a_proxy_may_say_is_refused_from_anybody_else() {
    let (direct, proxied) = (Bank::open().await, behind_proxy().await);

    for (name, value) in [
        ("forwarded", "for=192.0.2.1"),
        ("client-cert", ":AAAA:"),
        ("client-cert-chain", ":AAAA:"),
        ("countersign-proxy", "a-wrong-secret-of-a-proxy"),
    ] {
        for bank in [&direct, &proxied] {
            let url = format!("{}/ad/as-keys", bank.issuer);
            let call = bank.http.get(url).header(HeaderName::from_static(name), value);
            let answer = Answer::read(call.send().await.unwrap()).await;

            assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{name}");
            let last = log(bank).await.pop().unwrap();
            assert_eq!(last.event, "forwarding_refused");
            assert_eq!(last.checked.as_deref(), Some("forwarding"));
        }
    }
}

#[tokio::test]
async fn what_a_proxy_says_and_nobody_can_read_is_refused() {
    let bank = behind_proxy().await;

    for forwarded in ["for=somewhere", "proto=https", "for=192.0.2.1;for=192.0.2.2"] {
        assert_eq!(guess(&bank, &client_at(forwarded)).await, 400, "{forwarded}");
    }
    let url = format!("{}/ad/as-keys", bank.issuer);
    let no_certificate = client_at("for=192.0.2.1").get(url).header("client-cert", "rubbish");

    assert_eq!(no_certificate.send().await.unwrap().status().as_u16(), 400);
}

#[tokio::test]
async fn an_address_is_counted_for_itself_and_the_last_proxys_word_is_what_counts() {
    let bank = behind_proxy().await;

    let first = exhaust(&bank, &client_at("for=192.0.2.1")).await;
    let made_up = guess(&bank, &client_at("for=203.0.113.9, for=192.0.2.1")).await;
    let other = guess(&bank, &client_at("for=192.0.2.1, for=192.0.2.2")).await;
    bank.clock.advance(60);
    let next_minute = guess(&bank, &client_at("for=192.0.2.1")).await;

    assert_eq!((first, made_up, other, next_minute), (60, 429, 404, 404));
    assert_eq!(noted(&bank, "offer_refused").await, 62);
}

#[tokio::test]
async fn a_network_of_ipv6_counts_as_one() {
    let bank = behind_proxy().await;

    let first = exhaust(&bank, &client_at(r#"for="[2001:db8:1:2::1]""#)).await;
    let same = guess(&bank, &client_at(r#"for="[2001:db8:1:2:ffff::9]:4711""#)).await;
    let next = guess(&bank, &client_at(r#"for="[2001:db8:1:3::1]""#)).await;

    assert_eq!((first, same, next), (60, 429, 404));
}

#[tokio::test]
async fn an_address_that_others_misuse_stops_nobody_who_is_known_here() {
    let bank = behind_proxy().await;
    let carrier = client_at("for=192.0.2.1");
    let mut known = bank.phone(20).await;
    known.http = carrier.clone();
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let link = offer.offer_uri.clone();
    let mut newcomer = Phone { http: carrier.clone(), ..bank.unenrolled(40) };
    let stranger = Phone { http: carrier.clone(), ..bank.unenrolled(30) };
    bank.ask().await;

    misuse(&bank, &stranger).await;
    let request = known.open().await;
    let claims = known.approval(&request, &Selection::default());
    let approved = known.send_approval(&request, &claims).await.status;
    bank.clock.advance(601);
    misuse(&bank, &stranger).await;
    let renewed = known.renew().await.status;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let fetched = carrier.get(offer.offer_uri).send().await.unwrap().status().as_u16();
    let enrolled = newcomer.register(&offer.token).await.status;
    let keys = carrier.get(format!("{}/ad/as-keys", bank.issuer)).send().await.unwrap();
    let old_offer = carrier.get(link).send().await.unwrap().status().as_u16();

    assert_eq!((approved, renewed, fetched, enrolled), (200, 200, 200, 201));
    assert_eq!((keys.status().as_u16(), old_offer), (200, 410), "what is known is told");
    assert_eq!(known.state().await, "active");
}

/// Everything that a stranger can do, until it is over each limit.
async fn misuse(bank: &Bank, stranger: &Phone) {
    let typ = Typ::DeviceRegistration.media_type();
    for _ in 0..61 {
        guess(bank, &stranger.http).await;
        stranger.call("GET", "/ad/requests", Some("unknown"), None).await;
        stranger.call("GET", "/ad/device", Some("unknown"), None).await;
        stranger.renew_with("rubbish").await;
        stranger.call("POST", "/ad/registrations", None, Some((&typ, "rubbish"))).await;
    }
    let over = stranger.call("POST", "/ad/registrations", None, Some((&typ, "rubbish"))).await;
    assert_eq!((over.status, stranger.renew_with("rubbish").await.status), (429, 429));
    assert_eq!(guess(bank, &stranger.http).await, 429);
}

/// Serves a gateway with what a server of one's own knows of its connections.
async fn serve(change: impl FnOnce(&mut Settings), peer: Option<Peer>) -> (Bank, String) {
    let bank = Bank::with(change).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let gateway: Gateway = bank.gateway.clone();
    let mut router = gateway.router();
    if let Some(peer) = peer {
        router = router.layer(axum::Extension(peer));
    }
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    (bank, url)
}

#[tokio::test]
async fn a_proxy_is_known_by_the_address_that_it_connects_from() {
    let proxy = Proxy::At("127.0.0.1".parse().unwrap());
    let (bank, url) = serve(|settings| settings.proxies = vec![proxy], None).await;
    let guess = async |forwarded: &str| {
        let call = bank.http.get(format!("{url}/ad/offers/unknown"));
        call.header("forwarded", forwarded).send().await.unwrap().status().as_u16()
    };

    let mut guesses = 0;
    while guess("for=192.0.2.1").await == 404 {
        guesses += 1;
    }
    let other = guess("for=192.0.2.2").await;
    let through_two_of_ours = guess("for=192.0.2.1, for=127.0.0.1").await;

    assert_eq!((guesses, other, through_two_of_ours), (60, 404, 429));
}

#[tokio::test]
async fn a_server_of_ones_own_says_who_calls_and_is_believed() {
    let peer = Peer { address: Some("192.0.2.1".parse().unwrap()), certificate: None };
    let (bank, url) = serve(|_| {}, Some(peer)).await;
    let guess = async || {
        let call = bank.http.get(format!("{url}/ad/offers/unknown"));
        call.header("forwarded", "for=203.0.113.9").send().await.unwrap().status().as_u16()
    };

    let mut guesses = 0;
    while guess().await == 404 {
        guesses += 1;
    }

    assert_eq!(guesses, 60, "and the header, which that server may have used, is not");
}
