//! openapi.json against the running server: every answer of a whole journey fits the document,
//! every operation in it is routed, and every route is in it.

mod journey;

use crate::bank::Bank;
use countersign_gateway::{KeycloakRealm, Limits, OPENAPI};
use countersign_protocol::jose::Signer;
use countersign_testing::http::Answer;
use countersign_testing::{Key, Listener};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

fn document() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

/// Every operation: method, path with placeholders.
fn operations() -> BTreeSet<(String, String)> {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| {
        METHODS.into_iter().filter(|name| item.get(name).is_some()).collect::<Vec<_>>()
    };
    let of = |(path, item): (&String, &Value)| {
        methods(item)
            .into_iter()
            .map(|name| (name.to_uppercase(), path.clone()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// The path of the document that a call's path is an instance of. One without placeholders is
/// preferred, as it is by the router.
fn template(path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (wanted, given): (Vec<_>, Vec<_>) =
            (template.split('/').collect(), path.split('/').collect());
        wanted.len() == given.len()
            && wanted.iter().zip(given).all(|(w, g)| w.starts_with('{') || *w == g)
    };
    let mut found: Vec<_> =
        operations().into_iter().map(|(_, path)| path).filter(|path| fits(path)).collect();
    found.sort_by_key(|path| path.matches('{').count());
    found.into_iter().next()
}

/// A node of the document, its `$ref` followed.
fn resolved<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    match node["$ref"].as_str() {
        Some(pointer) => document.pointer(pointer.trim_start_matches('#')).unwrap(),
        None => node,
    }
}

/// What of an answer does not fit the document.
fn misfits(document: &Value, method: &str, path: &str, answer: &Answer) -> Vec<String> {
    let Some(template) = template(path) else { return vec!["no such path".into()] };
    let operation = &document["paths"][&template][method.to_lowercase()];
    let response = &operation["responses"][answer.status.to_string()];
    if response.is_null() {
        return vec![format!("status {} is not documented", answer.status)];
    }
    let response = resolved(document, response);
    let mut misfits = Vec::new();
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let header = resolved(document, header);
        let value = answer.header(name);
        let value = match header["schema"]["type"].as_str() {
            Some("integer") => value.parse::<i64>().map_or(Value::Null, Value::from),
            _ => json!(value),
        };
        misfits.extend(violations(document, &header["schema"], &value));
    }
    match response["content"].as_object() {
        None if answer.body.is_empty() => {}
        None => misfits.push("a body that is not documented".into()),
        Some(content) => match content.get(answer.header("content-type")) {
            None => misfits.push(format!("content type {}", answer.header("content-type"))),
            Some(media) => {
                let json = answer.header("content-type").ends_with("json");
                let body = if json { answer.json() } else { json!(answer.text()) };
                misfits.extend(violations(document, &media["schema"], &body));
            }
        },
    }
    misfits
}

fn violations(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let schema = json!({"components": document["components"], "allOf": [schema]});
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator.iter_errors(value).map(|error| error.to_string()).collect()
}

#[test]
fn a_schema_that_does_not_fit_is_noticed() {
    let document = document();
    let answer = |status, body: &str, media_type: &str| {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("content-type", media_type.parse().unwrap());
        headers.insert("dpop-nonce", "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap());
        Answer { status, headers, body: body.as_bytes().to_vec() }
    };
    let fits = |answer| misfits(&document, "GET", "/ad/requests", &answer).is_empty();
    let json = "application/json";

    assert!(fits(answer(200, r#"{"requests":[{"id":"a","exp":1}]}"#, json)));
    assert!(!fits(answer(200, r#"{"requests":[{"id":"a","exp":1,"x":1}]}"#, json)));
    assert!(!fits(answer(200, r#"{"requests":[{"id":"a b","exp":1}]}"#, json)));
    assert!(!fits(answer(200, r#"{"requests":[]}"#, "text/plain")));
    assert!(!fits(answer(418, r#"{"requests":[]}"#, json)));
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn walk<'a>(node: &'a Value, out: &mut Vec<&'a str>) {
        match node {
            Value::Object(members) => {
                for (name, value) in members {
                    match value.as_str() {
                        Some(pointer) if name == "$ref" => out.push(pointer),
                        _ => walk(value, out),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
            _ => {}
        }
    }
    let document = document();
    let mut pointers = Vec::new();
    walk(&document, &mut pointers);

    let lost: Vec<_> = pointers
        .iter()
        .filter(|pointer| document.pointer(pointer.trim_start_matches('#')).is_none())
        .collect();

    assert!(pointers.len() > 100);
    assert_eq!(lost, Vec::<&&str>::new());
}

#[test]
fn every_route_is_documented_and_every_operation_is_a_route() {
    let sources = [
        include_str!("../../../src/api/device/mod.rs"),
        include_str!("../../../src/api/channel/mod.rs"),
        include_str!("../../../src/api/keycloak/mod.rs"),
        include_str!("../../../src/api/mod.rs"),
    ];
    let mut routed = BTreeSet::new();
    for route in sources.iter().flat_map(|source| source.split(".route(").skip(1)) {
        let path = route.split('"').nth(1).unwrap();
        let handlers = route.split_once("\",").unwrap().1.split('\n').next().unwrap();
        for method in METHODS {
            let here = handlers.trim_start().starts_with(&format!("{method}("));
            if here || handlers.contains(&format!(").{method}(")) {
                routed.insert((method.to_uppercase(), path.to_owned()));
            }
        }
    }

    assert_eq!(routed, operations());
}

#[tokio::test]
async fn every_operation_is_answered_and_no_other_method_is() {
    let bank = Bank::open().await;

    for (_, path) in operations() {
        if path.contains("{handle}") {
            continue; // 404 to any other handle is right
        }
        let called = path.replace(['{', '}'], "x");
        for method in METHODS {
            let method = method.to_uppercase();
            let answer = bank.plain(&method, &called).await;

            let there = answer.status != 404;
            let realm = path.contains("{realm}"); // no realm, so 404 too
            let documented = operations().contains(&(method.clone(), path.clone())) && !realm;
            assert_eq!(there, documented, "{method} {path}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn every_answer_of_a_whole_journey_fits_the_document() {
    let key = Key::numbered(60);
    let jwk = key.public_key().jwk();
    let keys = json!({"keys": [{"kid": "k", "kty": "EC", "crv": "P-256", "x": jwk.x, "y": jwk.y}]});
    let certs = Listener::with_document(&[200], keys.to_string()).await;
    let callback = Listener::answering(&[200]).await;
    let mut realm = KeycloakRealm::new("bank", "https://sso.bank.example/realms/bank");
    (realm.certs_uri, realm.callback_uri) = (certs.url.clone(), callback.url.clone());
    let limits = Limits {
        consents_per_hour: 14,
        offers_per_hour: 4,
        calls_per_minute: 60,
        ..Limits::default()
    };
    let bank = Bank::with(|settings| {
        settings.realms = vec![realm];
        settings.limits = limits;
    })
    .await;

    journey::play(&bank, &key).await;

    let document = document();
    let calls = bank.calls.lock().unwrap().clone();
    let mut played = BTreeSet::new();
    for (method, path, answer) in &calls {
        let misfits = misfits(&document, method, path, answer);
        assert!(misfits.is_empty(), "{method} {path}: {misfits:?}\n{}", answer.text());
        played.insert((method.clone(), template(path).unwrap(), answer.status));
    }
    // What a journey cannot play: a gateway without its database, and a Keycloak that is late.
    let not_played: Vec<_> = responses(&document).difference(&played).cloned().collect();
    let expected: Vec<_> = responses(&document)
        .into_iter()
        .filter(|(_, path, status)| {
            *status == 503 || path.starts_with("/keycloak/") && [410, 429].contains(status)
        })
        .collect();
    assert_eq!(not_played, expected);
}

/// Every documented answer: method, path, status.
fn responses(document: &Value) -> BTreeSet<(String, String, u16)> {
    let of = |(method, path): (String, String)| {
        let responses = &document["paths"][&path][method.to_lowercase()]["responses"];
        let statuses: Vec<u16> =
            responses.as_object().unwrap().keys().map(|status| status.parse().unwrap()).collect();
        statuses.into_iter().map(move |status| (method.clone(), path.clone(), status))
    };
    operations().into_iter().flat_map(of).collect()
}
