//! What an app says that it can do, and what it lacks to show a consent (docs/protocol.md §3.2,
//! §4.2).

use countersign_protocol::claims::{ClaimError, Members};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{OwnType, Template, Types};
use countersign_protocol::vocabulary::{Capabilities, Lacking};
use serde_json::{Value, json};

const LIMIT: &str = "urn:bank.example:limit";

fn types() -> Types {
    let description = json!({
        "type": LIMIT, "title": {"en": "A limit"}, "section": {"en": "Limit"},
        "fields": [
            {"name": "limit", "kind": "money", "label": {"en": "Limit"}, "prominence": 1},
        ],
    });
    let own = OwnType::parse(description.to_string().as_bytes(), &[Language::English]).unwrap();
    Types::with_own(vec![own]).unwrap()
}

fn read(json: &Value) -> Result<Capabilities, ClaimError> {
    Capabilities::read(Members::parse(json.to_string().as_bytes())?)
}

/// What an app with these types says, with one thing different.
fn but(change: impl FnOnce(&mut Value)) -> Value {
    let mut json = serde_json::to_value(Capabilities::of("0.1.0", &types())).unwrap();
    change(&mut json);
    json
}

fn lacks(json: &Value, names: &[&str]) -> Option<Lacking> {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    read(json).unwrap().lacks(&names, &types(), &Template::ALL)
}

#[test]
fn what_is_written_is_read_again() {
    for types in [types(), Types::default()] {
        let written = Capabilities::of("0.1.0", &types);

        assert_eq!(read(&serde_json::to_value(&written).unwrap()), Ok(written));
    }
}

#[test]
fn an_app_without_own_types_says_nothing_of_them() {
    let json = serde_json::to_value(Capabilities::of("0.1.0", &Types::default())).unwrap();

    assert_eq!(json.get("own_types"), None);
    assert!(read(&json).unwrap().own_types.is_empty());
}

#[test]
fn hashes_are_hashes_and_there_are_64_at_most() {
    let many = |count: usize| -> Value {
        (0..count).map(|i| (format!("type-{i}"), json!("A".repeat(43)))).collect()
    };
    for (own_types, read_as) in [
        (many(64), Ok(64)),
        (many(65), Err(ClaimError::Wrong)),
        (json!({"x": "A".repeat(42)}), Err(ClaimError::Wrong)),
        (json!({"x": "A".repeat(44)}), Err(ClaimError::Wrong)),
        (json!({"x": format!("{}=", "A".repeat(42))}), Err(ClaimError::Wrong)),
        (json!({"x": null}), Err(ClaimError::Wrong)),
        (json!({"": "A".repeat(43)}), Err(ClaimError::Wrong)),
        (json!({"x".repeat(256): "A".repeat(43)}), Ok(1)),
        (json!({"x".repeat(257): "A".repeat(43)}), Err(ClaimError::Wrong)),
        (json!([]), Err(ClaimError::Wrong)),
    ] {
        let capabilities = read(&but(|can| can["own_types"] = own_types.clone()));

        assert_eq!(capabilities.map(|can| can.own_types.len()), read_as, "{own_types}");
    }
}

#[test]
fn a_device_has_each_type_by_the_description_of_the_as() {
    let whole = but(|_| {});
    let other = but(|can| can["own_types"][LIMIT] = json!("A".repeat(43)));
    let silent = but(|can| can["own_types"] = json!({}));
    let unlisted = but(|can| can["authorization_details_types"] = json!(["payment_initiation"]));

    assert_eq!(lacks(&whole, &[LIMIT, "payment_initiation"]), None);
    for lacking in [&other, &silent, &unlisted] {
        assert_eq!(lacks(lacking, &["payment_initiation"]), None);
        assert_eq!(lacks(lacking, &[LIMIT]), Some(Lacking::Type));
        assert_eq!(lacks(lacking, &["payment_initiation", LIMIT]), Some(Lacking::Type));
    }
    assert_eq!(lacks(&whole, &["no_such_type"]), Some(Lacking::Type));
}

#[test]
fn a_built_in_type_has_no_description() {
    let own = but(|can| can["own_types"]["payment_initiation"] = json!("A".repeat(43)));

    assert_eq!(lacks(&own, &["payment_initiation"]), Some(Lacking::Type));
}

#[test]
fn one_template_and_one_language_of_the_as_are_enough() {
    let both = but(|can| {
        can["templates"] = json!(["2", "1"]);
        can["locales"] = json!(["it", "de"]);
    });
    let template = but(|can| can["templates"] = json!(["2"]));
    let locale = but(|can| can["locales"] = json!(["it", "de-DE"]));
    let neither = but(|can| {
        can["templates"] = json!([]);
        can["locales"] = json!([]);
    });

    assert_eq!(lacks(&both, &[LIMIT]), None);
    assert_eq!(lacks(&template, &[]), Some(Lacking::Template));
    assert_eq!(lacks(&locale, &[]), Some(Lacking::Locale));
    assert_eq!(lacks(&neither, &[]), Some(Lacking::Template));
    assert_eq!(lacks(&neither, &["no_such_type"]), Some(Lacking::Type));
}
