//! docs/schemas: what is on the wire, as JSON Schemas, held against the vectors and the readers.

mod bend;
mod fit;
mod refuse;
mod samples;

use jsonschema::{Registry, Validator};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::LazyLock;

/// What the schemas are named by, before their file's name.
const BASE: &str = "https://countersign.invalid/schemas/1/";

/// Every schema, by the name of its file without the ending.
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "json"))
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// The schema of this name, as it is written.
pub(crate) fn schema(name: &str) -> Value {
    let file = folder().join(format!("{name}.json"));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// The schema of this name, to hold values against.
pub(crate) fn validator(name: &str) -> Validator {
    static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
        let all = names().into_iter().fold(Registry::new(), |registry, name| {
            registry.add(format!("{BASE}{name}.json"), schema(&name)).unwrap()
        });
        all.prepare().unwrap()
    });
    let schema = serde_json::json!({"$ref": format!("{BASE}{name}.json")});
    jsonschema::options().with_registry(&REGISTRY).offline().build(&schema).unwrap()
}

/// What of a value does not fit the schema of this name; nothing that it holds.
pub(crate) fn misfits(name: &str, value: &Value) -> Vec<String> {
    let place = |error: jsonschema::ValidationError<'_>| {
        format!("{name} {} {}", error.instance_path(), error.schema_path())
    };
    validator(name).iter_errors(value).map(place).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/schemas")
}
