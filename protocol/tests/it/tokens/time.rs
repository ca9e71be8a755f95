//! When a token is good, and between whom.

use super::*;

fn base(iat: i64, exp: i64) -> Base {
    Base {
        iss: "a".to_owned(),
        aud: "b".to_owned(),
        iat: UnixSeconds(iat),
        exp: Some(UnixSeconds(exp)),
        jti: "c".to_owned(),
    }
}

#[test]
fn a_token_is_good_from_a_minute_before_it_was_signed_until_before_its_end() {
    let token = base(1000, 1300);
    let at = |now| token.valid_at(UnixSeconds(now), 300);

    assert_eq!(at(939), Err(JoseError::Time));
    assert_eq!(at(940), Ok(()));
    assert_eq!(at(1000), Ok(()));
    assert_eq!(at(1299), Ok(()));
    assert_eq!(at(1300), Err(JoseError::Time));
}

#[test]
fn a_token_that_lives_longer_than_allowed_or_not_at_all_is_refused() {
    assert_eq!(base(1000, 1300).valid_at(UnixSeconds(1000), 300), Ok(()));
    assert_eq!(base(1000, 1301).valid_at(UnixSeconds(1000), 300), Err(JoseError::Time));
    assert_eq!(base(1000, 1000).valid_at(UnixSeconds(999), 300), Err(JoseError::Time));
    assert_eq!(base(1000, 999).valid_at(UnixSeconds(998), 300), Err(JoseError::Time));
}

#[test]
fn a_token_is_by_one_and_for_another() {
    let token = base(1000, 1300);

    assert_eq!(token.between("a", "b"), Ok(()));
    assert_eq!(token.between("b", "a"), Err(JoseError::Party));
    assert_eq!(token.between("a", "B"), Err(JoseError::Party));
    assert_eq!(token.between("a/", "b"), Err(JoseError::Party));
}
