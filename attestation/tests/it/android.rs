//! Android: what the hardware says about a key.

use super::chains::accepting;
use super::{judge, roots};
use countersign_attestation::{
    AndroidApp, AndroidPolicy, AttestationCheck as Check, AttestationPolicy, AttestedLevel,
    Evidence, HardwareLevel, KeyDescription, PatchMonth, Provisioning, Revocations,
};
use countersign_protocol::jose::Signer as _;
use countersign_testing::Key;
use countersign_testing::attested::der::{
    enumerated, integer, integers, null, octets, sequence, value,
};
use countersign_testing::attested::{
    BOOT_KEY, Description, KEY_DESCRIPTION, Maker, PACKAGE, SIGNER, application, root_of_trust,
};
use rcgen::{DistinguishedName, DnType};

pub(crate) fn policy(maker: &Maker) -> AndroidPolicy {
    let app = AndroidApp { package: PACKAGE.to_owned(), signers: vec![SIGNER] };
    AndroidPolicy::new(roots(maker), Revocations::none(), vec![app])
}

/// Judges a key of which the phone says this, by a policy with one difference.
fn judged(
    description: &Description,
    change: impl FnOnce(&mut AndroidPolicy),
) -> Result<AttestedLevel, Check> {
    let maker = Maker::new(&KEY_DESCRIPTION, description.der());
    let key = Key::numbered(21);
    let mut android = policy(&maker);
    change(&mut android);
    let policy = AttestationPolicy { none: false, android: Some(android), apple: None };
    judge(&Evidence::AndroidKey(maker.chain(key.public_key())), key.public_key(), &policy)
}

fn refused(description: Description) -> Option<Check> {
    judged(&description, |_| {}).err()
}

#[test]
fn a_key_that_is_as_it_should_be_is_accepted_at_its_level() {
    let good = Description::good;

    assert_eq!(judged(&good(), |_| {}), Ok(AttestedLevel::StrongBox));
    for levels in [[1, 1], [1, 2], [2, 1]] {
        let lower = good().levels(levels);
        assert_eq!(judged(&lower, |_| {}), Ok(AttestedLevel::TrustedEnvironment), "{levels:?}");
    }
}

#[test]
fn what_does_no_harm_is_accepted_too() {
    let good = Description::good;
    let harmless = [
        good().hardware(1, integers(&[2, 3])),
        good().hardware(505, integer(0)),
        good().no_hardware(509).software(509, null()),
        good().hardware(502, integer(1)).hardware(508, null()).hardware(405, integer(5)),
        good().no_hardware(718).no_hardware(719),
        good().software(724, octets(b"hash")).hardware(710, octets(b"brand")),
    ];

    for (number, description) in harmless.iter().enumerate() {
        assert_eq!(judged(description, |_| {}), Ok(AttestedLevel::StrongBox), "{number}");
    }
}

