//! The backchannel authentication endpoint: what it takes, and every error of CIBA §13.

use crate::world::{Form, World, login};
use serde_json::json;

const BASIC: &str = "basic";

async fn world() -> World {
    let world = World::open().await;
    world.with_secret(BASIC, json!({})).await;
    world.phone_will(json!("ignore")).await;
    world
}

/// The usual request with one parameter changed; an empty value leaves it out.
fn with(name: &'static str, value: &str) -> Form<'static> {
    let mut form = login();
    form.retain(|(known, _)| *known != name);
    form.push((name, value.to_owned()));
    form
}

fn payment(member: &str) -> String {
    format!(
        r#"[{{"type":"payment_initiation","instructedAmount":{{"currency":"EUR","amount":"1"}},"creditorName":"Merchant A","creditorAccount":{{"iban":"DE02100100109307118603"}}{member}}}]"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_acknowledged_with_what_ciba_asks_for() {
    let world = world().await;

    let answer = world.as_client(BASIC, "/backchannel", &with("requested_expiry", "90")).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.body["expires_in"], 90);
    assert_eq!(answer.body["interval"], 2);
    let id = answer.body["auth_req_id"].as_str().unwrap();
    assert_eq!(id.len(), 43); // 256 bits
    assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_malformed_is_an_invalid_request() {
    let world = world().await;
    let two_hints = {
        let mut form = login();
        form.push(("id_token_hint", "x".to_owned()));
        form
    };
    let doubled = {
        let mut form = login();
        form.push(("scope", "openid".to_owned()));
        form
    };

    for form in [
        with("login_hint", ""),
        two_hints,
        doubled,
        with("requested_expiry", "0"),
        with("requested_expiry", "soon"),
        with("request_context", "[]"),
        with("number_entry", "9"),
        with("client_notification_token", "a b"),
    ] {
        world.as_client(BASIC, "/backchannel", &form).await.is(400, "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_form_or_too_large_is_an_invalid_request() {
    let world = world().await;
    let post =
        || world.http.post(world.url("/backchannel")).basic_auth(BASIC, Some("a test value"));

    let json = post().header("content-type", "application/json").body("{}");
    let large = with("binding_message", &"a".repeat(70_000));

    World::read(json).await.is(400, "invalid_request");
    world.as_client(BASIC, "/backchannel", &large).await.is(413, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_are_not_known_are_ignored() {
    let world = world().await;

    let answer = world.as_client(BASIC, "/backchannel", &with("ui_locales", "de")).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_without_openid_or_with_unknown_parts_is_invalid() {
    let world = world().await;

    for scope in ["", "payments", "openid  payments", "openid \"", "openid admin"] {
        let answer = world.as_client(BASIC, "/backchannel", &with("scope", scope)).await;
        answer.is(400, "invalid_scope");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn details_that_rfc_9396_refuses_are_refused() {
    let world = world().await;

    for details in [
        "{}".to_owned(),
        "[]".to_owned(),
        r#"[{"type":"shopping"}]"#.to_owned(),
        r#"[{"type":"payment_initiation"}]"#.to_owned(),
        payment(r#","handlingFee":"90.00""#),
        payment(r#","creditorName":"Merchant B""#),
        payment(r#","actions":"initiate""#),
        payment(r#","actions":["destroy"]"#),
        payment("").replace("\"1\"", "1"),
        payment("").replace("\"1\"", "\"1.005\""),
        payment("").replace("Merchant A", "Merchant\\u202eA"),
    ] {
        let form = with("authorization_details", &details);
        let answer = world.as_client(BASIC, "/backchannel", &form).await;
        answer.is(400, "invalid_authorization_details");
    }
    let good =
        world.as_client(BASIC, "/backchannel", &with("authorization_details", &payment(""))).await;
    assert_eq!(good.status, 200, "{}", good.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_message_that_cannot_be_shown_is_refused() {
    let world = world().await;

    for message in ["a\u{202e}b", "a\nb", "a\u{200b}b", &"a".repeat(501)] {
        let answer =
            world.as_client(BASIC, "/backchannel", &with("binding_message", message)).await;
        answer.is(400, "invalid_binding_message");
    }
    let shown = "\u{1f44d} \u{54c1}\u{5ddd} Lorem ipsum ";
    let good = world.as_client(BASIC, "/backchannel", &with("binding_message", shown.trim())).await;
    assert_eq!(good.status, 200, "{}", good.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn user_codes_are_asked_of_clients_that_registered_for_them() {
    let world = world().await;
    world.with_secret("coded", json!({ "user_code": true })).await;
    let asks = async |form: Form<'static>| world.as_client("coded", "/backchannel", &form).await;

    asks(login()).await.is(400, "missing_user_code");
    asks(with("user_code", "0000")).await.is(400, "invalid_user_code");
    assert_eq!(asks(with("user_code", "6365")).await.status, 200);
    let unasked = world.as_client(BASIC, "/backchannel", &with("user_code", "0000")).await;
    assert_eq!(unasked.status, 200, "{}", unasked.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_names_a_customer_or_nobody() {
    let world = world().await;
    let hint = async |account: &str, expires_in: i64| {
        let body = json!({ "account": account, "expires_in": expires_in });
        let answer = world.post("/sandbox/login-hint-token", &body).await;
        answer.body["login_hint_token"].as_str().unwrap().to_owned()
    };
    let by_token = async |token: String| {
        let form = vec![("scope", "openid".to_owned()), ("login_hint_token", token)];
        world.as_client(BASIC, "/backchannel", &form).await
    };

    let unknown = world.as_client(BASIC, "/backchannel", &with("login_hint", "nobody")).await;
    unknown.is(400, "unknown_user_id");
    by_token(hint("nobody", 60).await).await.is(400, "unknown_user_id");
    by_token(hint("customer", 0).await).await.is(400, "expired_login_hint_token");
    by_token("not.a.token".to_owned()).await.is(400, "invalid_request");
    assert_eq!(by_token(hint("customer", 60).await).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_token_of_one_client_is_no_hint_for_another() {
    let world = world().await;
    world.with_secret("other", json!({})).await;
    world.phone_will(json!("approve")).await;
    let asked = world.asked(BASIC, vec![]).await;
    let tokens = world.redeem_when_ended(BASIC, &asked, "The consent was given").await;
    let form = vec![
        ("scope", "openid".to_owned()),
        ("id_token_hint", tokens.body["id_token"].as_str().unwrap().to_owned()),
    ];

    let own = world.as_client(BASIC, "/backchannel", &form).await;
    let others = world.as_client("other", "/backchannel", &form).await;

    assert_eq!(own.status, 200, "{}", own.text);
    others.is(400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_asked_is_access_denied() {
    let world = world().await;
    let without_phone = with("login_hint", "customer-without-phone");

    let answer = world.as_client(BASIC, "/backchannel", &without_phone).await;

    answer.is(403, "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_other_grants_is_unauthorized() {
    let world = world().await;
    world.with_secret("reports", json!({ "grant_types": ["client_credentials"] })).await;

    let answer = world.as_client("reports", "/backchannel", &login()).await;

    answer.is(400, "unauthorized_client");
}
