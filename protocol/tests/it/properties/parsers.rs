//! Arbitrary bytes into every parser.

use crate::signed::{payload, read_in};
use countersign_protocol::claims::Members;
use countersign_protocol::consent::{Reading, Selection};
use countersign_protocol::jose::{
    DpopTarget, PublicKey, Signature, Signer as _, Typ, Unverified, base64url, from_base64url,
    read_dpop,
};
use countersign_protocol::json::{Json, JsonError};
use countersign_protocol::notice::Notice;
use countersign_testing::Key;
use proptest::collection::{btree_map, hash_map, vec};
use proptest::prelude::*;
use serde_json::Value;

/// Texts that are nearly JSON: its own words and signs in any order.
fn nearly_json() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        "[\\[\\]{}:,\" ]",
        "\"[a-c\\\\u0-9]{0,6}\"",
        "-?[0-9]{1,3}(\\.[0-9]{0,2})?(e[+-]?[0-9])?",
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("{\"a\":1,\"a\":2}".to_owned()),
        Just("\"\\ud800\"".to_owned()),
        "\\PC",
    ];
    vec(words, 0..24).prop_map(|words| words.concat())
}

/// Any JSON value whose numbers are written in one way only.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            btree_map(any::<String>(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A JSON value made of the words of a request: closer to what the reader knows.
fn like_a_request() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "type",
        "payment_initiation",
        "account_information",
        "access",
        "accounts",
        "balances",
        "instructedAmount",
        "amount",
        "currency",
        "EUR",
        "1.00",
        "creditorName",
        "creditorAccount",
        "iban",
        "DE02100100109307118603",
        "actions",
        "initiate",
        "id",
        "label",
        "identification",
        "detail",
        "result",
        "match",
        "name",
        "legal_name",
        "digits",
        "device",
    ]);
    let leaf = prop_oneof![
        word.clone().prop_map(Value::from),
        (-1_i64..9).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(word.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Whether the core's value is the same as `serde_json`'s.
fn same(ours: &Json, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::Number(ours), Value::Number(theirs)) => *ours == theirs.to_string(),
        (Json::String(ours), Value::String(theirs)) => ours == theirs,
        (Json::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(o, t)| same(o, t))
        }
        (Json::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, o)| theirs.get(name).is_some_and(|t| same(o, t)))
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn json_that_serde_wrote_is_read_as_it_was_written(value in json()) {
        let ours = Json::parse(value.to_string().as_bytes()).unwrap();

        prop_assert!(same(&ours, &value));
    }

    #[test]
    fn what_serde_refuses_is_refused_and_what_it_accepts_only_for_a_reason_of_ours(
        text in nearly_json(),
    ) {
        let ours = Json::parse(text.as_bytes());
        let theirs: Result<Value, _> = serde_json::from_str(&text);

        match (ours, theirs) {
            (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
            (Err(error), Ok(_)) => prop_assert_eq!(error, JsonError::DoubledMember),
            // Read as text, a number cannot be out of range.
            (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("out of range")),
        }
    }

    #[test]
    fn bytes_do_not_make_the_readers_of_json_panic(bytes in vec(any::<u8>(), 0..512)) {
        let json = Json::parse(&bytes);
        let members = Members::parse(&bytes);

        prop_assert_eq!(json.is_err() || std::str::from_utf8(&bytes).is_ok(), true);
        if let Ok(members) = members {
            let _ = PublicKey::from_jwk(members);
        }
        if let Ok(json) = json {
            let _ = Selection::from_json(json);
        }
    }

    #[test]
    fn texts_do_not_make_the_reader_of_tokens_panic(
        text in prop_oneof![any::<String>(), "[A-Za-z0-9_=-]{0,40}(\\.[A-Za-z0-9_-]{0,90}){0,4}"],
    ) {
        let call = DpopTarget { method: "GET", url: "https://a", access_token: None, nonce: None };

        prop_assert!(Unverified::parse(&text, &[Typ::ConsentRequest]).is_err());
        prop_assert!(read_dpop(&text, &call).is_err());
    }

    #[test]
    fn a_token_bent_anywhere_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let key = Key::numbered(1);
        let token = key.token_over(Typ::ConsentRequest, r#"{"iss":"a","note":"ÄÖÜ"}"#);
        let mut bytes = token.clone().into_bytes();
        let place = at.get_mut(&mut bytes);
        prop_assume!(*place != byte);
        *place = byte;

        let text = String::from_utf8_lossy(&bytes);
        let came = Unverified::parse(&text, &[Typ::ConsentRequest])
            .and_then(|unverified| unverified.verify(key.public_key()));

        prop_assert!(came.is_err());
    }

    #[test]
    fn any_header_and_payload_are_parsed_or_refused(header in json(), payload in json()) {
        let key = Key::numbered(1);

        let token = key.jws(&header.to_string(), payload.to_string());

        prop_assert!(Unverified::parse(&token, &[Typ::ConsentRequest]).is_err());
    }

    #[test]
    fn what_is_base64url_has_one_spelling(text in "[A-Za-z0-9_+/= -]{0,24}") {
        if let Some(bytes) = from_base64url(&text) {
            prop_assert_eq!(base64url(&bytes), text);
        }
    }

    #[test]
    fn bytes_do_not_make_the_converter_panic(bytes in vec(any::<u8>(), 0..96)) {
        let _ = Signature::from_der(&bytes);
        prop_assert_eq!(Signature::from_raw(&bytes).is_ok(), bytes.len() == 64);
        prop_assert!(PublicKey::from_platform(&bytes).is_err() || bytes.len() > 64);
    }

    #[test]
    fn a_der_signature_that_is_accepted_has_one_spelling(
        message in vec(any::<u8>(), 0..16),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let raw = Key::numbered(1).sign(&message).unwrap();
        let signature = p256::ecdsa::Signature::from_slice(raw.as_bytes()).unwrap();
        let mut der = signature.to_der().as_bytes().to_vec();

        prop_assert_eq!(Signature::from_der(&der), Ok(raw));
        *at.get_mut(&mut der) = byte;
        if let Ok(read) = Signature::from_der(&der) {
            let again = p256::ecdsa::Signature::from_slice(read.as_bytes()).unwrap().to_der();
            prop_assert_eq!(again.as_bytes(), der.as_slice());
        }
    }

    #[test]
    fn pushes_and_links_do_not_make_the_intake_panic(
        text in prop_oneof![any::<String>(), nearly_json()],
        map in hash_map("[a-z._]{0,12}", any::<String>(), 0..5),
        bytes in vec(any::<u8>(), 0..256),
    ) {
        prop_assert!(Notice::from_link(&text).is_err());
        prop_assert!(Notice::from_fcm(&map).is_err());
        prop_assert!(Notice::from_apns(text.as_bytes()).is_err());
        prop_assert!(Notice::from_apns(&bytes).is_err());
    }

    #[test]
    fn any_content_is_shown_completely_or_not_at_all(
        details in like_a_request(),
        more in like_a_request(),
        claim in prop::sample::select(vec![
            "accounts", "payee_verification", "context", "number_entry", "binding_message", "x",
        ]),
    ) {
        let parts = format!(
            r#""client":{{"name":"a","legal_name":"b"}},"scope":"openid","authorization_details":{details},"{claim}":{more}"#
        );

        let request = read_in(&payload(&parts), "UTC").unwrap();

        if let Reading::Shown(view) = request.reading() {
            prop_assert!(view.rows().len() > 4);
        }
    }
}
