//! Bytes that may be JSON. What is accepted is JSON to serde_json too, and survives being written
//! down and read again.
#![no_main]

use countersign_protocol::json::{Json, MAX_DEPTH, MAX_VALUES};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(json) = Json::parse(bytes) else { return };
    assert!(serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok());
    let mut count = 0;
    assert!(depth(&json, &mut count) <= MAX_DEPTH);
    assert!(count <= MAX_VALUES);
    let mut written = String::new();
    write(&json, &mut written);
    assert!(Json::parse(written.as_bytes()).as_ref() == Ok(&json));
});

fn depth(json: &Json, count: &mut usize) -> usize {
    *count += 1;
    match json {
        Json::Array(items) => {
            1 + items.iter().map(|item| depth(item, count)).max().unwrap_or_default()
        }
        Json::Object(members) => {
            let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "a member twice");
            1 + members.iter().map(|(_, value)| depth(value, count)).max().unwrap_or_default()
        }
        _ => 0,
    }
}

fn write(json: &Json, out: &mut String) {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(flag) => out.push_str(&flag.to_string()),
        Json::Number(number) => out.push_str(number),
        Json::String(string) => out.push_str(&text(string)),
        Json::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (i, (name, value)) in members.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&text(name));
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}
