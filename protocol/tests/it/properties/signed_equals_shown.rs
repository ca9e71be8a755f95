//! Change anything in a request, and either the display changes or the request cannot be shown.

use super::mutants::{self, Mutant};
use crate::signed::{examples, payload, read_in};
use countersign_protocol::consent::{Reading, Row, View};
use countersign_protocol::jose::sha256_base64url;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// The claims that the display does not cover: the decision repeats them in claims of its own.
const BOUND_ELSEWHERE: [&str; 2] = ["jti", "nonce"];

/// The claims of an example.
fn claims(parts: &str) -> Value {
    serde_json::from_str(&payload(parts)).unwrap()
}

/// What a device shows of these claims, if it shows them.
fn shown(claims: &Value) -> Option<View> {
    match read_in(&claims.to_string(), "UTC").ok()?.reading() {
        Reading::Shown(view) => Some(view.as_ref().clone()),
        Reading::NotShown(_) => None,
    }
}

/// An example, what is shown of it, and of every changed form of it.
struct Example {
    name: &'static str,
    claims: Value,
    view: View,
    changed: Vec<(Mutant, Option<View>)>,
}

/// Read once for all tests here.
static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let read = |(name, parts): (&'static str, String)| {
        let claims = claims(&parts);
        let (view, changed) = (shown(&claims).unwrap(), changed(&claims));
        Example { name, claims, view, changed }
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = examples().map(|example| scope.spawn(move || read(example))).collect();
        all.into_iter().map(|example| example.join().unwrap()).collect()
    })
});

/// Every shape and every type.
fn examples() -> impl Iterator<Item = (&'static str, String)> {
    examples::all().into_iter().chain(examples::further())
}

/// Every changed form of a request, and what is shown of it.
fn changed(original: &Value) -> Vec<(Mutant, Option<View>)> {
    let bound = |mutant: &Mutant| {
        BOUND_ELSEWHERE.iter().all(|claim| mutant.value.get(claim) == original.get(claim))
    };
    let all = mutants::of(original).into_iter().filter(bound);
    all.map(|mutant| {
        let view = shown(&mutant.value);
        (mutant, view)
    })
    .collect()
}

/// The changes of an example that this hash of the display does not notice.
fn silent<'a>(example: &'a Example, hash: &dyn Fn(&View) -> String) -> Vec<&'a str> {
    let before = hash(&example.view);
    example
        .changed
        .iter()
        .filter(|(_, view)| view.as_ref().is_some_and(|view| hash(view) == before))
        .map(|(mutant, _)| mutant.change.as_str())
        .collect()
}

/// The hash of a core that forgets one row.
fn hash_without(view: &View, forgotten: &Row) -> String {
    let rows: Vec<_> = view
        .rows()
        .iter()
        .filter(|row| row.section != forgotten.section || row.field != forgotten.field)
        .collect();
    sha256_base64url(&serde_json::to_vec(&rows).unwrap())
}

#[test]
fn no_change_of_a_request_is_silent() {
    for example in EXAMPLES.iter() {
        let still_shown = example.changed.iter().filter(|(_, view)| view.is_some()).count();
        let silent = silent(example, &View::display_hash_of_denial);

        assert_eq!(silent, [""; 0], "{}", example.name);
        // Both ways out are taken, or the test would prove only one of them.
        assert!(example.changed.len() > 500, "{}: {}", example.name, example.changed.len());
        assert!(still_shown > 50, "{}: {still_shown}", example.name);
        assert!(still_shown < example.changed.len(), "{}", example.name);
    }
}

/// Objects of an amount and a currency.
const MONEY: [&str; 4] =
    ["/instructedAmount", "/InstructedAmount", "/MaximumIndividualAmount", "/instructed_amount"];

/// Fields whose value cannot be changed alone: the rest of the detail would no longer fit.
const FIXED: [&str; 3] = ["/type", "/detail", "/SchemeName"];

/// The test above can fail: whichever row a core forgets, the same check reports it. [`FIXED`]
/// are the exceptions.
#[test]
fn a_row_that_is_forgotten_is_reported() {
    let mut reported = 0;
    let mut missed = Vec::new();

    for example in EXAMPLES.iter() {
        for row in example.view.rows() {
            let silent = silent(example, &|view| hash_without(view, row));

            let fixed = FIXED.iter().any(|field| row.field.ends_with(field));
            if silent.is_empty() != fixed {
                missed.push(format!("{}: {}{}", example.name, row.section, row.field));
            }
            reported += usize::from(!fixed);
        }
    }

    assert_eq!(missed, [""; 0]);
    assert!(reported > 150, "{reported}");
}

