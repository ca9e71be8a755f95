//! The hash of a type's description, by which a device tells an AS which one it has
//! (docs/protocol.md §3.2).

use crate::jose::sha256_base64url;
use crate::json::Json;

/// Base64url SHA-256 of the description in the form of RFC 8785: however it is spaced and ordered,
/// it is the same description.
pub(super) fn hash(description: &Json) -> String {
    let mut canonical = String::new();
    write(description, &mut canonical);
    sha256_base64url(canonical.as_bytes())
}

/// A description has no number but whole ones up to 2^53, which stand in RFC 8785 as they are
/// written. `serde_json` escapes strings as RFC 8785 does.
fn write(json: &Json, out: &mut String) {
    let string = |text: &str, out: &mut String| {
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    };
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Json::Number(text) => out.push_str(text),
        Json::String(text) => string(text, out),
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
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (i, (name, value)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                string(name, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(json: &str) -> String {
        let mut out = String::new();
        write(&Json::parse(json.as_bytes()).unwrap(), &mut out);
        out
    }

    #[test]
    fn members_are_ordered_and_nothing_stands_between_them() {
        let spaced = "{ \"b\": [1, 2, {\"d\": true, \"c\": false}],\n \"a\": null, \"B\": \"x\" }";

        assert_eq!(canonical(spaced), r#"{"B":"x","a":null,"b":[1,2,{"c":false,"d":true}]}"#);
    }

    #[test]
    fn members_are_ordered_by_utf_16_as_rfc_8785_has_it() {
        // U+1F600 begins with the surrogate D83D, which comes before U+FB33.
        assert_eq!(
            canonical("{\"\u{fb33}\":1,\"\u{1f600}\":2}"),
            "{\"\u{1f600}\":2,\"\u{fb33}\":1}"
        );
    }

    #[test]
    fn escapes_are_those_that_must_be() {
        assert_eq!(canonical(r#""\u00e4\/\u000f\n\"""#), "\"ä/\\u000f\\n\\\"\"");
    }

    #[test]
    fn one_description_has_one_hash() {
        let (one, same) = (r#"{"a":1,"b":2}"#, "{ \"b\" : 2, \"a\" : 1 }");
        let of = |json: &str| hash(&Json::parse(json.as_bytes()).unwrap());

        assert_eq!(of(one), of(same));
        assert_eq!(of(one), sha256_base64url(one.as_bytes()));
        assert_ne!(of(one), of(r#"{"a":1,"b":3}"#));
    }
}
