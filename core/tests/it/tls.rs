//! TLS for real, on loopback: whom the device talks to, and whom it does not.

use crate::support::phone::Parts;
use crate::support::trust::{Pinned as _, configured, only, trust};
use crate::support::{Answer, NOW, Phone, Server, Step, Trick, samples};
use countersign::transport::{
    Issuer, IssuerError, Pin, PinError, Pins, Roots, Security, TransportError,
};
use countersign::{EnrolError, OpenError, ServerError};
use countersign_testing::certificates::{Authority, Identity};

const NOT_TRUSTED: EnrolError =
    EnrolError::Server(ServerError::Transport(TransportError::NotTrusted));

#[tokio::test]
async fn a_server_with_the_right_root_and_pin_is_talked_to() {
    let root = Authority::named("root");
    let identity = root.identity();

    let result = read_offer_from(&identity, trust(only(&root), &[identity.pin()])).await;

    assert_eq!(result, Ok(()));
}

#[tokio::test]
async fn the_whole_journey_goes_over_tls() {
    let root = Authority::named("root");
    let identity = root.identity();
    let server = Server::start_with("https://localhost", Some(identity.acceptor())).await;
    let phone = phone(&server, trust(only(&root), &[identity.pin()]));

    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    phone.approve(&consent).await.unwrap();

    assert_eq!(server.status(&at.device, &request), "decided");
}

#[tokio::test]
async fn tls_1_2_is_enough() {
    let root = Authority::named("root");
    let identity = root.identity();
    let acceptor = identity.acceptor_for(&[&rustls::version::TLS12]);
    let server = Server::start_with("https://127.0.0.1", Some(acceptor)).await;

    let result = read_offer(&server, trust(only(&root), &[identity.pin()])).await;

    assert_eq!(result, Ok(()));
}

#[tokio::test]
async fn a_cipher_other_than_aes_gcm_is_not_spoken() {
    let root = Authority::named("root");
    let identity = root.identity();
    let mut provider = rustls::crypto::ring::default_provider();
    provider.cipher_suites.retain(|suite| format!("{suite:?}").contains("CHACHA20"));

    for version in rustls::ALL_VERSIONS {
        let acceptor = identity.acceptor_with(provider.clone(), &[version]);
        let server = Server::start_with("https://127.0.0.1", Some(acceptor)).await;
        let result = read_offer(&server, trust(only(&root), &[identity.pin()])).await;

        assert_eq!(result, Err(NOT_TRUSTED), "{version:?}");
    }
}

#[tokio::test]
async fn the_backup_pin_alone_lets_a_new_key_in() {
    let root = Authority::named("root");
    let (old, backup) = (root.identity(), root.identity());

    // The server moved to the key whose pin was the second of the two.
    let security = Security::Tls {
        roots: only(&root),
        pins: Pins::new(vec![old.pin(), backup.pin()]).unwrap(),
    };

    assert_eq!(read_offer_from(&backup, security).await, Ok(()));
}

#[tokio::test]
async fn a_wrong_pin_is_refused_though_the_root_is_right() {
    let root = Authority::named("root");
    let (served, pinned) = (root.identity(), root.identity());

    let result = read_offer_from(&served, trust(only(&root), &[pinned.pin()])).await;

    assert_eq!(result, Err(NOT_TRUSTED));
}

#[tokio::test]
async fn a_wrong_root_is_refused_though_the_pin_is_right() {
    let (root, other) = (Authority::named("root"), Authority::named("root"));
    let identity = root.identity();

    let others = read_offer_from(&identity, trust(only(&other), &[identity.pin()])).await;
    let mozillas = read_offer_from(&identity, trust(Roots::Mozilla, &[identity.pin()])).await;

    assert_eq!(others, Err(NOT_TRUSTED));
    assert_eq!(mozillas, Err(NOT_TRUSTED));
}