#[test]
fn one_thing_that_is_wrong_is_enough_and_is_named() {
    let good = Description::good;
    let mut other_challenge = good();
    other_challenge.challenge = b"another".to_vec();
    let cases = [
        (other_challenge, Check::Challenge),
        (good().levels([0, 0]), Check::Level),
        (good().levels([0, 2]), Check::Level),
        (good().levels([2, 0]), Check::Level),
        (good().no_hardware(1), Check::Purpose),
        (good().hardware(1, integers(&[3])), Check::Purpose),
        (good().hardware(1, integers(&[2, 1])), Check::Purpose),
        (good().hardware(1, integers(&[2, 7])), Check::Purpose),
        (good().software(1, integers(&[6])), Check::Purpose),
        (good().no_hardware(1).software(1, integers(&[2])), Check::Purpose),
        (good().hardware(2, integer(1)), Check::Algorithm),
        (good().no_hardware(2), Check::Algorithm),
        (good().hardware(3, integer(384)), Check::Algorithm),
        (good().hardware(10, integer(2)), Check::Algorithm),
        (good().no_hardware(10).software(10, integer(1)), Check::Algorithm),
        (good().hardware(702, integer(2)), Check::Origin),
        (good().hardware(702, integer(4)), Check::Origin),
        (good().no_hardware(702).software(702, integer(0)), Check::Origin),
        (good().hardware(600, null()), Check::AllApplications),
        (good().software(600, null()), Check::AllApplications),
        (good().hardware(503, null()), Check::NoAuthRequired),
        (good().software(503, null()), Check::NoAuthRequired),
        (good().no_hardware(504), Check::UserAuthentication),
        (good().hardware(504, integer(1)), Check::UserAuthentication),
        (good().hardware(504, integer(3)), Check::UserAuthentication),
        (good().hardware(504, integer(0xffff_ffff)), Check::UserAuthentication),
        (good().no_hardware(504).software(504, integer(2)), Check::UserAuthentication),
        (good().hardware(505, integer(1)), Check::Timeout),
        (good().software(505, integer(30)), Check::Timeout),
        (good().hardware(506, null()), Check::Timeout),
        (good().software(506, null()), Check::Timeout),
        (good().no_hardware(5), Check::Digest),
        (good().hardware(5, integers(&[0])), Check::Digest),
        (good().hardware(5, integers(&[4, 6])), Check::Digest),
        (good().no_hardware(509), Check::UnlockedDevice),
        (good().no_software(709), Check::Application),
        (good().no_software(709).hardware(709, good().software[1].1.clone()), Check::Application),
        (good().no_hardware(704), Check::Bootloader),
        (good().no_hardware(704).software(704, root_of_trust(true, 0)), Check::Bootloader),
        (good().hardware(704, root_of_trust(false, 0)), Check::Bootloader),
        (good().hardware(704, root_of_trust(true, 1)), Check::VerifiedBoot),
        (good().hardware(704, root_of_trust(true, 2)), Check::VerifiedBoot),
        (good().hardware(704, root_of_trust(true, 3)), Check::VerifiedBoot),
    ];

    for (number, (description, check)) in cases.into_iter().enumerate() {
        assert_eq!(refused(description), Some(check), "case {number}");
    }
}

#[test]
fn every_package_and_every_signer_must_be_the_banks() {
    let says = |packages: &[&str], signers: &[[u8; 32]]| {
        refused(Description::good().software(709, octets(&application(packages, signers))))
    };

    assert_eq!(says(&[PACKAGE], &[SIGNER]), None);
    for (packages, signers) in [
        (&["com.thief.app"][..], &[SIGNER][..]),
        (&[PACKAGE], &[[8; 32]]),
        (&[PACKAGE], &[SIGNER, [8; 32]]),
        (&[PACKAGE, "com.thief.app"], &[SIGNER]),
        (&["com.bank.app.evil"], &[SIGNER]),
        (&["com.bank.ap"], &[SIGNER]),
        (&[], &[SIGNER]),
        (&[PACKAGE], &[]),
    ] {
        assert_eq!(says(packages, signers), Some(Check::Application), "{packages:?} {signers:?}");
    }
}

#[test]
fn what_the_policy_asks_beyond_that_is_asked() {
    let good = Description::good();
    let old = good.clone().hardware(706, integer(202_601));
    let silent = good.clone().no_hardware(706);
    let vendor = good.clone().hardware(718, integer(20_260_131));
    let boot = good.clone().hardware(719, integer(20_260_131));
    let month = good.clone().hardware(706, integer(202_613));
    let february = |policy: &mut AndroidPolicy| policy.oldest_patches = PatchMonth::new(202_602);
    let box_only = |policy: &mut AndroidPolicy| policy.minimum_level = HardwareLevel::StrongBox;
    let sixteen = |policy: &mut AndroidPolicy| policy.minimum_os_version = Some(160_000);
    let rollback = |policy: &mut AndroidPolicy| policy.rollback_resistance = true;

    assert!(judged(&good, february).is_ok());
    for late in [&old, &silent, &vendor, &boot, &month] {
        assert_eq!(judged(late, february).err(), Some(Check::PatchLevel));
    }
    assert!(judged(&good, box_only).is_ok());
    assert_eq!(judged(&good.clone().levels([1, 2]), box_only).err(), Some(Check::Level));
    assert!(judged(&good, sixteen).is_ok());
    let fifteen = good.clone().hardware(705, integer(150_000));
    assert_eq!(judged(&fifteen, sixteen).err(), Some(Check::SystemVersion));
    let nothing = good.clone().no_hardware(705);
    assert_eq!(judged(&nothing, sixteen).err(), Some(Check::SystemVersion));
    assert_eq!(judged(&good, rollback).err(), Some(Check::Rollback));
    for tag in [303, 703] {
        assert!(judged(&good.clone().hardware(tag, null()), rollback).is_ok());
    }
}

