//! The published example of FAPI-CIBA, appendix A, at the time it was made for.

use countersign_protocol::json::Json;
use countersign_protocol::time::UnixSeconds;
use countersign_sandbox::ciba::jwt::{Claims, Jwt, JwtError};
use countersign_sandbox::ciba::keys::KeySet;
use countersign_sandbox::ciba::signed;

const CLIENT: &str = "301183373814979";
const SERVER: &str = "https://server.example.com/";
const THEN: UnixSeconds = UnixSeconds(1_564_902_800);

const JWKS: &[u8] = br#"{"keys":[{"kty":"EC","crv":"P-256","kid":"thrwqnuer",
    "x":"YPczq3aBrd8PjtFsXX_HPZNwnzp89vAGjgQXm4cOgdQ",
    "y":"eqE4OZu0V07qXi9ojhQAeqKndWp0QwUfB3aNp4dYYPQ"}]}"#;
const REQUEST: &str = concat!(
    "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6InRocndxbnVlciJ9.eyJpc3MiOiIzMDExODMzNzM4MTQ",
    "5NzkiLCJhdWQiOiJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbS8iLCJpYXQiOjE1NjQ5MDI3MzgsIm5iZiI6MTU",
    "2NDkwMjczOCwiZXhwIjoxNTY0OTAzMDM4LCJqdGkiOiJBSnhaUnBOcWxnNjJVVGR5MzdndSIsInNjb3BlIjoib3B",
    "lbmlkIHBheW1lbnRzIiwiYWNyX3ZhbHVlcyI6InVybjptYWNlOmluY29tbW9uOmlhcDpzaWx2ZXIgdXJuOm1hY2U",
    "6aW5jb21tb246aWFwOmJyb256ZSIsImNsaWVudF9ub3RpZmljYXRpb25fdG9rZW4iOiJfTWlVT1kwN0VPQ3ZXUjV",
    "CVnVPTD0iLCJsb2dpbl9oaW50Ijoiam9obkBleGFtcGxlLmNvbSIsImJpbmRpbmdfbWVzc2FnZSI6IlMyNFIiLCJ",
    "1c2VyX2NvZGUiOiI2MzY1IiwicmVxdWVzdGVkX2V4cGlyeSI6IjEyMCIsInJlcXVlc3RfY29udGV4dCI6eyJsb2N",
    "hdGlvbiI6eyJsYXQiOjUxLjE3Mzk3LCJsbmciOi0xLjgyMjM4fX0sInBheW1lbnRfaW50ZW50Ijp7ImFtb3VudCI",
    "6IjE2NS44OCIsImN1cnJlbmN5IjoiR0JQIiwiY3JlZGl0b3JfYWNjb3VudCI6eyJzY2hlbWVfbmFtZSI6IlVLLk9",
    "CSUUuU29ydENvZGVBY2NvdW50TnVtYmVyIiwiaWRlbnRpZmljYXRpb24iOiIwODA4MDAyMTMyNTY5OCIsIm5hbWU",
    "iOiJBQ01FIEluYyJ9fX0.6YQ2j27lXlsfw5QFUoDDbkXJnu8ldi6Tw8LwUEg_C1w2ru_tksYyIN81jv4Q0NXwRBt",
    "WsojahPFynZJa39Q3Yg",
);
const ASSERTION: &str = concat!(
    "eyJraWQiOiJ0aHJ3cW51ZXIiLCJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIzMDExODMzNzM4MTQ5NzkiLCJhdWQiOiJ",
    "odHRwczovL3NlcnZlci5leGFtcGxlLmNvbS8iLCJpc3MiOiIzMDExODMzNzM4MTQ5NzkiLCJleHAiOjE1NjQ5MDI",
    "3OTgsImlhdCI6MTU2NDkwMjczOCwianRpIjoiNnNSVndWdVpseDFERUJjSEVIaHgifQ.b9fpM3hUv5Nex9DZOYS8",
    "AGUiBMIFnlvf5YgRmUqzBhljIGr4M5f-mkt2VOMImaKe-LaUMeD5y_PZGaBiDTo50A",
);

fn verified(token: &str) -> Result<Claims, JwtError> {
    let keys = KeySet::read(Json::parse(JWKS).unwrap()).unwrap();
    Jwt::parse(token, &[])?.verify(&keys)
}

#[test]
fn its_request_object_is_accepted() {
    let claims = verified(REQUEST).unwrap();

    assert_eq!(signed::accept(&claims, CLIENT, SERVER, THEN), Ok(()));
    assert_eq!(claims.text("requested_expiry"), Some("120"));
    assert_eq!(claims.text("binding_message"), Some("S24R"));
    assert_eq!(
        claims.raw("request_context").as_deref(),
        Some(r#"{"location":{"lat":51.17397,"lng":-1.82238}}"#)
    );
}

#[test]
fn its_request_object_is_for_that_server_and_that_time() {
    let claims = verified(REQUEST).unwrap();
    let accept = |client, server, now| signed::accept(&claims, client, server, UnixSeconds(now));

    assert_eq!(accept("another", SERVER, THEN.0), Err(JwtError::Party));
    assert_eq!(accept(CLIENT, "https://server.example.com", THEN.0), Err(JwtError::Party));
    assert_eq!(accept(CLIENT, SERVER, 1_564_903_038), Err(JwtError::Time));
    assert_eq!(accept(CLIENT, SERVER, 1_564_902_677), Err(JwtError::Time));
}

#[test]
fn its_client_assertion_verifies() {
    let claims = verified(ASSERTION).unwrap();

    assert_eq!(claims.is_for(&[SERVER]), Ok(()));
    assert_eq!(claims.is_current(UnixSeconds(1_564_902_790), 3600), Ok(()));
    assert_eq!(claims.is_current(UnixSeconds(1_564_902_798), 3600), Err(JwtError::Time));
    assert_eq!((claims.text("iss"), claims.text("sub")), (Some(CLIENT), Some(CLIENT)));
}

#[test]
fn one_changed_bit_of_the_payload_is_noticed() {
    let mut parts: Vec<&str> = REQUEST.split('.').collect();
    let mut bytes = countersign_protocol::jose::from_base64url(parts[1]).unwrap();
    let at = bytes.windows(4).position(|window| window == b"S24R").unwrap();
    bytes[at] = b'T';
    let forged = countersign_protocol::jose::base64url(&bytes);
    parts[1] = &forged;

    assert_eq!(verified(&parts.join(".")).err(), Some(JwtError::Signature));
}