#[test]
fn a_forgotten_payee_is_reported_as_the_payee() {
    let example = EXAMPLES.iter().find(|example| example.name == "payment").unwrap();
    let row = example.view.rows().iter().find(|row| row.field == "/creditorName").unwrap();

    let silent = silent(example, &|view| hash_without(view, row));

    let place = "/authorization_details/0/creditorName";
    assert!(silent.contains(&format!(r#"{place}: is "Merchant C""#).as_str()));
    assert!(silent.iter().all(|change| change.starts_with(place)), "{silent:?}");
}

/// Not only different from the original: no two requests that differ have the same display.
#[test]
fn two_requests_with_the_same_display_are_the_same_request() {
    for example in EXAMPLES.iter() {
        let mut seen: HashMap<String, &Value> = HashMap::new();

        for (mutant, view) in &example.changed {
            let Some(view) = view else { continue };
            let before = seen.insert(view.display_hash_of_denial(), &mutant.value);

            let same = before.is_none_or(|before| *before == mutant.value);
            assert!(same, "{}: {}", example.name, mutant.change);
        }

        assert!(seen.len() > 50);
    }
}

#[test]
fn every_leaf_is_in_exactly_one_row() {
    for example in EXAMPLES.iter() {
        let mut rows: Vec<_> = example
            .view
            .rows()
            .iter()
            .map(|row| format!("/{}{} = {}", row.section, row.field, row.value))
            .collect();
        rows.sort_unstable();

        assert_eq!(rows, leaves(&example.claims), "{}", example.name);
    }
}

#[test]
fn every_row_but_an_opaque_one_is_a_field_of_its_prominence_and_warnings() {
    // An amount and its currency, where they are an object of their own, are one field.
    let field_of = |row: &Row| match row.field.rsplit_once('/') {
        Some((object, "amount" | "currency" | "Amount" | "Currency"))
            if MONEY.iter().any(|name| object.ends_with(name)) =>
        {
            object.to_owned()
        }
        _ => row.field.clone(),
    };

    for example in EXAMPLES.iter() {
        let fields: BTreeSet<_> = example
            .view
            .sections
            .iter()
            .flat_map(|section| section.fields.iter().map(move |field| (section, field)))
            // What follows from the rows (a total, "no end date") is no row itself.
            .filter(|(_, field)| !field.key.contains('#'))
            .map(|(section, field)| {
                let warnings: Vec<_> = field.warnings.iter().map(|w| w.key).collect();
                (section.key.clone(), field.key.clone(), field.prominence, warnings)
            })
            .collect();
        let rows: BTreeSet<_> = example
            .view
            .rows()
            .iter()
            .filter(|row| row.prominence < 4)
            .map(|row| (row.section.clone(), field_of(row), row.prominence, row.warnings.clone()))
            .collect();

        assert_eq!(fields, rows, "{}", example.name);
    }
}

/// The leaves of the claims that docs/protocol.md §7 lists, as `/section/field = value`, found
/// without the core's code.
fn leaves(claims: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for part in [
        "client",
        "authorization_details",
        "payee_verification",
        "binding_message",
        "accounts",
        "number_entry",
        "context",
    ] {
        if let Some(value) = claims.get(part) {
            leaves_of(value, format!("/{part}"), &mut out);
        }
    }
    for (k, scope) in claims["scope"].as_str().into_iter().flat_map(|s| s.split(' ')).enumerate() {
        out.push(format!("/scope/{k} = {scope}"));
    }
    for part in ["iat", "exp"] {
        out.push(format!("/request/{part} = {}", claims[part]));
    }
    out.sort_unstable();
    out
}

fn leaves_of(value: &Value, path: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                leaves_of(value, format!("{path}/{name}"), out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (i, value) in items.iter().enumerate() {
                leaves_of(value, format!("{path}/{i}"), out);
            }
        }
        Value::String(text) => out.push(format!("{path} = {text}")),
        other => out.push(format!("{path} = {other}")),
    }
}
