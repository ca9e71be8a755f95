//! Keys and tokens for tests: a signer whose key is known, and consent requests written as text.

use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, Problem, Reading, Types, View,
};
use countersign_protocol::jose::{JoseError, Signer as _, Typ, Unverified, Verified};
use countersign_testing::Key;
use std::sync::LazyLock;

pub(crate) mod examples;

/// The AS, the device and the account of every request here.
pub(crate) const ISSUER: &str = "https://as.bank.example";
pub(crate) const DEVICE: &str = "device-1";
pub(crate) const ACCOUNT: &str = "account-1";
/// 18 November 2026, 11:06:40 UTC.
pub(crate) const IAT: i64 = 1_795_000_000;
/// Five minutes later.
pub(crate) const EXP: i64 = 1_795_000_300;

/// The payload of a consent request that asks for `parts`: members of the claims, as JSON text.
pub(crate) fn payload(parts: &str) -> String {
    format!(
        r#"{{"iss":"{ISSUER}","aud":"{DEVICE}","sub":"{ACCOUNT}","jti":"request-1","iat":{IAT},"exp":{EXP},"ver":"1","nonce":"AAECAwQFBgcICQoLDA0ODw",{parts}}}"#
    )
}

/// Signs a payload as a consent request and verifies it.
pub(crate) fn verified(payload: &str) -> Verified {
    static KEY: LazyLock<Key> = LazyLock::new(|| Key::numbered(1));
    let token = KEY.token_over(Typ::ConsentRequest, payload);
    Unverified::parse(&token, &[Typ::ConsentRequest]).unwrap().verify(KEY.public_key()).unwrap()
}

/// Reads a payload as the device it is for does, in this time zone.
pub(crate) fn read_in(payload: &str, zone: &str) -> Result<ConsentRequest, JoseError> {
    let to = Addressee { issuer: ISSUER, device: DEVICE, account: ACCOUNT };
    let presentation = Presentation {
        language: Language::English,
        time_zone: zone.to_owned(),
        types: Types::default(),
    };
    ConsentRequest::read(&verified(payload), &to, &presentation)
}

/// What comes of a request that asks for `parts` in this language, with these types.
pub(crate) fn reading(parts: &str, language: Language, types: Types) -> Reading {
    let to = Addressee { issuer: ISSUER, device: DEVICE, account: ACCOUNT };
    let presentation = Presentation { language, time_zone: "Europe/Berlin".to_owned(), types };
    let request = ConsentRequest::read(&verified(&payload(parts)), &to, &presentation);
    request.unwrap().reading().clone()
}

/// What a request that asks for `parts` shows in this language.
pub(crate) fn view_in(language: Language, parts: &str) -> View {
    match reading(parts, language, Types::default()) {
        Reading::Shown(view) => *view,
        Reading::NotShown(problem) => panic!("not shown: {problem:?}"),
    }
}

/// What a request that asks for `parts` shows.
pub(crate) fn view(parts: &str) -> View {
    match read_in(&payload(parts), "UTC").unwrap().reading() {
        Reading::Shown(view) => view.as_ref().clone(),
        Reading::NotShown(problem) => panic!("not shown: {problem:?}"),
    }
}

/// Why a request that asks for `parts` cannot be shown.
pub(crate) fn problem(parts: &str) -> Problem {
    match read_in(&payload(parts), "UTC").unwrap().reading() {
        Reading::Shown(_) => panic!("shown: {parts}"),
        Reading::NotShown(problem) => problem.clone(),
    }
}
