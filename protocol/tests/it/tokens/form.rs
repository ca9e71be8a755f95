//! Three parts of strict base64url, and no more than the type allows.

use super::*;

#[test]
fn the_token_that_the_others_are_bent_from_is_good() {
    let key = Key::numbered(1);

    let unverified = Unverified::parse(&good(), &[Typ::ConsentRequest]).unwrap();
    let named = unverified.kid().to_owned();
    let (base, rest) = unverified.verify(key.public_key()).unwrap().claims().unwrap();

    assert_eq!(named, "k");
    assert_eq!((base.iss.as_str(), base.aud.as_str(), base.jti.as_str()), ("a", "b", "c"));
    assert_eq!((base.iat, base.exp), (UnixSeconds(IAT), Some(UnixSeconds(EXP))));
    assert_eq!(rest.finish(), Ok(()));
}

#[test]
fn white_space_anywhere_is_refused() {
    let token = good();
    let middle = token.find('.').unwrap();
    let within = [
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("{}\n{}", &token[..middle], &token[middle..]),
        format!("{}\r\n{}", &token[..10], &token[10..]),
        format!("{}\t{}", &token[..10], &token[10..]),
    ];

    for token in within {
        assert_eq!(parse(&token), Some(JoseError::Form), "{token:?}");
    }
}

#[test]
fn padding_is_refused() {
    let token = good();
    let (header, rest) = token.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();

    let padded = [
        format!("{header}=.{payload}.{signature}"),
        format!("{header}.{payload}=.{signature}"),
        format!("{header}.{payload}.{signature}=="),
    ];

    for token in padded {
        assert_eq!(parse(&token), Some(JoseError::Form), "{token}");
    }
}

#[test]
fn stray_trailing_bits_are_refused() {
    let token = good();
    // 64 bytes leave four bits of the last character unused, which must be zero: A, Q, g, w.
    let (rest, last) = token.split_at(token.len() - 1);
    let after = match last {
        "A" => "B",
        "Q" => "R",
        "g" => "h",
        "w" => "x",
        other => panic!("not canonical: {other}"),
    };

    let bent = format!("{rest}{after}");

    assert_eq!(parse(&bent), Some(JoseError::Form));
    assert_eq!(from_base64url("AB"), None);
    assert_eq!(from_base64url("AA"), Some(vec![0]));
}

#[test]
fn the_alphabet_of_plain_base64_is_refused() {
    assert_eq!(from_base64url("-_-_"), Some(vec![0xfb, 0xff, 0xbf]));
    assert_eq!(from_base64url("+/+/"), None);
    assert_eq!(from_base64url("AAAA?AAA"), None);
    assert_eq!(from_base64url("ÀAAA"), None);
    assert_eq!(from_base64url("AAAAA"), None);
}

#[test]
fn other_than_three_parts_are_refused() {
    let token = good();
    let (two, _) = token.rsplit_once('.').unwrap();

    for token in ["", ".", "..", "...", "a.b", two, &format!("{token}.AAAA"), &format!(".{token}")]
    {
        assert_eq!(parse(token), Some(JoseError::Form), "{token}");
    }
}

#[test]
fn an_empty_part_is_refused() {
    let token = good();
    let parts: Vec<_> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { panic!("three parts") };

    for token in [
        format!(".{payload}.{signature}"),
        format!("{header}..{signature}"),
        format!("{header}.{payload}."),
    ] {
        assert_eq!(parse(&token), Some(JoseError::Form), "{token}");
    }
}

#[test]
fn a_signature_of_another_length_is_refused() {
    let token = good();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let bytes = from_base64url(signature).unwrap();
    let der = p256::ecdsa::Signature::from_slice(&bytes).unwrap().to_der();

    for wrong in [&bytes[..63], &[bytes.as_slice(), &[0]].concat(), der.as_bytes()] {
        let token = format!("{input}.{}", base64url(wrong));

        assert_eq!(parse(&token), Some(JoseError::Form), "{} bytes", wrong.len());
    }
}

#[test]
fn a_token_is_no_longer_than_its_type_allows() {
    let lengths = [
        (Typ::ConsentRequest, 64 * 1024),
        (Typ::JwkSet, 64 * 1024),
        (Typ::ConsentApproval, 16 * 1024),
        (Typ::ConsentStatus, 16 * 1024),
        (Typ::EnrolmentOffer, 16 * 1024),
        (Typ::DeviceRegistration, 16 * 1024),
    ];

    for (typ, limit) in lengths {
        let fits = token_of_length(typ, limit);
        let long = token_of_length(typ, limit + 1);

        assert!(Unverified::parse(&fits, &[typ]).is_ok(), "{typ:?}");
        assert_eq!(Unverified::parse(&long, &[typ]).err(), Some(JoseError::TooLong), "{typ:?}");
    }
}

#[test]
fn four_mebibytes_are_refused_whatever_they_are() {
    for filling in ["A", ".", " ", "é"] {
        assert_eq!(parse(&filling.repeat(4 * 1024 * 1024)), Some(JoseError::TooLong));
    }
}

#[test]
fn a_long_type_that_may_stand_beside_it_does_not_lengthen_a_short_one() {
    let long = token_of_length(Typ::ConsentApproval, 17 * 1024);

    let refused = Unverified::parse(&long, &[Typ::ConsentApproval, Typ::ConsentRequest]).err();

    assert_eq!(refused, Some(JoseError::TooLong));
}

/// A good token of exactly this length: its payload is filled up, and its `kid` gives way
/// where base64url has no text of the length that is left.
fn token_of_length(typ: Typ, length: usize) -> String {
    let key = Key::numbered(1);
    for kid in ["k", "kk", "kkk"] {
        let header = format!(r#"{{"alg":"ES256","typ":"{}","kid":"{kid}"}}"#, typ.as_str());
        let filler = (length - key.jws(&header, r#"{"x":""}"#).len()) * 3 / 4;
        for filler in filler - 2..=filler + 2 {
            let payload = format!(r#"{{"x":"{}"}}"#, "x".repeat(filler));
            let token = key.jws(&header, &payload);
            if token.len() == length {
                return token;
            }
        }
    }
    panic!("no token of {length}")
}