#[test]
fn what_the_policy_lets_pass_passes_and_no_more() {
    let good = Description::good();
    let unlocked = good.clone().hardware(704, root_of_trust(false, 2));
    let own_system = good.clone().hardware(704, root_of_trust(true, 1));
    let unlocked_own = good.clone().hardware(704, root_of_trust(false, 1));
    let free = |policy: &mut AndroidPolicy| {
        policy.locked_bootloader = false;
        policy.verified_boot = false;
    };
    let known = |policy: &mut AndroidPolicy| policy.other_boot_keys = vec![BOOT_KEY];
    let other = |policy: &mut AndroidPolicy| policy.other_boot_keys = vec![[1; 32]];
    let half = |policy: &mut AndroidPolicy| {
        policy.locked_bootloader = false;
        policy.other_boot_keys = vec![BOOT_KEY];
    };
    let to_fourteen = |policy: &mut AndroidPolicy| policy.unlocked_device_optional_up_to = Some(14);
    let release = |version| good.clone().no_hardware(509).hardware(705, version);

    assert!(judged(&unlocked, free).is_ok());
    assert!(judged(&own_system, known).is_ok());
    assert_eq!(judged(&own_system, other).err(), Some(Check::VerifiedBoot));
    assert_eq!(judged(&unlocked_own, half).err(), Some(Check::VerifiedBoot));
    assert!(judged(&release(integer(140_000)), to_fourteen).is_ok());
    assert!(judged(&release(integer(120_100)), to_fourteen).is_ok());
    let silent = good.clone().no_hardware(509).no_hardware(705);
    for late in [release(integer(150_000)), release(integer(0)), silent] {
        assert_eq!(judged(&late, to_fourteen).err(), Some(Check::UnlockedDevice));
    }
}

#[test]
fn a_description_that_is_not_understood_is_not_accepted() {
    let good = Description::good();
    let mut twice = good.clone();
    twice.hardware.push((504, integer(2)));
    let unknown = good.clone().hardware(699, null());
    let no_flag = good.clone().no_hardware(509).hardware(509, integer(1));
    let level = good.clone().levels([3, 2]);

    for description in [twice, unknown, no_flag, level] {
        assert_eq!(refused(description), Some(Check::Extension));
    }
    for end in 0..good.der().len() {
        assert!(KeyDescription::parse(&good.der()[..end]).is_err(), "{end}");
    }
    assert!(KeyDescription::parse(&[good.der(), vec![0]].concat()).is_err());
    assert!(KeyDescription::parse(&good.der()).is_ok());
}

#[test]
fn a_locked_boot_loader_is_0xff_or_the_1_that_some_phones_write_and_nothing_else() {
    // The value stands behind the boot key: a sequence of 34, 3, 3 and 34 bytes.
    let saying = |byte: u8| {
        let mut root = root_of_trust(true, 0);
        assert_eq!(root[36..39], [0x01, 0x01, 0xff]);
        root[38] = byte;
        Description::good().hardware(704, root)
    };
    let of_two_bytes = {
        let boolean = value(&[0x01], &[0, 1]);
        sequence(&[octets(&BOOT_KEY), boolean, enumerated(0), octets(&[1; 32])])
    };
    let a_number = sequence(&[octets(&BOOT_KEY), integer(1), enumerated(0), octets(&[1; 32])]);
    // Whether deleted keys are gone is said by NULL, and by nothing that looks like it.
    let elsewhere = Description::good().hardware(303, value(&[0x01], &[1]));

    assert_eq!(refused(saying(0xff)), None);
    assert_eq!(refused(saying(0x01)), None);
    assert_eq!(refused(saying(0x00)), Some(Check::Bootloader));
    for byte in 0x02..0xff {
        assert_eq!(refused(saying(byte)), Some(Check::Extension), "{byte:#x}");
    }
    for root in [of_two_bytes, a_number] {
        let description = Description::good().hardware(704, root);
        assert_eq!(refused(description), Some(Check::Extension));
    }
    assert_eq!(refused(elsewhere), Some(Check::Extension));
}

#[test]
fn an_ml_dsa_key_is_refused_as_such_wherever_that_is_said() {
    let good = Description::good;
    let cases = [
        good().hardware(2, integer(4)).no_hardware(3).no_hardware(10).hardware(11, integer(1)),
        good().hardware(2, integer(4)),
        good().software(2, integer(4)),
        good().hardware(11, integer(2)),
        good().software(11, integer(1)),
    ];

    for (number, description) in cases.into_iter().enumerate() {
        assert_eq!(refused(description), Some(Check::MlDsa), "case {number}");
    }
}

