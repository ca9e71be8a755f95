//! Tokens, keys and thumbprints that standards publish (protocol/tests/data/published.json).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use countersign_protocol::claims::Members;
use countersign_protocol::jose::{
    DpopTarget, JoseError, PublicKey, Signature, SignatureError, Typ, Unverified, base64url,
    from_base64url, read_dpop, sha256_base64url,
};
use serde_json::Value;

/// The published token of this name, and its key if the file has one.
fn published(name: &str) -> (String, Value) {
    let file: Value = serde_json::from_str(include_str!("../data/published.json")).unwrap();
    let all = file["jws"].as_array().unwrap();
    let entry = all.iter().find(|entry| entry["name"] == name).unwrap();
    (entry["jws"].as_str().unwrap().to_owned(), entry["jwk"].clone())
}

fn thumbprint(name: &str) -> String {
    let file: Value = serde_json::from_str(include_str!("../data/published.json")).unwrap();
    let all = file["thumbprint"].as_array().unwrap();
    let entry = all.iter().find(|entry| entry["name"] == name).unwrap();
    entry["sha256"].as_str().unwrap().to_owned()
}

/// The public members of a published key.
fn public_key(jwk: &Value) -> PublicKey {
    let public = format!(
        r#"{{"kty":{},"crv":{},"x":{},"y":{}}}"#,
        jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]
    );
    PublicKey::from_jwk(Members::parse(public.as_bytes()).unwrap()).unwrap()
}

/// Checks a compact JWS by the key alone, whatever its header says.
fn verify(token: &str, key: &PublicKey) -> Result<(), SignatureError> {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_raw(&from_base64url(signature).unwrap()).unwrap();
    key.verify(input.as_bytes(), &signature)
}

fn every_type() -> [Typ; 15] {
    [
        Typ::JwkSet,
        Typ::EnrolmentOffer,
        Typ::DeviceRegistration,
        Typ::DeviceRegistrationReceipt,
        Typ::DeviceStatus,
        Typ::DeviceAssertion,
        Typ::Dpop,
        Typ::ConsentRequest,
        Typ::ConsentApproval,
        Typ::ConsentDenial,
        Typ::ConsentReceipt,
        Typ::ConsentStatus,
        Typ::DevicePush,
        Typ::DeviceCapabilities,
        Typ::DeviceReport,
    ]
}

#[test]
fn the_jws_of_rfc_7515_verifies_over_the_bytes_received_and_is_no_token_of_ours() {
    let (token, jwk) = published("RFC 7515 A.3");
    let key = public_key(&jwk);

    let (input, signature) = token.rsplit_once('.').unwrap();
    let payload = from_base64url(input.split_once('.').unwrap().1).unwrap();
    // What a receiver signs who parses the claims and writes them again.
    let compact: Vec<u8> =
        payload.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let header = input.split_once('.').unwrap().0;
    let rewritten = format!("{header}.{}.{signature}", base64url(&compact));

    assert!(payload.windows(2).any(|pair| pair == b"\r\n"));
    assert_eq!(verify(&token, &key), Ok(()));
    assert_eq!(verify(&rewritten, &key), Err(SignatureError::Wrong));
    assert_eq!(Unverified::parse(&token, &every_type()).err(), Some(JoseError::Header));
}

#[test]
fn the_proof_of_rfc_9449_is_accepted_for_its_call_and_for_no_other() {
    let (proof, _) = published("RFC 9449 4.2 DPoP proof");
    let right = DpopTarget {
        method: "POST",
        url: "https://server.example.com/token",
        access_token: None,
        nonce: None,
    };
    let others = [
        DpopTarget { method: "GET", ..right },
        DpopTarget { method: "post", ..right },
        DpopTarget { url: "https://server.example.com/token/", ..right },
        DpopTarget { url: "https://server.example.com/other", ..right },
        DpopTarget { url: "http://server.example.com/token", ..right },
        DpopTarget { access_token: Some("token"), ..right },
    ];

    let read = read_dpop(&proof, &right).unwrap();

    assert_eq!(read.jti, "-BwC3ESc6acc2lTc");
    assert_eq!(read.iat.0, 1_562_262_616);
    assert_eq!(read.nonce, None);
    assert_eq!(read.key.thumbprint(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    for other in others {
        assert_eq!(read_dpop(&proof, &other).err(), Some(JoseError::Party), "{other:?}");
    }
}

#[test]
fn the_proof_of_rfc_9449_with_one_bit_changed_is_refused() {
    let (proof, _) = published("RFC 9449 4.2 DPoP proof");
    let target = DpopTarget {
        method: "POST",
        url: "https://server.example.com/token",
        access_token: None,
        nonce: None,
    };
    let (input, signature) = proof.rsplit_once('.').unwrap();
    let mut changed = from_base64url(signature).unwrap();

    changed[63] ^= 1;
    let forged = format!("{input}.{}", base64url(&changed));

    assert_eq!(read_dpop(&forged, &target).err(), Some(JoseError::Signature));
}

#[test]
fn the_tokens_of_fapi_ciba_verify_and_carry_no_type_of_ours() {
    let (request, jwk) = published("FAPI-CIBA A request object");
    let (assertion, same) = published("FAPI-CIBA A client assertion");
    let key = public_key(&jwk);

    // One says `JWT`, which RFC 8725 §3.11 does not call a type; the other says nothing.
    let request_refused = Unverified::parse(&request, &every_type()).err();
    let assertion_refused = Unverified::parse(&assertion, &every_type()).err();

    assert_eq!(jwk, same);
    assert_eq!(verify(&request, &key), Ok(()));
    assert_eq!(verify(&assertion, &key), Ok(()));
    assert_eq!(request_refused, Some(JoseError::Type));
    assert_eq!(assertion_refused, Some(JoseError::Header));
}

#[test]
fn a_token_does_not_verify_by_the_key_of_another() {
    let (request, _) = published("FAPI-CIBA A request object");
    let (_, other) = published("RFC 7515 A.3");

    assert_eq!(verify(&request, &public_key(&other)), Err(SignatureError::Wrong));
}

#[test]
fn the_private_key_of_fapi_ciba_gives_its_public_key() {
    let (_, jwk) = published("FAPI-CIBA A request object");
    let scalar = from_base64url(jwk["d"].as_str().unwrap()).unwrap();

    let key = p256::ecdsa::SigningKey::from_slice(&scalar).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let public = PublicKey::from_platform(point.as_bytes()).unwrap();

    assert_eq!(public, public_key(&jwk));
    assert_eq!(public.jwk().x, "YPczq3aBrd8PjtFsXX_HPZNwnzp89vAGjgQXm4cOgdQ");
    assert_eq!(public.jwk().y, "eqE4OZu0V07qXi9ojhQAeqKndWp0QwUfB3aNp4dYYPQ");
}

#[test]
fn a_jwk_with_its_private_member_is_no_public_key() {
    let (_, jwk) = published("FAPI-CIBA A request object");

    let members = Members::parse(jwk.to_string().as_bytes()).unwrap();

    assert!(PublicKey::from_jwk(members).is_err());
}

#[test]
fn hashes_are_written_as_the_thumbprints_of_rfc_7638_and_rfc_8037_are() {
    let rsa = r#"{"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#;
    let okp = r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    assert_eq!(sha256_base64url(rsa.as_bytes()), thumbprint("RFC 7638 3.1"));
    assert_eq!(sha256_base64url(okp.as_bytes()), thumbprint("RFC 8037 A.3"));
}
