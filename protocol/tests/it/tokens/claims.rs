//! The shared claims, each of its JSON type.

use super::*;

const MISSING: Option<JoseError> = Some(JoseError::Claims(ClaimError::Missing));
const WRONG: Option<JoseError> = Some(JoseError::Claims(ClaimError::Wrong));

/// The good claims with one of them written like this.
fn bent(claim: &str, value: &str) -> Option<JoseError> {
    let all = [
        ("iss", r#""a""#),
        ("aud", r#""b""#),
        ("iat", "1795000000"),
        ("exp", "1795000300"),
        ("jti", r#""c""#),
    ];
    let members: Vec<_> = all
        .iter()
        .map(|(name, good)| format!(r#""{name}":{}"#, if *name == claim { value } else { good }))
        .collect();
    refused_claims(&format!("{{{}}}", members.join(",")))
}

#[test]
fn a_payload_that_is_no_json_object_is_refused() {
    for payload in ["[]", "1", "null", r#""text""#] {
        assert_eq!(refused_claims(payload), WRONG, "{payload}");
    }
    for payload in ["{", "{}{}", "\u{feff}{}", " ", "{'iss':1}", "{\"iss\":NaN}"] {
        let syntax = JoseError::Claims(ClaimError::Json(JsonError::Syntax));

        assert_eq!(refused_claims(payload), Some(syntax), "{payload}");
    }
}

#[test]
fn a_payload_that_is_not_utf_8_is_refused() {
    let key = Key::numbered(1);
    let header = base64url(HEADER.as_bytes());
    let input = format!("{header}.{}", base64url(b"{\"iss\":\"\xff\"}"));
    let signature = key.sign(input.as_bytes()).unwrap();
    let token = format!("{input}.{}", base64url(signature.as_bytes()));

    let verified = Unverified::parse(&token, &[Typ::ConsentRequest])
        .unwrap()
        .verify(key.public_key())
        .unwrap();

    let refused = verified.claims().err();
    assert_eq!(refused, Some(JoseError::Claims(ClaimError::Json(JsonError::Syntax))));
}

#[test]
fn a_claim_that_stands_twice_is_refused_at_any_depth() {
    let doubled = Some(JoseError::Claims(ClaimError::Json(JsonError::DoubledMember)));

    let top = refused_claims(r#"{"iss":"a","iss":"a"}"#);
    let within = refused_claims(r#"{"iss":"a","client":{"name":"x","n\u0061me":"y"}}"#);

    assert_eq!(top, doubled);
    assert_eq!(within, doubled);
}

#[test]
fn a_payload_that_is_too_deep_is_refused() {
    let deep =
        |levels: usize| format!(r#"{{"x":{}{}}}"#, "[".repeat(levels - 1), "]".repeat(levels - 1));

    let sixteen = refused_claims(&deep(16));
    let seventeen = refused_claims(&deep(17));
    let ten_thousand = refused_claims(&deep(10_000));
    let too_deep = Some(JoseError::Claims(ClaimError::Json(JsonError::TooDeep)));

    assert_eq!(sixteen, MISSING);
    assert_eq!(seventeen, too_deep);
    assert_eq!(ten_thousand, too_deep);
}

#[test]
fn every_shared_claim_must_be_there() {
    for missing in ["iss", "aud", "iat", "exp", "jti"] {
        let claims: Vec<_> = CLAIMS
            .trim_matches(['{', '}'])
            .split(',')
            .filter(|member| !member.starts_with(&format!("\"{missing}\"")))
            .collect();
        let payload = format!("{{{}}}", claims.join(","));

        assert_eq!(claims.len(), 4);
        assert_eq!(refused_claims(&payload), MISSING, "{missing}");
    }
}

#[test]
fn an_audience_is_one_string() {
    for value in [r#"["b"]"#, r#"["b","c"]"#, "[]", "1", "null", r#""""#, "{}"] {
        assert_eq!(bent("aud", value), WRONG, "{value}");
    }
}

#[test]
fn an_issuer_is_one_string() {
    for value in [r#"["a"]"#, "1", "null", r#""""#] {
        assert_eq!(bent("iss", value), WRONG, "{value}");
    }
}

#[test]
fn a_time_is_an_integer_between_zero_and_two_to_the_53rd() {
    for claim in ["iat", "exp"] {
        for value in [
            "1795000000.0",
            "1795000000.5",
            "1.795e9",
            "1e400",
            "-1",
            "-0",
            r#""1795000000""#,
            "9007199254740993",
            "99999999999999999999",
            "null",
            "true",
            "[]",
        ] {
            assert_eq!(bent(claim, value), WRONG, "{claim} {value}");
        }
    }
    assert_eq!(bent("iat", "0"), None);
    assert_eq!(bent("exp", "9007199254740992"), None);
}

#[test]
fn an_id_is_1_to_128_plain_characters() {
    let long = format!(r#""{}""#, "a".repeat(129));
    let longest = format!(r#""{}""#, "a".repeat(128));

    for value in
        [r#""""#, r#""a b""#, r#""a/b""#, r#""a+b""#, r#""ä""#, r#""a\n""#, "1", "null", &long]
    {
        assert_eq!(bent("jti", value), WRONG, "{value}");
    }
    assert_eq!(bent("jti", &longest), None);
    assert_eq!(bent("jti", r#""AZaz09._~-""#), None);
}

#[test]
fn a_receipt_lives_for_ever_and_an_end_in_it_is_not_listed() {
    let without = r#"{"iss":"a","aud":"b","iat":1795000000,"jti":"c"}"#;

    for typ in [Typ::ConsentReceipt, Typ::DeviceRegistrationReceipt] {
        let (base, rest) = claims_of(typ, without).unwrap();
        let (_, left) = claims_of(typ, CLAIMS).unwrap();

        assert_eq!(base.exp, None);
        assert_eq!(base.valid_at(UnixSeconds(i64::MAX), 1), Ok(()));
        assert_eq!(rest.finish(), Ok(()));
        assert_eq!(left.finish(), Err(ClaimError::Unlisted));
    }
}

#[test]
fn what_nobody_took_is_not_listed() {
    let (_, mut members) = claims_of(
        Typ::ConsentStatus,
        r#"{"iss":"a","aud":"b","iat":1,"exp":2,"jti":"c","request":"r","nbf":1}"#,
    )
    .unwrap();

    let request = members.id("request");

    assert_eq!(request.as_deref(), Ok("r"));
    assert_eq!(members.finish(), Err(ClaimError::Unlisted));
}
