//! Signed authentication requests (CIBA §7.1.1).

use crate::world::{
    Answer, KeyClient, World, compact, fresh, login, rsa, rsa_jwks, rsa_key, sign_ps256,
};
use countersign_protocol::jose::Signer as _;
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};

async fn world() -> (World, KeyClient) {
    let world = World::open().await;
    let client = world.with_key("signs", json!({ "request_signing_alg": "ES256" })).await;
    world.phone_will(json!("ignore")).await;
    (world, client)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_is_taken_with_its_expiry_as_string_or_number() {
    let (world, client) = world().await;

    for expiry in [json!("45"), json!(45)] {
        let request = client.request(&world, json!({ "requested_expiry": expiry }));
        let answer = client.asks(&world, request).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.body["expires_in"], 45);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_claim_is_needed() {
    let (world, client) = world().await;

    for claim in ["iss", "aud", "exp", "iat", "nbf", "jti"] {
        let request = client.request(&world, json!({ claim: null }));
        let answer = client.asks(&world, request).await;
        assert_eq!(answer.status, 400, "without {claim}: {}", answer.text);
        answer.is(400, "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_for_or_by_somebody_else_is_refused() {
    let (world, client) = world().await;
    let other = world.with_key("other", json!({})).await;

    let for_other = client.request(&world, json!({ "aud": "https://other.example" }));
    let by_other = client.request(&world, json!({ "iss": "other" }));
    let key_of_other = other.request(&world, json!({ "iss": "signs" }));

    for request in [for_other, by_other, key_of_other] {
        client.asks(&world, request).await.is(400, "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_time_is_bounded() {
    let (world, client) = world().await;
    let now = countersign_sandbox::time::now().0;
    let minutes = |minutes: i64| now + 60 * minutes;

    for changes in [
        json!({ "exp": minutes(70) }),
        json!({ "exp": minutes(-1) }),
        json!({ "nbf": minutes(10), "exp": minutes(15) }),
        json!({ "nbf": minutes(-70) }),
        json!({ "nbf": minutes(-70), "exp": minutes(-5) }),
        json!({ "iat": minutes(10) }),
        json!({ "exp": "later" }),
    ] {
        let answer = client.asks(&world, client.request(&world, changes.clone())).await;
        assert_eq!(answer.status, 400, "{changes}");
        answer.is(400, "invalid_request");
    }
    let longest = client.request(&world, json!({ "nbf": minutes(-1), "exp": minutes(58) }));
    assert_eq!(client.asks(&world, longest).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_counts_once() {
    let (world, client) = world().await;
    let request = client.request(&world, json!({}));

    let first = client.asks(&world, request.clone()).await;
    let second = client.asks(&world, request).await;

    assert_eq!(first.status, 200, "{}", first.text);
    second.is(400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_may_stand_beside_it_or_in_its_place() {
    let (world, client) = world().await;
    let beside = vec![
        ("request", client.request(&world, json!({}))),
        ("binding_message", "S24R".to_owned()),
    ];

    let outside = client.form(client.assertion(&world, json!({})), beside);
    let unsigned = client.form(client.assertion(&world, json!({})), login());

    world.form("/backchannel", &outside).await.is(400, "invalid_request");
    world.form("/backchannel", &unsigned).await.is(400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_parameters_obey_the_same_rules() {
    let (world, client) = world().await;
    let asks = async |changes: Value| client.asks(&world, client.request(&world, changes)).await;

    asks(json!({ "scope": "payments" })).await.is(400, "invalid_scope");
    asks(json!({ "scope": ["openid"] })).await.is(400, "invalid_request");
    asks(json!({ "id_token_hint": "x" })).await.is(400, "invalid_request");
    asks(json!({ "authorization_details": {} })).await.is(400, "invalid_authorization_details");
    asks(json!({ "binding_message": "a\u{202e}b" })).await.is(400, "invalid_binding_message");
    asks(json!({ "request_context": "x" })).await.is(400, "invalid_request");
    asks(json!({ "request": "x" })).await.is(400, "invalid_request");
}

/// Asks with a request whose header is as given.
async fn with_header(
    world: &World,
    client: &KeyClient,
    header: Value,
    sign: impl Fn(&[u8]) -> Vec<u8>,
) -> Answer {
    let claims = client.request_claims(world, json!({}));
    client.asks(world, compact(&header, &claims, sign)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn other_algorithms_and_extensions_are_refused() {
    let (world, client) = world().await;
    let es256 = |input: &[u8]| client.key.sign(input).unwrap().as_bytes().to_vec();
    // Who confuses key and secret would accept this: HMAC with the public key.
    let hs256 = |input: &[u8]| {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, client.key.public_key().sec1());
        ring::hmac::sign(&key, input).as_ref().to_vec()
    };

    let answers = [
        with_header(&world, &client, json!({ "alg": "none" }), |_| Vec::new()).await,
        with_header(&world, &client, json!({ "alg": "HS256" }), hs256).await,
        with_header(&world, &client, json!({ "alg": "es256" }), es256).await,
        with_header(&world, &client, json!({ "alg": "ES256", "crit": ["b64"] }), es256).await,
        with_header(&world, &client, json!({ "alg": "ES256", "typ": "dpop+jwt" }), es256).await,
        with_header(&world, &client, json!({ "alg": "ES256", "kid": "another" }), es256).await,
    ];
    let plain = with_header(&world, &client, json!({ "alg": "ES256" }), es256).await;

    for answer in answers {
        answer.is(400, "invalid_request");
    }
    assert_eq!(plain.status, 200, "{}", plain.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn ps256_is_taken_and_rs256_by_the_same_key_is_not() {
    let world = World::open().await;
    world.phone_will(json!("ignore")).await;
    let key = rsa_key();
    let metadata =
        json!({ "client_id": "rsa", "jwks": rsa_jwks(&key), "request_signing_alg": "PS256" });
    assert_eq!(world.register(metadata).await.status, 201);
    let now = countersign_sandbox::time::now().0;
    let claims = || {
        json!({ "iss": "rsa", "sub": "rsa", "aud": world.sandbox.url(), "iat": now, "nbf": now,
            "exp": now + 300, "jti": fresh(), "scope": "openid", "login_hint": "customer" })
    };
    let asks = async |request: String| {
        let form = vec![
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
            ),
            ("client_assertion", sign_ps256(&key, &claims())),
            ("request", request),
        ];
        world.form("/backchannel", &form).await
    };

    let ps256 = asks(sign_ps256(&key, &claims())).await;
    let rs256 = compact(&json!({ "alg": "RS256", "kid": "rsa" }), &claims(), |input| {
        rsa(&key, &RSA_PKCS1_SHA256, input)
    });
    let rs256 = asks(rs256).await;

    assert_eq!(ps256.status, 200, "{}", ps256.text);
    rs256.is(400, "invalid_request");
}
