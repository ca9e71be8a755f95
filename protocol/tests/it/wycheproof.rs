//! Project Wycheproof's ECDSA vectors for P-256 with SHA-256: the converter from DER and the
//! verifier, together as the device uses them.

#![allow(clippy::unwrap_used)]

use countersign_protocol::jose::{PublicKey, Signature};
use wycheproof::TestResult;
use wycheproof::ecdsa::{Test, TestFlag, TestName, TestSet};

/// Why a vector was refused, or that it was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    Accepted,
    RefusedByConverter,
    RefusedByVerifier,
}

/// All vectors of a file, each with its key.
fn vectors(name: TestName) -> Vec<(PublicKey, Test)> {
    let set = TestSet::load(name).unwrap();
    let with_key = |group: wycheproof::ecdsa::TestGroup| {
        let key = PublicKey::from_sec1(&group.key.key).unwrap();
        group.tests.into_iter().map(move |test| (key, test))
    };
    set.test_groups.into_iter().flat_map(with_key).collect()
}

fn came_of_der(key: &PublicKey, test: &Test) -> Came {
    let Ok(signature) = Signature::from_der(&test.sig) else { return Came::RefusedByConverter };
    match key.verify(&test.msg, &signature) {
        Ok(()) => Came::Accepted,
        Err(_) => Came::RefusedByVerifier,
    }
}

fn came_of_raw(key: &PublicKey, test: &Test) -> Came {
    let Ok(signature) = Signature::from_raw(&test.sig) else { return Came::RefusedByConverter };
    match key.verify(&test.msg, &signature) {
        Ok(()) => Came::Accepted,
        Err(_) => Came::RefusedByVerifier,
    }
}

fn with_result(all: &[(PublicKey, Test)], result: TestResult) -> Vec<&(PublicKey, Test)> {
    all.iter().filter(|(_, test)| test.result == result).collect()
}

#[test]
fn every_valid_der_signature_converts_and_verifies() {
    let all = vectors(TestName::EcdsaSecp256r1Sha256);

    let valid = with_result(&all, TestResult::Valid);

    assert_eq!(all.len(), 484);
    assert_eq!(valid.len(), 174);
    for (key, test) in valid {
        assert_eq!(came_of_der(key, test), Came::Accepted, "tcId {}", test.tc_id);
    }
}

#[test]
fn no_invalid_der_signature_gets_through() {
    let all = vectors(TestName::EcdsaSecp256r1Sha256);

    let invalid = with_result(&all, TestResult::Invalid);

    assert_eq!(invalid.len(), 310);
    for (key, test) in invalid {
        assert_ne!(came_of_der(key, test), Came::Accepted, "tcId {}", test.tc_id);
    }
}

#[test]
fn what_is_not_strict_der_is_refused_by_the_converter_already() {
    let all = vectors(TestName::EcdsaSecp256r1Sha256);
    let encoding = [
        (TestFlag::InvalidEncoding, 92),
        (TestFlag::BerEncodedSignature, 7),
        (TestFlag::InvalidTypesInSignature, 63),
        (TestFlag::MissingZero, 1),
        (TestFlag::IntegerOverflow, 5),
        (TestFlag::RangeCheck, 6),
    ];

    for (flag, count) in encoding {
        let invalid = with_result(&all, TestResult::Invalid);
        let flagged: Vec<_> =
            invalid.into_iter().filter(|(_, test)| test.flags.contains(&flag)).collect();

        assert_eq!(flagged.len(), count, "{flag:?}");
        for (key, test) in flagged {
            assert_eq!(
                came_of_der(key, test),
                Came::RefusedByConverter,
                "{flag:?} tcId {}",
                test.tc_id
            );
        }
    }
}

/// Four of the five modified integers are negative or too large, which strict DER of two numbers
/// below the order shows. `n − r` (tcId 156) is a number like any other: only the verifier can
/// tell that it is not the one that was signed.
#[test]
fn modified_integers_are_refused_where_they_can_be_told() {
    let all = vectors(TestName::EcdsaSecp256r1Sha256);

    let came: Vec<_> = all
        .iter()
        .filter(|(_, test)| test.flags.contains(&TestFlag::ModifiedInteger))
        .map(|(key, test)| (test.tc_id, came_of_der(key, test)))
        .collect();

    assert_eq!(
        came,
        [
            (155, Came::RefusedByConverter),
            (156, Came::RefusedByVerifier),
            (157, Came::RefusedByConverter),
            (163, Came::RefusedByConverter),
            (164, Came::RefusedByConverter),
        ]
    );
}

#[test]
fn every_valid_raw_signature_verifies() {
    let all = vectors(TestName::EcdsaSecp256r1Sha256P1363);

    let valid = with_result(&all, TestResult::Valid);

    assert_eq!(all.len(), 262);
    assert_eq!(valid.len(), 173);
    for (key, test) in valid {
        assert_eq!(came_of_raw(key, test), Came::Accepted, "tcId {}", test.tc_id);
    }
}

#[test]
fn no_invalid_raw_signature_gets_through() {
    let all = vectors(TestName::EcdsaSecp256r1Sha256P1363);

    let invalid = with_result(&all, TestResult::Invalid);

    assert_eq!(invalid.len(), 89);
    for (key, test) in invalid {
        assert_ne!(came_of_raw(key, test), Came::Accepted, "tcId {}", test.tc_id);
    }
}

#[test]
fn a_raw_signature_of_another_length_is_refused_before_it_is_looked_at() {
    let all = vectors(TestName::EcdsaSecp256r1Sha256P1363);

    let wrong: Vec<_> = all.iter().filter(|(_, test)| test.sig.len() != 64).collect();

    assert_eq!(wrong.len(), 21);
    for (key, test) in wrong {
        assert_eq!(came_of_raw(key, test), Came::RefusedByConverter, "tcId {}", test.tc_id);
    }
}
