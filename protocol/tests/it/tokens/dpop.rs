//! Proofs of possession, RFC 9449.

use super::*;

const CALL: DpopTarget<'static> = DpopTarget {
    method: "GET",
    url: "https://as.bank.example/ad/requests/request-1",
    access_token: Some("access"),
    nonce: Some("nonce-1"),
};

#[test]
fn a_proof_says_which_call_it_is_for() {
    let key = Key::numbered(1);

    let proof = CALL.prove(&key, "proof-1", UnixSeconds(IAT)).unwrap();
    let read = read_dpop(&proof, &CALL).unwrap();

    assert_eq!(&read.key, key.public_key());
    assert_eq!(read.jti, "proof-1");
    assert_eq!(read.iat, UnixSeconds(IAT));
    assert_eq!(read.nonce.as_deref(), Some("nonce-1"));
}

#[test]
fn a_proof_is_written_as_rfc_9449_has_it() {
    let key = Key::numbered(1);

    let proof = CALL.prove(&key, "proof-1", UnixSeconds(IAT)).unwrap();
    let mut parts = proof.split('.').map(|part| from_base64url(part).unwrap());
    let text = |part: Option<Vec<u8>>| String::from_utf8(part.unwrap()).unwrap();

    assert_eq!(
        text(parts.next()),
        r#"{"alg":"ES256","typ":"dpop+jwt","jwk":{"crv":"P-256","kty":"EC","x":"b_A7lJJBzh2t1DUZ5pYOCoW0GmmgXDKBA6orzhWUyhY","y":"PE91OlW_AdxT9sCwx-7ni0DG_30lqW4igrmJzvccFEo"}}"#
    );
    assert_eq!(
        text(parts.next()),
        r#"{"jti":"proof-1","htm":"GET","htu":"https://as.bank.example/ad/requests/request-1","iat":1795000000,"nonce":"nonce-1","ath":"oFYf1knNtrqnhAVfBRuteW6gr-8X_KOCGVSd7rpOjBo"}"#
    );
}

#[test]
fn a_proof_for_another_token_or_for_none_is_refused() {
    let proof = CALL.prove(&Key::numbered(1), "proof-1", UnixSeconds(IAT)).unwrap();

    let other = read_dpop(&proof, &DpopTarget { access_token: Some("other"), ..CALL }).err();
    let none = read_dpop(&proof, &DpopTarget { access_token: None, ..CALL }).err();

    assert_eq!(other, Some(JoseError::Party));
    assert_eq!(none, Some(JoseError::Party));
}

#[test]
fn a_proof_with_a_private_key_an_unlisted_claim_or_a_kid_is_refused() {
    let key = Key::numbered(1);
    let jwk = serde_json::to_string(&key.public_key().jwk()).unwrap();
    let public = format!(r#""alg":"ES256","typ":"dpop+jwt","jwk":{jwk}"#);
    let private = public.replace("}", r#","d":"AAAA"}"#);
    let claims = r#""jti":"j","htm":"GET","htu":"https://as.bank.example","iat":1"#;
    let call = DpopTarget {
        method: "GET",
        url: "https://as.bank.example",
        access_token: None,
        nonce: None,
    };
    let read = |header: &str, payload: &str| {
        let proof = key.jws(&format!("{{{header}}}"), format!("{{{payload}}}"));
        read_dpop(&proof, &call).err()
    };

    assert_eq!(read(&public, claims), None);
    assert_eq!(read(&private, claims), Some(JoseError::Header));
    assert_eq!(read(&format!(r#"{public},"kid":"k""#), claims), Some(JoseError::Header));
    assert_eq!(
        read(r#""alg":"ES256","typ":"dpop+jwt","kid":"k""#, claims),
        Some(JoseError::Header)
    );
    assert_eq!(
        read(&public, &format!(r#"{claims},"x":1"#)),
        Some(JoseError::Claims(ClaimError::Unlisted))
    );
}

#[test]
fn a_proof_signed_by_another_key_than_it_carries_is_refused() {
    let carried = serde_json::to_string(&Key::numbered(1).public_key().jwk()).unwrap();
    let header = format!(r#"{{"alg":"ES256","typ":"dpop+jwt","jwk":{carried}}}"#);
    let claims = r#"{"jti":"j","htm":"GET","htu":"https://as.bank.example","iat":1}"#;
    let call = DpopTarget {
        method: "GET",
        url: "https://as.bank.example",
        access_token: None,
        nonce: None,
    };

    let refused = read_dpop(&Key::numbered(2).jws(&header, claims), &call).err();

    assert_eq!(refused, Some(JoseError::Signature));
}
