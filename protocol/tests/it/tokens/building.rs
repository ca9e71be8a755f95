//! What is built is what is read.

use super::*;

#[test]
fn what_a_draft_says_is_what_a_verifier_reads() {
    let key = Key::numbered(1);
    let claims = serde_json::json!({
        "iss": "device-1", "aud": "https://as.bank.example",
        "iat": IAT, "exp": EXP, "jti": "decision-1", "note": "Müller & Söhne",
    });

    let token = Draft::new(Typ::ConsentDenial, &key.kid(), &claims).sign(&key).unwrap();
    let unverified = Unverified::parse(&token, &[Typ::ConsentDenial]).unwrap();
    let kid = unverified.kid().to_owned();
    let verified = unverified.verify(key.public_key()).unwrap();
    let (base, mut rest) = verified.claims().unwrap();

    assert_eq!(kid, key.public_key().thumbprint());
    assert_eq!(kid.len(), 43);
    assert_eq!(verified.token(), token);
    assert_eq!(verified.hash(), sha256_base64url(token.as_bytes()));
    assert_eq!(base.jti, "decision-1");
    assert_eq!(rest.take("note"), Some(Json::String("Müller & Söhne".to_owned())));
    assert_eq!(rest.finish(), Ok(()));
}

#[test]
fn a_draft_signed_elsewhere_is_the_same_token() {
    let key = Key::numbered(1);
    let draft = Draft::new(Typ::ConsentApproval, "k", &serde_json::json!({"iss": "a"}));

    let at_once = draft.clone().sign(&key).unwrap();
    let signature = key.sign(draft.signing_input()).unwrap();
    let in_two_steps = draft.attach(&signature);

    assert_eq!(in_two_steps, at_once);
}

#[test]
fn a_header_is_exactly_algorithm_type_and_key() {
    let draft = Draft::new(Typ::ConsentApproval, "k", &serde_json::json!({}));

    let input = String::from_utf8(draft.signing_input().to_vec()).unwrap();
    let header = from_base64url(input.split_once('.').unwrap().0).unwrap();

    assert_eq!(
        String::from_utf8(header).unwrap(),
        r#"{"alg":"ES256","typ":"consent-approval+jwt","kid":"k"}"#
    );
}

#[test]
fn a_type_of_media_is_its_type_of_token() {
    assert_eq!(Typ::ConsentRequest.media_type(), "application/consent-request+jwt");
    assert_eq!(Typ::from_header("consent-receipt+jwt"), Some(Typ::ConsentReceipt));
    assert_eq!(Typ::from_header("Consent-receipt+jwt"), None);
}
