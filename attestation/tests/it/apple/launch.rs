//! App Attest since iOS 27: what the phone says of the app as it was launched.

use super::{ATTESTED, Vouching, bytes, cose, good, map, text};
use crate::apple::APP;
use countersign_attestation::{
    ApplePolicy, AttestationCheck as Check, AttestedLevel, BundleVersion, ValidationCategory,
};
use countersign_protocol::jose::Signer as _;
use countersign_testing::Key;

const CATEGORY: &str = "apple_validation_category_01";
const VERSION: &str = "apple_bundle_version_01";

fn version(version: &str) -> (&'static str, Vec<u8>) {
    (VERSION, text(version))
}

fn category(category: [u8; 4]) -> (&'static str, Vec<u8>) {
    (CATEGORY, bytes(&category))
}

/// Both, in the order of Apple's sample.
fn both(number: &str, from: [u8; 4]) -> Vec<u8> {
    map(&[version(number), category(from)])
}

const APP_STORE: [u8; 4] = [4, 0, 0, 0];

#[test]
fn what_ios_27_adds_is_read_whether_the_flag_announces_it_or_not() {
    let accepted = [
        Vouching { launch: both("412", APP_STORE), ..good() },
        Vouching { launch: both("412", APP_STORE), flags: 0xc0, ..good() },
        Vouching { launch: map(&[category(APP_STORE), version("412")]), ..good() },
        Vouching { launch: map(&[version("412")]), ..good() },
        Vouching { launch: map(&[category(APP_STORE)]), ..good() },
    ];

    for (number, vouching) in accepted.into_iter().enumerate() {
        assert_eq!(vouching.judged(), Ok(AttestedLevel::Vouched), "case {number}");
    }
}

#[test]
fn nothing_else_stands_behind_the_credential() {
    let whole = both("412", APP_STORE);
    let (number, from) = (|| version("412"), || category(APP_STORE));
    let mut wrong = vec![
        // A byte; an empty map; null; a name that is not known, alone and beside the others.
        vec![0],
        vec![0xa0],
        vec![0xf6],
        map(&[("apple_validation_category_02", bytes(&APP_STORE))]),
        map(&[number(), from(), ("apple_more_01", text("x"))]),
        // One of them twice.
        map(&[number(), number()]),
        map(&[from(), number(), from()]),
        // A category of three bytes, of five, as text, as a number; a version as bytes.
        map(&[number(), (CATEGORY, bytes(&[4, 0, 0]))]),
        map(&[number(), (CATEGORY, bytes(&[4, 0, 0, 0, 0]))]),
        map(&[number(), (CATEGORY, text("four"))]),
        map(&[number(), (CATEGORY, vec![4])]),
        map(&[from(), (VERSION, bytes(b"412"))]),
        // A name that is no text; a list; the same again; a byte more; a deep nest.
        [vec![0xa1], bytes(CATEGORY.as_bytes()), bytes(&APP_STORE)].concat(),
        [vec![0x82], text("412"), bytes(&APP_STORE)].concat(),
        [whole.clone(), whole.clone()].concat(),
        [whole.clone(), vec![0]].concat(),
        [vec![0x81; 500], vec![0]].concat(),
    ];
    wrong.extend((1..whole.len()).map(|end| whole[..end].to_vec()));

    for (number, launch) in wrong.into_iter().enumerate() {
        for flags in [ATTESTED, 0xc0] {
            let judged = Vouching { launch: launch.clone(), flags, ..good() }.judged();

            assert_eq!(judged, Err(Check::ObjectForm), "case {number}, flags {flags:#x}");
        }
    }
    // Announced, and not there.
    assert_eq!(Vouching { flags: 0xc0, ..good() }.judged(), Err(Check::ObjectForm));
}

#[test]
fn a_bank_may_ask_from_where_an_app_was_launched() {
    let asks = |policy: &mut ApplePolicy| {
        let taken = vec![ValidationCategory::AppStore, ValidationCategory::TestFlight];
        policy.validation_categories = Some(taken);
    };
    let launched = |launch| Vouching { launch, asks, ..good() }.judged();
    let from = |category| launched(both("412", category));

    assert_eq!(from([2, 0, 0, 0]), Ok(AttestedLevel::Vouched));
    assert_eq!(from([4, 0, 0, 0]), Ok(AttestedLevel::Vouched));
    // Nowhere, the system, a desk, an enterprise, a Mac.
    for number in [0, 1, 3, 5, 6] {
        assert_eq!(from([number, 0, 0, 0]), Err(Check::ValidationCategory), "{number}");
    }
    for category in [[4, 1, 0, 0], [0, 0, 0, 4], [255; 4]] {
        assert_eq!(from(category), Err(Check::ValidationCategory), "{category:?}");
    }
    assert_eq!(launched(map(&[version("412")])), Err(Check::ValidationCategory));
    assert_eq!(launched(Vec::new()), Err(Check::ValidationCategory));
}

