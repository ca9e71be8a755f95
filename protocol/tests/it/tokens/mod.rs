//! The strictness of tokens: each rule of docs/protocol.md §1.1, broken once.

mod building;
mod claims;
mod dpop;
mod form;
mod header;
mod signature;
mod time;

use crate::signed::{EXP, IAT};
use countersign_protocol::claims::{ClaimError, Members};
use countersign_protocol::jose::{
    Base, DpopTarget, Draft, JoseError, Signer as _, Typ, Unverified, base64url, from_base64url,
    read_dpop, sha256_base64url,
};
use countersign_protocol::json::{Json, JsonError};
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Key;

const HEADER: &str = r#"{"alg":"ES256","typ":"consent-request+jwt","kid":"k"}"#;
const CLAIMS: &str = r#"{"iss":"a","aud":"b","iat":1795000000,"exp":1795000300,"jti":"c"}"#;

/// A good token with this header instead of its own, its signature right.
fn with_header(header: &str) -> Result<Unverified, JoseError> {
    Unverified::parse(&Key::numbered(1).jws(header, CLAIMS), &[Typ::ConsentRequest])
}

/// What a good token with this payload instead of its own says, its signature right.
fn claims_of(typ: Typ, payload: &str) -> Result<(Base, Members), JoseError> {
    let key = Key::numbered(1);
    Unverified::parse(&key.token_over(typ, payload), &[typ])?.verify(key.public_key())?.claims()
}

fn refused_claims(payload: &str) -> Option<JoseError> {
    claims_of(Typ::ConsentRequest, payload).err()
}

fn parse(token: &str) -> Option<JoseError> {
    Unverified::parse(token, &[Typ::ConsentRequest]).err()
}

fn good() -> String {
    Key::numbered(1).jws(HEADER, CLAIMS)
}

#[test]
fn nothing_of_a_token_is_in_its_debug_output() {
    let key = Key::numbered(1);
    let unverified = Unverified::parse(&good(), &[Typ::ConsentRequest]).unwrap();
    let shown = format!("{unverified:?}");
    let verified = unverified.verify(key.public_key()).unwrap();
    let (base, _) = verified.claims().unwrap();

    assert_eq!(shown, "Unverified(consent-request+jwt)");
    assert_eq!(format!("{verified:?}"), "Verified(consent-request+jwt)");
    assert_eq!(format!("{base:?}"), "Base");
}
