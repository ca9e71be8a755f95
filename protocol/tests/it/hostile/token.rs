//! Cases that are one token.

use super::case::{Case, bytes, folder};
use super::forge::Keys;
use super::outcome;
use crate::signed::{ACCOUNT, DEVICE, IAT, ISSUER};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, OwnType, Presentation, Reading, Types, View,
};
use countersign_protocol::jose::{JoseError, Signer as _, Typ, Unverified};
use countersign_protocol::time::UnixSeconds;
use std::sync::LazyLock;

/// A second after the request was made.
const NOW: UnixSeconds = UnixSeconds(IAT + 1);

/// Reads a case as the device does: parse, find the key, verify, read, look at the clock.
pub(crate) fn outcome(case: &Case) -> String {
    match read(case) {
        Err(error) => outcome::of_token(error).to_owned(),
        Ok(request) if request.valid_at(NOW).is_err() => {
            let begun = request.issued_at() <= NOW.plus(60);
            if begun { "over".to_owned() } else { "not genuine: time".to_owned() }
        }
        Ok(request) => {
            match request.reading() {
                Reading::Shown(view) => check_what_is_shown(case, view),
                Reading::NotShown(_) => {}
            }
            outcome::of_reading(request.reading())
        }
    }
}

/// What a case shows, if it is shown at all.
pub(crate) fn view(case: &Case) -> Option<View> {
    match read(case).ok()?.reading() {
        Reading::Shown(view) => Some(view.as_ref().clone()),
        Reading::NotShown(_) => None,
    }
}

fn read(case: &Case) -> Result<ConsentRequest, JoseError> {
    static KEYS: LazyLock<Keys> = LazyLock::new(Keys::new);
    static TYPES: LazyLock<Types> = LazyLock::new(own_types);
    let token = String::from_utf8(KEYS.token(case)).map_err(|_| JoseError::Form)?;
    let unverified = Unverified::parse(&token, &[Typ::ConsentRequest])?;
    if unverified.kid() != KEYS.request.kid() {
        return Err(JoseError::UnknownKey);
    }
    let verified = unverified.verify(KEYS.request.public_key())?;
    let to = Addressee { issuer: ISSUER, device: DEVICE, account: ACCOUNT };
    let presentation = Presentation {
        language: language(case),
        time_zone: "UTC".to_owned(),
        types: TYPES.clone(),
    };
    ConsentRequest::read(&verified, &to, &presentation)
}

/// `Row: section pointer = value` is a row of the view; `Field: text` is what a field says.
fn check_what_is_shown(case: &Case, view: &View) {
    for expected in case.texts("Row") {
        let (place, value) = expected.split_once(" = ").unwrap();
        let (section, field) = place.split_once(' ').unwrap();
        let value = String::from_utf8(bytes(value)).unwrap();
        let found = view
            .rows()
            .iter()
            .any(|row| row.section == section && row.field == field && row.value == value);
        assert!(found, "{}: no row {expected}", case.name);
    }
    for expected in case.texts("Field") {
        let text = String::from_utf8(bytes(expected)).unwrap();
        let mut fields = view.sections.iter().flat_map(|section| &section.fields);
        assert!(fields.any(|field| field.text == text), "{}: no field {expected}", case.name);
    }
}

/// The app's language: English, if the case does not say another.
fn language(case: &Case) -> Language {
    let tag = case.text("Language").unwrap_or("en");
    Language::ALL.into_iter().find(|language| language.tag() == tag).unwrap()
}

/// The bank's own type of the corpus, described in English alone.
fn own_types() -> Types {
    let schema = std::fs::read(folder().join("card-limit.json")).unwrap();
    let own = OwnType::parse(&schema, &[Language::English]).unwrap();
    Types::with_own(vec![own]).unwrap()
}