#[test]
fn a_bank_may_ask_for_a_version_of_its_app() {
    let asks = |policy: &mut ApplePolicy| {
        policy.minimum_bundle_version = BundleVersion::parse("2.10");
    };
    let launched = |launch| Vouching { launch, asks, ..good() }.judged();
    let of = |version: &str| launched(both(version, APP_STORE));

    for taken in ["2.10", "2.10.0", "2.10.1", "2.11", "3", "10.0.0", "02.010"] {
        assert_eq!(of(taken), Ok(AttestedLevel::Vouched), "{taken}");
    }
    for early in ["2.9.9", "2.9", "2", "1.99.99", "0"] {
        assert_eq!(of(early), Err(Check::BundleVersion), "{early}");
    }
    for none in ["", ".", "3.", ".3", "3..1", "3.0.0.0", "3b1", "+3", "-3", " 3", "\u{663}"] {
        assert_eq!(of(none), Err(Check::BundleVersion), "{none}");
    }
    assert_eq!(of("99999999999999999999"), Err(Check::BundleVersion));
    assert_eq!(launched(map(&[category(APP_STORE)])), Err(Check::BundleVersion));
    assert_eq!(launched(Vec::new()), Err(Check::BundleVersion));
}

#[test]
fn phones_that_cannot_say_it_are_taken_if_the_bank_takes_them_and_others_are_held_to_it() {
    let asks = |policy: &mut ApplePolicy| {
        policy.validation_categories = Some(vec![ValidationCategory::AppStore]);
        policy.minimum_bundle_version = BundleVersion::parse("412");
        policy.before_ios_27 = true;
    };
    let launched = |launch| Vouching { launch, asks, ..good() }.judged();

    assert_eq!(launched(Vec::new()), Ok(AttestedLevel::Vouched));
    assert_eq!(launched(both("412", APP_STORE)), Ok(AttestedLevel::Vouched));
    assert_eq!(launched(both("411", APP_STORE)), Err(Check::BundleVersion));
    assert_eq!(launched(both("412", [3, 0, 0, 0])), Err(Check::ValidationCategory));
    assert_eq!(launched(map(&[version("412")])), Err(Check::ValidationCategory));
    assert_eq!(launched(map(&[category(APP_STORE)])), Err(Check::BundleVersion));
}

#[test]
fn a_policy_that_takes_apps_from_nowhere_is_a_mistake() {
    let roots = super::roots(&super::Maker::new(&super::APPLE_NONCE, Vec::new()));
    let mut apple = ApplePolicy::new(roots, vec![APP.to_owned()]);
    apple.validation_categories = Some(Vec::new());
    let policy = super::AttestationPolicy { none: false, android: None, apple: Some(apple) };

    assert_eq!(policy.problem(), Some("attestation.apple_appattest.validation_categories"));
}

#[test]
fn the_key_behind_the_credential_is_a_p_256_key_and_nothing_else() {
    let right = cose(Key::numbered(71).public_key());
    let changed = |at: usize, byte: u8| {
        let mut key = right.clone();
        key[at] = byte;
        key
    };
    let wrong = [
        // Another type, algorithm, curve; x under another label.
        changed(2, 0x01),
        changed(4, 0x27),
        changed(6, 0x02),
        changed(7, 0x23),
        // No member; one more; one twice; a short coordinate; no map; cut off; nothing.
        vec![0xa0],
        [vec![0xa6], right[1..].to_vec(), vec![0x04, 0x80]].concat(),
        [vec![0xa6], right[1..].to_vec(), vec![0x01, 0x02]].concat(),
        [right[..8].to_vec(), bytes(&[0; 31]), right[42..].to_vec()].concat(),
        bytes(&right),
        right[..right.len() - 1].to_vec(),
        Vec::new(),
    ];

    for (number, key) in wrong.into_iter().enumerate() {
        let judged = Vouching { cose: key, ..good() }.judged();

        assert_eq!(judged, Err(Check::ObjectForm), "case {number}");
    }
}