#[tokio::test]
async fn a_certificate_that_signed_itself_is_refused_though_the_pin_is_right() {
    let root = Authority::named("root");
    let key = rcgen::KeyPair::generate().unwrap();
    let itself = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let chain = vec![itself.self_signed(&key).unwrap().der().clone()];
    let identity = Identity { chain, key };

    let result = read_offer_from(&identity, trust(only(&root), &[identity.pin()])).await;

    assert_eq!(result, Err(NOT_TRUSTED));
}

#[tokio::test]
async fn a_certificate_outside_its_time_is_refused() {
    let root = Authority::named("root");
    let expired = root.identity_with(&["127.0.0.1"], |params| {
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    });
    let early = root.identity_with(&["127.0.0.1"], |params| {
        params.not_before = rcgen::date_time_ymd(4000, 1, 1);
    });

    let was = read_offer_from(&expired, trust(only(&root), &[expired.pin()])).await;
    let will_be = read_offer_from(&early, trust(only(&root), &[early.pin()])).await;

    assert_eq!(was, Err(NOT_TRUSTED));
    assert_eq!(will_be, Err(NOT_TRUSTED));
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let root = Authority::named("root");
    let identity = root.identity_with(&["as.bank.example", "127.0.0.2"], |_| {});

    let result = read_offer_from(&identity, trust(only(&root), &[identity.pin()])).await;

    assert_eq!(result, Err(NOT_TRUSTED));
}

#[tokio::test]
async fn the_pinned_key_somewhere_else_in_the_chain_is_not_enough() {
    let root = Authority::named("root");
    let pinned = root.identity();
    let pinned_certificate = pinned.chain[0].clone();
    // Whoever holds any certificate of that root may add the bank's to what they send.
    let thief = root.identity().and_then(pinned_certificate);

    let result = read_offer_from(&thief, trust(only(&root), &[pinned.pin()])).await;

    assert_eq!(result, Err(NOT_TRUSTED));
}

#[tokio::test]
async fn a_pinned_authority_is_not_a_pinned_server() {
    let root = Authority::named("root");
    let issuing = root.under("issuing");
    let identity = issuing.identity().and_then(issuing.certificate());
    let roots = || only(&root);

    let by_leaf = read_offer_from(&identity, trust(roots(), &[identity.pin()])).await;
    let by_authority = read_offer_from(&identity, trust(roots(), &[issuing.pin()])).await;
    let by_root = read_offer_from(&identity, trust(roots(), &[root.pin()])).await;

    assert_eq!(by_leaf, Ok(()));
    assert_eq!(by_authority, Err(NOT_TRUSTED));
    assert_eq!(by_root, Err(NOT_TRUSTED));
}

#[tokio::test]
async fn a_server_that_is_not_trusted_hears_nothing() {
    let root = Authority::named("root");
    let (served, pinned) = (root.identity(), root.identity());
    let server = Server::start_with("https://127.0.0.1", Some(served.acceptor())).await;

    let result = read_offer(&server, trust(only(&root), &[pinned.pin()])).await;

    assert_eq!(result, Err(NOT_TRUSTED));
    assert_eq!(server.calls(), []);
}

#[tokio::test]
async fn a_plain_server_in_place_of_a_tls_one_is_not_talked_to() {
    let root = Authority::named("root");
    let plain = Server::start().await;
    let issuer = plain.issuer.replace("http://", "https://");
    let vouching = vec![plain.vouching_key()];
    let security = trust(only(&root), &[root.pin()]);
    let issuer = Issuer::new(&issuer, "Test Bank", vouching, security).unwrap();
    let mut parts = Parts::new(&[], None);
    parts.issuers = vec![issuer.clone()];
    let phone = Phone::open(parts).unwrap();
    let uri = format!("{}/ad/offers/o", issuer.id());

    let link = format!("https://app.bank.example/enrol?offer_uri={uri}");
    let error = phone.device.read_offer(&link).await.unwrap_err();

    assert_eq!(error, NOT_TRUSTED);
    assert_eq!(plain.calls(), []);
}

