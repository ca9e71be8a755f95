//! Tokens with exactly the signature that a case asks for.

use super::case::{Case, bytes};
use countersign_protocol::jose::{Signer as _, base64url};
use countersign_testing::Key;
use ring::hmac;

/// The order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The AS's request key, and a key that nobody published.
pub(crate) struct Keys {
    pub(crate) request: Key,
    pub(crate) stranger: Key,
}

impl Keys {
    pub(crate) fn new() -> Self {
        Self { request: Key::numbered(1), stranger: Key::numbered(2) }
    }

    /// The token of a case.
    pub(crate) fn token(&self, case: &Case) -> Vec<u8> {
        if let Some(whole) = case.text("Whole") {
            return bytes(whole);
        }
        let good = r#"{"alg":"ES256","typ":"consent-request+jwt","kid":"{kid}"}"#;
        let header = self.named(case.text("Header").unwrap_or(good));
        let (header, payload) = (base64url(&bytes(&header)), base64url(&case.payload()));
        let input = format!("{header}.{payload}");
        let how = case.text("Signed").unwrap_or("by the request key");
        let signature = base64url(&self.signature(how, input.as_bytes(), &case.name));
        let whole = case.text("Token").unwrap_or("{header}.{payload}.{signature}");
        let whole = whole
            .replace("{stray bits}", &stray_bits(&signature))
            .replace("{header}", &header)
            .replace("{payload}", &payload)
            .replace("{signature}", &signature);
        bytes(&whole)
    }

    /// A header with its keys filled in.
    fn named(&self, header: &str) -> String {
        let jwk = serde_json::to_string(&self.stranger.public_key().jwk()).unwrap();
        header
            .replace("{kid}", &self.request.kid())
            .replace("{kid of a stranger}", &self.stranger.kid())
            .replace("{key of a stranger}", &jwk)
    }

    fn signature(&self, how: &str, input: &[u8], case: &str) -> Vec<u8> {
        let good = *self.request.sign(input).unwrap().as_bytes();
        let (r, s) = good.split_at(32);
        let high = s[0] >= 0x80;
        let jwk = || serde_json::to_vec(&self.request.public_key().jwk()).unwrap();
        let hmac = |secret: &[u8]| {
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input).as_ref().to_vec()
        };
        if let Some(how) = how.strip_suffix(", filled up to 64 bytes") {
            return [vec![0; 32], self.signature(how, input, case)].concat();
        }
        match how {
            "by the request key" => good.to_vec(),
            "by a stranger" => self.stranger.sign(input).unwrap().as_bytes().to_vec(),
            "over the payload alone" => {
                let payload = input.split(|b| *b == b'.').nth(1).unwrap();
                self.request.sign(payload).unwrap().as_bytes().to_vec()
            }
            "as HMAC with the point of the public key" => hmac(self.request.public_key().sec1()),
            "as HMAC with the JWK of the public key" => hmac(&jwk()),
            "not at all" => Vec::new(),
            "with 64 zeros" => vec![0; 64],
            "with r zero" => [&[0; 32], s].concat(),
            "with s zero" => [r, &[0; 32]].concat(),
            "with s the order of the curve" => [r, &ORDER].concat(),
            "with r and s swapped" => [s, r].concat(),
            "with one byte less" => good[..63].to_vec(),
            "with one byte more" => [&good[..], &[0]].concat(),
            "with the last bit turned" => [&good[..63], &[good[63] ^ 1]].concat(),
            "with low s" => [r, &if high { negative(s) } else { s.to_vec() }].concat(),
            "with high s" => [r, &if high { s.to_vec() } else { negative(s) }].concat(),
            "in DER" => {
                p256::ecdsa::Signature::from_slice(&good).unwrap().to_der().as_bytes().into()
            }
            other => panic!("{case}: nobody signs {other}"),
        }
    }
}

/// The order minus s: an equally good signature.
fn negative(s: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 32];
    let mut borrow = 0;
    for i in (0..32).rev() {
        let difference = i16::from(ORDER[i]) - i16::from(s[i]) - borrow;
        borrow = i16::from(difference < 0);
        out[i] = u8::try_from(difference + 256 * borrow).unwrap();
    }
    out
}

/// The same bytes in base64url with one of the four bits set that belong to none of them.
fn stray_bits(signature: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let Some(last) = signature.bytes().last() else { return String::new() };
    let at = ALPHABET.iter().position(|c| *c == last).unwrap();
    format!("{}{}", &signature[..signature.len() - 1], char::from(ALPHABET[at + 1]))
}
