//! Chains: who signed what, what ends where, and what counts.

use super::android::policy;
use super::judge;
use countersign_attestation::{
    AndroidPolicy, AttestationCheck as Check, AttestationPolicy, AttestedLevel, Evidence,
    Revocations, Roots, RootsError,
};
use countersign_protocol::jose::Signer as _;
use countersign_testing::Key;
use countersign_testing::attested::{Description, KEY_DESCRIPTION, Maker};
use rcgen::{
    BasicConstraints, CustomExtension, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};

fn maker() -> Maker {
    Maker::new(&KEY_DESCRIPTION, Description::good().der())
}

pub(crate) fn accepting(android: AndroidPolicy) -> AttestationPolicy {
    AttestationPolicy { none: false, android: Some(android), apple: None }
}

fn judged(chain: Vec<Vec<u8>>, android: AndroidPolicy) -> Result<AttestedLevel, Check> {
    let key = Key::numbered(21);
    judge(&Evidence::AndroidKey(chain), key.public_key(), &accepting(android))
}

/// The chain of a maker with one difference.
fn of(change: impl FnOnce(&mut Maker)) -> Result<AttestedLevel, Check> {
    let mut maker = maker();
    change(&mut maker);
    judged(maker.chain(Key::numbered(21).public_key()), policy(&maker))
}

#[test]
fn the_root_may_come_with_the_chain_or_not() {
    let maker = maker();
    let mut chain = maker.chain(Key::numbered(21).public_key());
    let whole = judged(chain.clone(), policy(&maker));
    chain.pop();

    assert_eq!(
        (whole, judged(chain, policy(&maker))),
        (Ok(AttestedLevel::StrongBox), Ok(AttestedLevel::StrongBox))
    );
}

#[test]
fn a_chain_to_another_root_is_refused_even_if_that_root_has_the_name() {
    let (maker, other) = (self::maker(), self::maker());
    let chain = other.chain(Key::numbered(21).public_key());

    assert_eq!(judged(chain.clone(), policy(&maker)), Err(Check::Root));
    assert_eq!(judged(chain[..3].to_vec(), policy(&maker)), Err(Check::Root));
}

#[test]
fn certificates_that_do_not_belong_together_are_no_chain() {
    let (one, two) = (maker(), maker());
    let key = Key::numbered(21);
    let chain = one.chain(key.public_key());
    let mut mixed = chain.clone();
    mixed[1] = two.chain(key.public_key())[1].clone();
    let mut turned = chain.clone();
    turned.swap(1, 2);
    let gap = vec![chain[0].clone(), chain[2].clone(), chain[3].clone()];

    for chain in [mixed, turned, gap] {
        assert_eq!(judged(chain, policy(&one)), Err(Check::ChainSignature));
    }
}

#[test]
fn a_right_signature_under_another_name_is_no_chain() {
    let mut maker = maker();
    let key = Key::numbered(21);
    let first = maker.chain(key.public_key()).remove(0);
    maker.links[1].distinguished_name.push(DnType::OrganizationName, "TEE");
    let mut chain = maker.chain(key.public_key());
    let whole = judged(chain.clone(), policy(&maker));
    // By the same key, but for the name that it had before.
    chain[0] = first;

    assert_eq!(whole, Ok(AttestedLevel::StrongBox));
    assert_eq!(judged(chain, policy(&maker)), Err(Check::ChainSignature));
}

#[test]
fn too_few_too_many_and_rubbish_are_no_chain() {
    let maker = maker();
    let chain = maker.chain(Key::numbered(21).public_key());
    let mut rubbish = chain.clone();
    rubbish[1] = b"rubbish".to_vec();
    let mut longer = chain.clone();
    longer[0].push(0);
    let cases = [
        Vec::new(),
        vec![chain[3].clone()],
        vec![chain[0].clone()],
        vec![chain[0].clone(), chain[3].clone()],
        vec![chain[0].clone(); 9],
        rubbish,
        longer,
    ];

    for (number, chain) in cases.into_iter().enumerate() {
        let refused = judged(chain, policy(&maker)).err();
        let expected = if number == 3 { Check::ChainSignature } else { Check::CertificateForm };
        assert_eq!(refused, Some(expected), "case {number}");
    }
}