#[test]
fn plain_http_is_for_loopback_and_only_where_the_configuration_says_so() {
    let root = Authority::named("root");
    let key = *countersign_protocol::jose::Signer::public_key(&crate::support::Key::of("vouching"));
    let configure = |url: &str, security| Issuer::new(url, "Test Bank", vec![key], security).err();
    let tls = || trust(only(&root), &[root.pin()]);

    assert_eq!(configure("http://127.0.0.1:8484", tls()), Some(IssuerError::Url));
    assert_eq!(configure("http://as.bank.example", tls()), Some(IssuerError::Url));
    assert_eq!(
        configure("https://as.bank.example", Security::PlainLoopback),
        Some(IssuerError::Url)
    );
    let plain = Security::PlainLoopback;
    assert_eq!(configure("http://as.bank.example", plain), Some(IssuerError::NotLoopback));
    assert_eq!(configure("http://127.0.0.1:8484", Security::PlainLoopback), None);
    assert_eq!(configure("https://as.bank.example", tls()), None);
}

#[test]
fn a_configuration_that_cannot_be_secure_does_not_open() {
    let root = Authority::named("root");
    let pin = root.pin();

    let open = |roots| {
        let key =
            *countersign_protocol::jose::Signer::public_key(&crate::support::Key::of("vouching"));
        let security = trust(roots, &[pin]);
        let issuer = Issuer::new("https://as.bank.example", "Test Bank", vec![key], security);
        let mut parts = Parts::new(&[], None);
        parts.issuers = vec![issuer.unwrap()];
        Phone::open(parts).err()
    };

    assert_eq!(Pins::new(vec![pin]), Err(PinError::NoBackup));
    assert_eq!(Pins::new(vec![pin, pin]), Err(PinError::NoBackup));
    assert_eq!(Pin::parse("sha256/short"), Err(PinError::Form));
    assert_eq!(
        open(Roots::Only(vec![b"no certificate".to_vec()])),
        Some(OpenError::Pins(PinError::Root))
    );
    assert_eq!(open(Roots::Only(vec![])), Some(OpenError::Pins(PinError::Root)));
    assert_eq!(open(only(&root)), None);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (server, elsewhere) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&server, &elsewhere]);
    let link = server.offer(samples::LABEL).link;

    for status in [301, 302, 303, 307, 308] {
        for to in [&server.issuer, &elsewhere.issuer] {
            let to = format!("{to}/.well-known/authentication-device");
            let redirect = Answer::of(status, "text/plain", "").with("location", &to);
            server.next(Step::Discovery, Trick::Say(redirect));

            let read = phone.device.read_offer(&link).await;

            assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::Answer), "{status}");
        }
    }
    assert_eq!(server.calls().len(), 10, "one call for each try");
    assert_eq!(elsewhere.calls(), []);
}

#[tokio::test]
async fn an_answer_larger_than_any_may_be_is_not_read() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;
    let padded = |length: usize| {
        let mut document = server.state().discovery.clone();
        let bare = document.to_string().len() + r#","padding":"""#.len();
        document["padding"] = "x".repeat(length - bare).into();
        let body = document.to_string();
        assert_eq!(body.len(), length);
        Trick::Say(Answer::of(200, "application/json", body))
    };

    server.next(Step::Discovery, padded(96 * 1024));
    let just = phone.device.read_offer(&link).await;
    server.next(Step::Discovery, padded(96 * 1024 + 1));
    let more = phone.device.read_offer(&link).await;

    assert_eq!(just.unwrap().expires_at.0, NOW + 600);
    let too_large = EnrolError::Server(ServerError::Transport(TransportError::TooLarge));
    assert_eq!(more.unwrap_err(), too_large);
}

async fn read_offer_from(identity: &Identity, security: Security) -> Result<(), EnrolError> {
    let server = Server::start_with("https://127.0.0.1", Some(identity.acceptor())).await;
    read_offer(&server, security).await
}

async fn read_offer(server: &Server, security: Security) -> Result<(), EnrolError> {
    let link = server.offer(samples::LABEL).link;
    phone(server, security).device.read_offer(&link).await.map(drop)
}

fn phone(server: &Server, security: Security) -> Phone {
    let mut parts = Parts::new(&[], None);
    parts.issuers = vec![configured(server, security)];
    Phone::open(parts).unwrap()
}