#[test]
fn a_description_says_the_same_in_any_order() {
    let mut description = Description::good();
    for _ in 0..description.hardware.len() {
        description.hardware.rotate_left(1);
        description.software.reverse();

        assert_eq!(refused(description.clone()), None);
        let unlocked = description.clone().hardware(704, root_of_trust(false, 0));
        assert_eq!(refused(unlocked), Some(Check::Bootloader));
    }
}

#[test]
fn every_tag_is_known_and_holds_what_the_schema_gives_it_or_the_description_is_refused() {
    let (numbers, number, there, bytes) = (integers(&[1]), integer(1), null(), octets(b"x"));
    // Numbers, one number, nothing, bytes: whether each is read at that tag.
    let reads = |tag: u32| {
        [&numbers, &number, &there, &bytes].map(|value| {
            let description = Description::good().no_hardware(tag).no_software(tag);
            KeyDescription::parse(&description.hardware(tag, value.clone()).der()).is_ok()
        })
    };

    for tag in 1..=730 {
        let expected = match tag {
            1 | 4 | 5 | 6 | 203 => [true, false, false, false],
            2 | 3 | 10 | 11 | 200 | 400..=402 | 405 | 504 | 505 => [false, true, false, false],
            701 | 702 | 705 | 706 | 718 | 719 => [false, true, false, false],
            303 | 503 | 506..=509 | 600 | 703 => [false, false, true, false],
            710..=717 | 723 | 724 => [false, false, false, true],
            // Tags that no key of an app has: one value, whichever.
            7 | 8 | 305 | 403 | 404 | 502 | 601 => [true; 4],
            // The boot state and the app are none of these four. The others are not known.
            _ => [false; 4],
        };

        assert_eq!(reads(tag), expected, "tag {tag}");
    }
}

#[test]
fn what_is_cut_off_or_left_over_inside_a_tag_is_not_read() {
    let good = Description::good();
    let refuses = |tag: u32, value: Vec<u8>| {
        KeyDescription::parse(&good.clone().hardware(tag, value).der()).is_err()
    };

    for (tag, value) in &good.hardware {
        assert!(refuses(*tag, [value.clone(), vec![0]].concat()), "{tag}");
        assert!(refuses(*tag, [value.clone(), null()].concat()), "{tag}");
        for end in 0..value.len() {
            assert!(refuses(*tag, value[..end].to_vec()), "{tag} {end}");
        }
    }
}

#[test]
fn a_bank_may_ask_for_keys_that_were_provisioned_remotely() {
    let judged = |names: &[(DnType, &str)]| {
        let mut maker = Maker::new(&KEY_DESCRIPTION, Description::good().der());
        maker.links[2].distinguished_name = DistinguishedName::new();
        for (kind, name) in names {
            maker.links[2].distinguished_name.push(kind.clone(), *name);
        }
        let key = Key::numbered(21);
        let evidence = Evidence::AndroidKey(maker.chain(key.public_key()));
        let any = policy(&maker);
        let remote = AndroidPolicy { provisioning: Provisioning::Remote, ..any.clone() };
        let judged = |policy| judge(&evidence, key.public_key(), &accepting(policy));
        [judged(any), judged(remote)]
    };
    let serial_number = || DnType::CustomDnType(vec![2, 5, 4, 5]);
    let (name, of) = (|| DnType::CommonName, || DnType::OrganizationName);
    let others = [
        vec![(serial_number(), "87f4514475ba0a2b")],
        vec![(name(), "Droid CA2")],
        vec![(of(), "Google LLC")],
        vec![(of(), "Google LLC"), (name(), "Droid CA3")],
        vec![(of(), "Google"), (name(), "Droid CA2")],
        vec![(of(), "Google LLC"), (name(), "Droid CA2"), (serial_number(), "87f4514475ba0a2b")],
    ];

    let remote = judged(&[(of(), "Google LLC"), (name(), "Droid CA2")]);

    assert_eq!(remote, [Ok(AttestedLevel::StrongBox); 2]);
    for (number, names) in others.iter().enumerate() {
        let expected = [Ok(AttestedLevel::StrongBox), Err(Check::Provisioning)];

        assert_eq!(judged(names), expected, "case {number}");
    }
}
