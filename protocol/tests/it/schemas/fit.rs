//! What is published fits the schemas, and the schemas are complete.

use super::{misfits, names, samples, schema, validator};
use countersign_protocol::consent::SUPPORTED_TYPES;
use countersign_protocol::jose::{Typ, from_base64url};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// A file of `interop/vectors`.
fn vectors(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/vectors").join(name);
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

fn part(token: &str, number: usize) -> Value {
    let bytes = token.split('.').nth(number).and_then(from_base64url).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn every_schema_is_one_and_is_named_after_its_file() {
    for name in names() {
        let schema = schema(&name);

        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert_eq!(schema["$id"], format!("{}{name}.json", super::BASE));
        validator(&name);
    }
}

#[test]
fn every_type_of_token_and_of_detail_has_its_schema() {
    let schemas: Vec<_> = names().iter().map(|name| schema(name)).collect();
    let said = |key: &str| -> BTreeSet<_> {
        schemas.iter().filter_map(|schema| schema[key].as_str().map(str::to_owned)).collect()
    };

    let types: BTreeSet<_> = SUPPORTED_TYPES.map(str::to_owned).into();
    let tokens = of_the_device_protocol();

    assert_eq!(said("x-type"), types);
    assert_eq!(said("x-typ"), tokens);
}

#[test]
fn every_published_token_fits_the_schema_of_its_type() {
    let mut seen = BTreeSet::new();
    for exchange in vectors("tokens.json")["exchanges"].as_array().unwrap() {
        let sent =
            ["sent", "received"].into_iter().flat_map(|way| exchange[way].as_array().unwrap());
        let mut tokens: Vec<_> = sent.map(|token| token.as_str().unwrap().to_owned()).collect();
        while let Some(token) = tokens.pop() {
            let (header, claims) = (part(&token, 0), part(&token, 1));
            let typ = header["typ"].as_str().unwrap();
            let within = ["challenge", "proof", "receipt"];
            tokens
                .extend(within.iter().filter_map(|name| claims[name].as_str().map(str::to_owned)));

            assert_eq!(misfits(typ.strip_suffix("+jwt").unwrap(), &claims), [""; 0]);

            seen.insert(typ.to_owned());
        }
    }
    assert_eq!(seen, of_the_device_protocol());
}

#[test]
fn every_published_request_fits_the_schema_of_requests() {
    for request in vectors("display.json")["requests"].as_array().unwrap() {
        let payload: Value = serde_json::from_str(request["payload"].as_str().unwrap()).unwrap();

        let misfits = misfits("consent-request", &payload);

        assert_eq!(misfits, [""; 0], "{}", request["name"]);
    }
}

#[test]
fn every_sample_fits_the_schema_that_it_is_of() {
    for sample in samples::all() {
        assert_eq!(misfits(sample.schema, &sample.value), [""; 0]);
    }
}

/// All but those that the gateway signs for the AS alone.
fn of_the_device_protocol() -> BTreeSet<String> {
    let of_the_channel = [Typ::ConsentOutcome, Typ::AuditHead];
    let all = Typ::ALL.into_iter().filter(|typ| !of_the_channel.contains(typ));
    all.map(|typ| typ.as_str().to_owned()).collect()
}
