//! What does not verify is refused.

use super::*;

#[test]
fn another_key_is_refused() {
    let unverified = Unverified::parse(&good(), &[Typ::ConsentRequest]).unwrap();

    let refused = unverified.verify(Key::numbered(2).public_key()).err();

    assert_eq!(refused, Some(JoseError::Signature));
}

#[test]
fn one_character_changed_in_any_part_is_refused() {
    let key = Key::numbered(1);
    let token = good();
    let mut refused = 0;

    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        let came = Unverified::parse(&changed, &[Typ::ConsentRequest])
            .and_then(|unverified| unverified.verify(key.public_key()));

        assert!(came.is_err(), "character {at}");
        refused += 1;
    }

    assert_eq!(refused, token.len());
}

#[test]
fn the_signature_of_another_token_is_refused() {
    let key = Key::numbered(1);
    let other = key.token_over(Typ::ConsentRequest, r#"{"iss":"other"}"#);
    let mixed =
        format!("{}.{}", good().rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);

    let unverified = Unverified::parse(&mixed, &[Typ::ConsentRequest]).unwrap();

    assert_eq!(unverified.verify(key.public_key()).err(), Some(JoseError::Signature));
}

#[test]
fn zeros_are_no_signature() {
    let key = Key::numbered(1);
    let token = good();
    let zeros = format!("{}.{}", token.rsplit_once('.').unwrap().0, base64url(&[0; 64]));

    let unverified = Unverified::parse(&zeros, &[Typ::ConsentRequest]).unwrap();

    assert_eq!(unverified.verify(key.public_key()).err(), Some(JoseError::Signature));
}

#[test]
fn low_s_and_high_s_are_both_accepted() {
    let key = Key::numbered(1);
    let token = good();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let given = p256::ecdsa::Signature::from_slice(&from_base64url(signature).unwrap()).unwrap();
    let (r, s) = given.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(*r, -*s).unwrap();

    for signature in [given, other] {
        let token = format!("{input}.{}", base64url(&signature.to_bytes()));
        let unverified = Unverified::parse(&token, &[Typ::ConsentRequest]).unwrap();

        assert!(unverified.verify(key.public_key()).is_ok());
    }
}
