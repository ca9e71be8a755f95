//! Checks 1 to 7: what changes nothing, because anybody could have sent it.

use super::{Change, Scene};
use countersign_gateway::channel::ConsentState;
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use serde_json::json;

#[tokio::test]
async fn check_1_size() {
    let scene = Scene::payment().await;

    let token = "a".repeat(16 * 1024 + 1);
    let answer = scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

    assert_eq!((answer.status, answer.problem().as_str()), (413, "too-large"));
    assert_eq!(scene.state().await, ConsentState::Pending);
}

#[tokio::test]
async fn check_3_form() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let good = scene.phone.approval.token(Typ::ConsentApproval, &claims);
    let parts: Vec<_> = good.split('.').collect();

    for rubbish in [
        "rubbish".to_owned(),
        format!("{good}="),
        format!("{good}.{}", parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], "bm90IGpzb24", parts[2]), // "not json"
        // {"alg":"ES256","typ":"consent-approval+jwt","kid":"k","crit":[]}
        format!(
            "{}.{}.{}",
            countersign_protocol::jose::base64url(
                br#"{"alg":"ES256","typ":"consent-approval+jwt","kid":"k","crit":[]}"#
            ),
            parts[1],
            parts[2]
        ),
    ] {
        let answer =
            scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &rubbish).await;

        assert_eq!(answer.problem(), "malformed");
        scene.refused(&answer, 400, "form").await;
    }
}

#[tokio::test]
async fn the_media_type_must_be_that_of_a_decision() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let token = scene.phone.approval.token(Typ::ConsentApproval, &claims);
    let path = format!("/ad/requests/{}/decision", scene.answering.id());

    let answer = scene.phone.send("POST", &path, "application/jwt", &token).await;

    assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"));
    assert_eq!(scene.state().await, ConsentState::Pending);
}

#[tokio::test]
async fn check_4_the_key_is_of_the_device_that_calls() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());

    let token = Key::numbered(99).token(Typ::ConsentApproval, &claims);
    let answer = scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

    scene.refused(&answer, 403, "key").await;
}

#[tokio::test]
async fn check_5_no_transport_key_approves_and_no_type_poses_as_another() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let by_transport = scene.phone.transport.token(Typ::ConsentApproval, &claims);
    let other_type = scene.phone.approval.token(Typ::ConsentReceipt, &claims);
    let denial = scene
        .phone
        .transport
        .token(Typ::ConsentDenial, &scene.phone.denial(&scene.answering, "not_me"));

    for token in [by_transport, other_type, denial] {
        let answer =
            scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

        scene.refused(&answer, 403, "type").await;
    }
}

#[tokio::test]
async fn check_6_the_signature_and_its_algorithm() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let token = scene.phone.approval.token(Typ::ConsentApproval, &claims);
    let (_, rest) = token.split_once('.').unwrap();
    let (payload, _) = rest.split_once('.').unwrap();
    let (input, _) = token.rsplit_once('.').unwrap();
    let other = scene.phone.transport.token(Typ::ConsentApproval, &claims);
    let (_, foreign) = other.rsplit_once('.').unwrap();
    let none = countersign_protocol::jose::base64url(
        format!(
            r#"{{"alg":"HS256","typ":"consent-approval+jwt","kid":"{}"}}"#,
            countersign_protocol::jose::Signer::kid(&scene.phone.approval)
        )
        .as_bytes(),
    );

    for token in [format!("{input}.{foreign}"), format!("{none}.{payload}.{foreign}")] {
        let answer =
            scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

        scene.refused(&answer, 403, "signature").await;
    }
}

#[tokio::test]
async fn check_7_the_claims() {
    let scene = Scene::payment().await;
    let changes: [Change; 15] = [
        |claims| claims["iss"] = json!("another-device"),
        |claims| claims["aud"] = json!("https://another.example"),
        |claims| claims["request"] = json!("another-request"),
        |claims| claims["exp"] = json!(claims["exp"].as_i64().unwrap() + 1),
        |claims| claims["iat"] = json!("1772442000"),
        |claims| claims["jti"] = json!("with space"),
        |claims| claims["unlisted"] = json!(true),
        |claims| claims["reason"] = json!("not_me"),
        |claims| claims["amr"] = json!(["pwd"]),
        |claims| claims["number"] = json!("12 "),
        |claims| claims["number"] = json!(12),
        |claims| claims["display"]["unlisted"] = json!(1),
        |claims| drop(claims.as_object_mut().unwrap().remove("display")),
        |claims| drop(claims.as_object_mut().unwrap().remove("nonce")),
        |claims| drop(claims.as_object_mut().unwrap().remove("amr")),
    ];

    for change in changes {
        let answer = scene.approve_but(change).await;

        assert_eq!(answer.problem(), "refused");
        scene.refused(&answer, 403, "claims").await;
    }
}