#[test]
fn whoever_signs_is_an_authority_but_for_the_one_right_above_the_key() {
    let no_authority = |at: usize| {
        of(|maker| {
            maker.links[at].is_ca = IsCa::ExplicitNoCa;
            maker.links[at].key_usages = vec![KeyUsagePurpose::DigitalSignature];
        })
    };
    let no_signing =
        of(|maker| maker.links[2].key_usages = vec![KeyUsagePurpose::DigitalSignature]);
    let short = of(|maker| maker.links[2].is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let long_enough = of(|maker| maker.links[2].is_ca = IsCa::Ca(BasicConstraints::Constrained(1)));

    assert_eq!(no_authority(1), Ok(AttestedLevel::StrongBox));
    assert_eq!(no_authority(2), Err(Check::Authority));
    assert_eq!((no_signing, short), (Err(Check::Authority), Err(Check::Authority)));
    assert_eq!(long_enough, Ok(AttestedLevel::StrongBox));
}

#[test]
fn only_the_key_s_own_dates_and_the_end_of_a_factory_certificate_do_not_matter() {
    let ended = |at: usize| of(|maker| maker.links[at].not_after = date_time_ymd(2026, 3, 2));
    let begins = |at: usize| of(|maker| maker.links[at].not_before = date_time_ymd(2026, 3, 3));
    let factory = |change: fn(&mut Maker)| {
        of(|maker| {
            let serial_number = DnType::CustomDnType(vec![2, 5, 4, 5]);
            maker.links[2].distinguished_name.push(serial_number, "f92009e853b6b045");
            change(maker);
        })
    };

    assert_eq!((ended(0), begins(0)), (Ok(AttestedLevel::StrongBox), Ok(AttestedLevel::StrongBox)));
    for at in [1, 2] {
        assert_eq!((ended(at), begins(at)), (Err(Check::Validity), Err(Check::Validity)));
    }
    let old = factory(|maker| {
        for at in [1, 2] {
            maker.links[at].not_after = date_time_ymd(2021, 1, 1);
        }
    });
    let early = factory(|maker| maker.links[1].not_before = date_time_ymd(2026, 3, 3));
    assert_eq!((old, early), (Ok(AttestedLevel::StrongBox), Err(Check::Validity)));
}

#[test]
fn a_certificate_on_the_list_ends_the_chain() {
    let maker = maker();
    for (serial, refused) in [("1", true), ("a1", true), ("B2", true), ("c4", false)] {
        let list = format!(r#"{{"entries":{{"{serial}":{{"status":"SUSPENDED"}}}}}}"#);
        let mut android = policy(&maker);
        android.revocations = Revocations::read(list.as_bytes()).unwrap();
        let judged = judged(maker.chain(Key::numbered(21).public_key()), android);

        assert_eq!(judged.err(), refused.then_some(Check::Revoked), "{serial}");
    }
}

#[test]
fn a_certificate_below_an_attested_key_proves_nothing() {
    let (maker, stolen, wanted) = (maker(), KeyPair::generate().unwrap(), Key::numbered(21));
    let description = Description::good().der();

    let forged = maker.extended(&stolen, wanted.public_key(), &description);
    let silent = maker.extended(&stolen, wanted.public_key(), &[]);

    // The attested key is no authority, and stands right above the fake: what refuses both is
    // that the description is not in the first certificate alone.
    assert_eq!(judged(forged, policy(&maker)), Err(Check::ChainExtended));
    assert_eq!(judged(silent, policy(&maker)), Err(Check::ChainExtended));
}

#[test]
fn there_is_exactly_one_description() {
    let none = of(|maker| maker.extension.1.clear());
    let extension =
        || CustomExtension::from_oid_content(&KEY_DESCRIPTION, Description::good().der());
    let twice = of(|maker| maker.links[0].custom_extensions.push(extension()));
    let above = of(|maker| maker.links[1].custom_extensions.push(extension()));

    assert_eq!(none, Err(Check::Extension));
    assert_eq!((twice, above), (Err(Check::ChainExtended), Err(Check::ChainExtended)));
}

#[test]
fn a_critical_extension_that_nobody_understands_is_refused() {
    let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    extension.set_criticality(true);

    let refused = of(|maker| maker.links[2].custom_extensions.push(extension));

    assert_eq!(refused, Err(Check::CertificateForm));
}

#[test]
fn an_attestation_of_another_key_is_refused() {
    let (maker, other) = (maker(), Key::numbered(33));

    let refused = judged(maker.chain(other.public_key()), policy(&maker));

    assert_eq!(refused, Err(Check::Key));
}

#[test]
fn what_is_no_list_of_authorities_gives_no_roots() {
    let maker = maker();
    let leaf = maker.chain(Key::numbered(21).public_key()).remove(0);

    assert_eq!(Roots::read(b"").err(), Some(RootsError::Empty));
    assert_eq!(Roots::read(b"[]").err(), Some(RootsError::Empty));
    assert_eq!(Roots::read(b"[1]").err(), Some(RootsError::Form));
    assert_eq!(Roots::from_der([leaf.as_slice()]).err(), Some(RootsError::Certificate));
    assert_eq!(Roots::from_der([b"x".as_slice()]).err(), Some(RootsError::Certificate));
}

#[test]
fn a_format_without_a_policy_is_refused() {
    let (maker, key) = (maker(), Key::numbered(21));
    let chain = Evidence::AndroidKey(maker.chain(key.public_key()));
    let apple = Evidence::AppleAppAttest { object: vec![0], key_id: vec![0] };
    let android = accepting(policy(&maker));

    let judged =
        |evidence: &Evidence, policy: &AttestationPolicy| judge(evidence, key.public_key(), policy);

    let default = AttestationPolicy::default();
    assert_eq!(judged(&Evidence::None, &default), Ok(AttestedLevel::Software));
    assert_eq!(judged(&Evidence::None, &android), Err(Check::Format));
    assert_eq!(judged(&chain, &default), Err(Check::Format));
    assert_eq!(judged(&apple, &android), Err(Check::Format));
}
