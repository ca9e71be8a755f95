//! What is accepted here, as vectors for verifiers in other languages: `interop/vectors`.

use super::case::{Case, all, folder};
use super::token;
use countersign_protocol::consent::{Chosen, Selection, View};
use serde_json::{Value, json};
use std::path::PathBuf;

/// To write the file anew, once what is shown was meant to change.
const WRITE: &str = "COUNTERSIGN_WRITE_VECTORS";

#[test]
fn the_display_vectors_are_what_is_shown() {
    let vectors = serde_json::to_string_pretty(&vectors()).unwrap() + "\n";
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(file(), &vectors).unwrap();
    }

    let published = std::fs::read_to_string(file()).unwrap();

    assert!(published == vectors, "set {WRITE}=1 to write {} anew", file().display());
}

fn file() -> PathBuf {
    folder().join("../../../interop/vectors/display.json")
}

fn vectors() -> Value {
    let mut names: Vec<_> = std::fs::read_dir(folder().join("requests"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    let requests = names.iter().map(|name| Case::unchanged(name));
    let cases = all().into_iter().filter(|case| case.is_a_token());
    let shown = requests.chain(cases).filter_map(|case| {
        let view = token::view(&case)?;
        Some(vector(&case, &view))
    });
    let schema = std::fs::read(folder().join("card-limit.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    json!({"template": "1", "own_types": [schema], "requests": shown.collect::<Vec<_>>()})
}

/// The payload stands as text, because its numbers count as they are written.
fn vector(case: &Case, view: &View) -> Value {
    let selection = as_few_as_possible(view);
    json!({
        "name": case.name,
        "payload": String::from_utf8(case.payload()).unwrap(),
        "selection": selection,
        "display_hash": view.display_hash(&selection).unwrap(),
        "display_hash_of_denial": view.display_hash_of_denial(),
    })
}

/// The last accounts of each choice, in the order offered.
fn as_few_as_possible(view: &View) -> Selection {
    let chosen = view.choices.iter().map(|choice| {
        let first = choice.accounts.len() - choice.at_least;
        let accounts = choice.accounts[first..].iter().map(|account| account.id.clone());
        Chosen { detail: choice.detail, accounts: accounts.collect() }
    });
    Selection::of(chosen.collect())
}
