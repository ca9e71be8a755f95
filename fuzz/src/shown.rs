//! A request from its payload to its view, and what must hold of the view.

use crate::{Key, is_hidden};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, FieldKind, OwnType, Presentation, Reading, Row, Types, View,
};
use countersign_protocol::jose::{Typ, Unverified, sha256_base64url};
use countersign_protocol::json::Json;
use countersign_protocol::time::UnixSeconds;
use std::sync::LazyLock;

pub const ISSUER: &str = "https://as.bank.example";
pub const DEVICE: &str = "device-1";
/// When the requests in the seeds were made.
pub const NOW: UnixSeconds = UnixSeconds(1_795_000_000);

/// The parts of a request that are one section each.
const SINGLE: [&str; 4] = ["client", "binding_message", "number_entry", "context"];
/// The parts that are a list of sections.
const LISTS: [&str; 3] = ["authorization_details", "payee_verification", "accounts"];

/// The built-in types and the bank's own of the hostile corpus.
pub fn record_types() -> &'static Types {
    static TYPES: LazyLock<Types> = LazyLock::new(|| {
        let schema = include_str!("../../protocol/tests/hostile/card-limit.json");
        types_with(OwnType::parse(schema.as_bytes(), &[Language::English]).unwrap())
    });
    &TYPES
}

#[must_use]
pub fn types_with(own: OwnType) -> Types {
    Types::with_own(vec![own]).unwrap_or_default()
}

/// Reads this payload as the device it is for, with a good signature around it.
#[must_use]
pub fn read(payload: &[u8], types: &Types) -> Option<ConsentRequest> {
    let key = Key::published();
    let token = key.token(Typ::ConsentRequest, payload);
    let unverified = Unverified::parse(&token, &[Typ::ConsentRequest]).ok()?;
    let verified = unverified.verify(&key.public).expect("the signature is good");
    let to = Addressee { issuer: ISSUER, device: DEVICE, account: "account-1" };
    let presentation = Presentation {
        language: Language::English,
        time_zone: "Europe/Berlin".to_owned(),
        types: types.clone(),
    };
    let request = ConsentRequest::read(&verified, &to, &presentation).ok()?;
    let again = ConsentRequest::read(&verified, &to, &presentation).expect("read before");
    assert!(request.reading() == again.reading(), "two readings differ");
    Some(request)
}

/// The view of this payload, if it can be shown; then everything that must hold of it does.
#[must_use]
pub fn shown(payload: &[u8], types: &Types) -> Option<View> {
    let request = read(payload, types)?;
    let Reading::Shown(view) = request.reading() else { return None };
    every_leaf_is_in_one_row(view, payload);
    the_hash_is_that_of_the_rows(view);
    nothing_hides(view);
    Some(view.as_ref().clone())
}

fn every_leaf_is_in_one_row(view: &View, payload: &[u8]) {
    let claims = Json::parse(payload).expect("it was read");
    let mut expected = Vec::new();
    for name in SINGLE {
        if let Some(part) = claims.member(name) {
            leaves(part, name, String::new(), &mut expected);
        }
    }
    for name in LISTS {
        let Some(Json::Array(parts)) = claims.member(name) else { continue };
        for (i, part) in parts.iter().enumerate() {
            leaves(part, &format!("{name}/{i}"), String::new(), &mut expected);
        }
    }
    if let Some(Json::String(scope)) = claims.member("scope") {
        let scopes = scope.split(' ').enumerate();
        expected.extend(scopes.map(|(k, s)| ("scope".to_owned(), format!("/{k}"), s.to_owned())));
    }
    for name in ["iat", "exp"] {
        let at = claims.member(name).expect("a time");
        leaves(at, "request", format!("/{name}"), &mut expected);
    }
    let row = |row: &Row| (row.section.clone(), row.field.clone(), row.value.clone());
    let mut rows: Vec<_> = view.rows().iter().map(row).collect();
    expected.sort_unstable();
    rows.sort_unstable();
    assert!(rows == expected, "the rows are not the leaves");
}

fn leaves(value: &Json, section: &str, at: String, out: &mut Vec<(String, String, String)>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(value, section, format!("{at}/{name}"), out);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for (i, value) in items.iter().enumerate() {
                leaves(value, section, format!("{at}/{i}"), out);
            }
        }
        Json::Array(_) => out.push((section.to_owned(), at, "[]".to_owned())),
        Json::String(text) | Json::Number(text) => {
            out.push((section.to_owned(), at, text.clone()));
        }
        Json::Bool(flag) => out.push((section.to_owned(), at, flag.to_string())),
        Json::Null => panic!("null was shown"),
    }
}

/// `serde_json::Value` sorts members by name, as RFC 8785 asks.
fn the_hash_is_that_of_the_rows(view: &View) {
    let rows = serde_json::to_value(view.rows()).expect("rows are JSON");
    assert_eq!(view.display_hash_of_denial(), sha256_base64url(rows.to_string().as_bytes()));
}

fn nothing_hides(view: &View) {
    for field in view.sections.iter().flat_map(|section| &section.fields) {
        let words = matches!(field.kind, FieldKind::Party | FieldKind::Text | FieldKind::Link);
        if words || field.client_words {
            assert!(!field.text.is_empty(), "an empty value is shown");
            assert!(!field.text.chars().any(is_hidden), "a character that hides is shown");
        }
    }
    let ours = |c: &char| !matches!(c, '\u{2066}'..='\u{2069}');
    assert!(!view.title.chars().filter(ours).any(is_hidden), "a title that hides something");
}
