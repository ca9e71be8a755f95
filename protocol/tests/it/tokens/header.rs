//! `alg`, `typ`, `kid`, each once, and nothing else.

use super::*;

#[test]
fn no_algorithm_but_es256_is_accepted() {
    for alg in ["none", "None", "HS256", "RS256", "PS256", "ES384", "ES256K", "EdDSA", "es256"] {
        let header = format!(r#"{{"alg":"{alg}","typ":"consent-request+jwt","kid":"k"}}"#);

        assert_eq!(with_header(&header).err(), Some(JoseError::Algorithm), "{alg}");
    }
}

#[test]
fn a_token_that_is_not_signed_is_refused() {
    let header = base64url(br#"{"alg":"none","typ":"consent-request+jwt","kid":"k"}"#);
    let payload = base64url(CLAIMS.as_bytes());

    assert_eq!(parse(&format!("{header}.{payload}.")), Some(JoseError::Form));
    assert_eq!(parse(&format!("{header}.{payload}.AAAA")), Some(JoseError::Form));
}

#[test]
fn every_header_member_that_is_not_listed_is_refused() {
    for member in [
        r#""jku":"https://as.bank.example/jwks""#,
        r#""x5u":"https://as.bank.example/x5u""#,
        r#""x5c":["AAAA"]"#,
        r#""x5t":"AAAA""#,
        r#""crit":["exp"]"#,
        r#""crit":[]"#,
        r#""b64":false"#,
        r#""b64":true"#,
        r#""zip":"DEF""#,
        r#""cty":"JWT""#,
        r#""unknown":1"#,
        r#""ALG":"ES256""#,
    ] {
        let header = format!(r#"{{"alg":"ES256","typ":"consent-request+jwt","kid":"k",{member}}}"#);

        assert_eq!(with_header(&header).err(), Some(JoseError::Header), "{member}");
    }
}

#[test]
fn a_key_in_the_header_is_refused_with_and_without_a_kid() {
    let jwk = serde_json::to_string(&Key::numbered(1).public_key().jwk()).unwrap();

    for kid in ["", r#""kid":"k","#] {
        let header = format!(r#"{{"alg":"ES256","typ":"consent-request+jwt",{kid}"jwk":{jwk}}}"#);

        assert_eq!(with_header(&header).err(), Some(JoseError::Header), "{kid}");
    }
}

#[test]
fn a_type_that_is_not_the_one_expected_to_the_letter_is_refused() {
    for typ in [
        "JWT",
        "jwt",
        "Consent-Request+jwt",
        "consent-request+JWT",
        "application/consent-request+jwt",
        "consent-request",
        "consent-approval+jwt",
        "dpop+jwt",
    ] {
        let header = format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"k"}}"#);

        assert_eq!(with_header(&header).err(), Some(JoseError::Type), "{typ}");
    }
}

#[test]
fn every_type_is_refused_where_another_is_expected() {
    let key = Key::numbered(1);
    let token = key.token_over(Typ::ConsentDenial, CLAIMS);

    let in_its_place = Unverified::parse(&token, &[Typ::ConsentApproval, Typ::ConsentDenial]);
    let elsewhere = Unverified::parse(&token, &[Typ::ConsentApproval]);
    let nowhere = Unverified::parse(&token, &[]);

    assert_eq!(in_its_place.unwrap().typ(), Typ::ConsentDenial);
    assert_eq!(elsewhere.err(), Some(JoseError::Type));
    assert_eq!(nowhere.err(), Some(JoseError::TooLong));
}

#[test]
fn a_header_that_lacks_a_member_is_refused() {
    for header in [
        r#"{"typ":"consent-request+jwt","kid":"k"}"#,
        r#"{"alg":"ES256","kid":"k"}"#,
        r#"{"alg":"ES256","typ":"consent-request+jwt"}"#,
        "{}",
    ] {
        assert_eq!(with_header(header).err(), Some(JoseError::Header), "{header}");
    }
}

#[test]
fn a_header_member_of_another_json_type_is_refused() {
    for header in [
        r#"{"alg":["ES256"],"typ":"consent-request+jwt","kid":"k"}"#,
        r#"{"alg":null,"typ":"consent-request+jwt","kid":"k"}"#,
        r#"{"alg":"ES256","typ":1,"kid":"k"}"#,
        r#"{"alg":"ES256","typ":"consent-request+jwt","kid":1}"#,
        r#"{"alg":"ES256","typ":"consent-request+jwt","kid":""}"#,
        r#"{"alg":"ES256","typ":"consent-request+jwt","kid":null}"#,
        r#"{"alg":"ES256","typ":"consent-request+jwt","kid":"k","jwk":null}"#,
    ] {
        assert_eq!(with_header(header).err(), Some(JoseError::Header), "{header}");
    }
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    for header in [
        r#"{"alg":"ES256","alg":"ES256","typ":"consent-request+jwt","kid":"k"}"#,
        r#"{"alg":"none","alg":"ES256","typ":"consent-request+jwt","kid":"k"}"#,
        r#"{"alg":"ES256","typ":"consent-request+jwt","kid":"k","kid":"other"}"#,
        r#"{"alg":"ES256","\u0061lg":"none","typ":"consent-request+jwt","kid":"k"}"#,
    ] {
        assert_eq!(with_header(header).err(), Some(JoseError::Header), "{header}");
    }
}

#[test]
fn a_header_that_is_no_json_object_is_refused() {
    let deep = format!(r#"{{"alg":{}1{}}}"#, "[".repeat(100), "]".repeat(100));
    for header in ["[]", "1", "null", r#""ES256""#, "{", "{}{}", "\u{feff}{}", " ", &deep] {
        assert_eq!(with_header(header).err(), Some(JoseError::Header), "{header:?}");
    }
}

#[test]
fn white_space_inside_the_json_of_a_header_is_json() {
    let header = "{ \"alg\" : \"ES256\",\r\n\t\"typ\":\"consent-request+jwt\", \"kid\":\"k\" }";

    assert!(with_header(header).is_ok());
}
