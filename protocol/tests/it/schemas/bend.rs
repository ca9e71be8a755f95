//! A good value, bent in one place in every way that a schema speaks of.

use serde_json::{Map, Value, json};

/// The value with, for each member and item at any depth, that one missing, of another JSON type,
/// or out of its bounds; and with one member more in each object. Each with where and how.
pub(super) fn all(good: &Value) -> Vec<(String, Value)> {
    let mut places = Vec::new();
    walk(good, String::new(), &mut places);
    places.iter().flat_map(|place| at(good, place)).collect()
}

fn at(good: &Value, place: &str) -> Vec<(String, Value)> {
    let here = good.pointer(place).unwrap();
    let mut bent = Vec::new();
    for (how, instead) in instead(here) {
        let mut value = good.clone();
        *value.pointer_mut(place).unwrap() = instead;
        bent.push((format!("{place} {how}"), value));
    }
    if let Value::Object(members) = here {
        for name in members.keys() {
            let mut value = good.clone();
            let object = value.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
            object.remove(name);
            bent.push((format!("{place} without {name}"), value));
        }
    }
    bent
}

/// What may stand here instead.
fn instead(here: &Value) -> Vec<(&'static str, Value)> {
    let mut other = vec![
        ("null", Value::Null),
        ("true", json!(true)),
        ("a number", json!(-7)),
        ("a fraction", json!(1.5)),
        ("an empty text", json!("")),
        ("a text", json!("x")),
        ("text with a blank", json!("a b")),
        ("text with a line", json!("a\nb")),
        ("an endless text", json!("9".repeat(9_000))),
        ("an empty list", json!([])),
        ("a list", json!(["x"])),
        ("an empty object", json!({})),
        ("a great number", json!(9_007_199_254_740_993_i64)),
    ];
    match here {
        Value::String(text) => {
            other.push(("longer", json!(format!("{text}x"))));
            other.push(("lower case", json!(text.to_lowercase())));
            other.push(("padded", json!(format!("{text}="))));
            other.push(("spaced", json!(format!(" {text}"))));
        }
        Value::Number(number) => other.push(("as text", json!(number.to_string()))),
        Value::Bool(flag) => other.push(("as text", json!(flag.to_string()))),
        Value::Array(items) => {
            let again = items.iter().cycle().take(130).cloned();
            other.push(("more than any list has", again.collect()));
        }
        Value::Object(members) => {
            let mut more: Map<_, _> = members.clone();
            more.insert("unlisted".to_owned(), json!(1));
            other.push(("with one member more", more.into()));
        }
        Value::Null => {}
    }
    other
}

fn walk(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                walk(member, format!("{place}/{name}"), places);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                walk(item, format!("{place}/{i}"), places);
            }
        }
        _ => {}
    }
    places.push(place);
}
