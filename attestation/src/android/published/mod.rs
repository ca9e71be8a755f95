//! Chains of real phones (attestation/tests/data/android-attestation): each must be read as its
//! publisher reads it, end at Google's roots, and be refused for exactly the reasons that its
//! description gives. What is expected was worked out by hand from the published JSON.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod fields;
mod phones;

use super::*;
use crate::AttestationCheck as Check;
use crate::certificate::Certificate;
use crate::{Revocations, Roots};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_protocol::jose::Signer as _;
use countersign_testing::Key;
use phones::*;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::Value as Json;

#[test]
fn a_locked_and_verified_phone_fails_on_its_key_being_usable_by_anybody_alone() {
    let phone = caiman();

    assert_eq!(phone.failures(&phone.bank(google())), [Check::NoAuthRequired]);
}

#[test]
fn a_phone_that_signs_with_sha_512_fails_on_that_too() {
    let phone = sony();

    assert_eq!(phone.failures(&phone.bank(google())), [Check::NoAuthRequired, Check::Digest]);
}

#[test]
fn an_unlocked_phone_fails_on_its_boot_state() {
    let phone = akita();

    assert_eq!(
        phone.failures(&phone.bank(google())),
        [Check::NoAuthRequired, Check::Digest, Check::Bootloader, Check::VerifiedBoot]
    );
}

#[test]
fn an_rsa_key_that_a_password_opens_for_68_years_fails_on_all_of_that() {
    let phone = akita_rsa();

    assert_eq!(
        phone.failures(&phone.bank(google())),
        [
            Check::Algorithm,
            Check::UserAuthentication,
            Check::Timeout,
            Check::Digest,
            Check::Bootloader,
            Check::VerifiedBoot,
        ]
    );
}

#[test]
fn a_phone_that_attests_in_software_fails_on_the_level() {
    let phone = marlin();

    assert_eq!(phone.verify(&phone.bank(google())).err(), Some(Check::Root));
    assert_eq!(
        phone.failures(&phone.bank(root_of_marlin())),
        [
            Check::Level,
            Check::NoAuthRequired,
            Check::Digest,
            Check::UnlockedDevice,
            Check::Bootloader,
            Check::VerifiedBoot,
        ]
    );
}

#[test]
fn a_phone_that_writes_1_for_a_locked_boot_loader_is_read_as_locked() {
    // Its release is Android 10, and it enforces no patch level of vendor and boot.
    let phone = malformed();

    assert_eq!(phone.failures(&phone.bank(google())), [Check::NoAuthRequired]);
}

#[test]
fn a_description_that_does_not_keep_the_order_of_tags_is_read_and_judged() {
    // Its publisher turned two tags round after it was signed.
    let phone = unordered();
    let policy = phone.bank(google());
    let leaf = Certificate::parse(&phone.chain[0]).unwrap();
    let description = leaf.extensions(KEY_DESCRIPTION).next().unwrap();

    let read = KeyDescription::parse(description).unwrap();

    assert_eq!(phone.verify(&policy).err(), Some(Check::ChainSignature));
    assert_eq!(
        judge::failures(&read, b"challenge", &policy).collect::<Vec<_>>(),
        [Check::NoAuthRequired, Check::Digest, Check::Bootloader, Check::VerifiedBoot]
    );
}

#[test]
fn a_phone_under_the_root_of_2026_fails_on_its_key_being_usable_by_anybody_alone() {
    let phone = tegu();

    assert_eq!(phone.failures(&phone.bank(google())), [Check::NoAuthRequired]);
}

#[test]
fn an_ml_dsa_key_is_refused_as_such() {
    let phone = tokay();
    let policy = phone.bank(google());
    let key = *Key::numbered(21).public_key();
    let expected = Expected { challenge: b"challenge", key: &key };

    let judged = verify(&phone.chain, &expected, &policy, phone.at);

    assert_eq!(judged, Err(Check::MlDsa));
    assert_eq!(
        phone.failures(&policy),
        [
            Check::MlDsa,
            Check::NoAuthRequired,
            Check::Digest,
            Check::Bootloader,
            Check::VerifiedBoot,
        ]
    );
}

#[test]
fn a_key_of_another_algorithm_is_none_of_ours_before_it_is_compared() {
    let phone = akita_rsa();
    let key = *Key::numbered(21).public_key();
    let expected = Expected { challenge: b"challenge", key: &key };

    let judged = verify(&phone.chain, &expected, &phone.bank(google()), phone.at);

    assert_eq!(judged, Err(Check::Algorithm));
}

#[test]
fn a_bank_that_asks_for_remote_provisioning_takes_no_keys_from_a_factory() {
    let key = *Key::numbered(21).public_key();
    let expected = Expected { challenge: b"challenge", key: &key };
    let judged = |phone: &Phone, roots: Roots| {
        let mut policy = phone.bank(roots);
        policy.provisioning = Provisioning::Remote;
        verify(&phone.chain, &expected, &policy, phone.at)
    };

    // These get as far as the comparison with a key that is another one's.
    for phone in [akita(), caiman(), tegu()] {
        assert_eq!(judged(&phone, google()), Err(Check::Key));
    }
    for phone in [sony(), malformed()] {
        assert_eq!(judged(&phone, google()), Err(Check::Provisioning));
    }
    assert_eq!(judged(&marlin(), root_of_marlin()), Err(Check::Provisioning));
}

#[test]
fn a_root_that_comes_twice_makes_no_chain_from_a_factory() {
    // Google's older root has the mark of those that phones are made with, and does not end.
    let mut phone = caiman();
    let policy = phone.bank(google());
    phone.chain.push(phone.chain[4].clone());
    let whole = phone.verify(&policy).is_ok();
    phone.at = UnixSeconds(1_759_505_446);

    assert!(whole);
    assert_eq!(phone.verify(&policy).err(), Some(Check::Validity));
}

#[test]
fn a_key_without_the_unlocked_device_tag_is_taken_up_to_the_named_release_alone() {
    let phone = caiman();
    let mut policy = phone.bank(google());
    policy.unlocked_device_optional_up_to = Some(15);

    assert_eq!(phone.failures(&policy), [Check::NoAuthRequired, Check::UnlockedDevice]);
}

#[test]
fn a_remotely_provisioned_chain_ends_and_one_from_the_factory_does_not() {
    let (mut caiman, mut sony) = (caiman(), sony());
    let (google_phones, sony_phones) = (caiman.bank(google()), sony.bank(google()));
    // 2025-10-03T15:30:45Z is the last second of the certificate above caiman's key.
    caiman.at = UnixSeconds(1_759_505_445);
    let last = caiman.verify(&google_phones).is_ok();
    caiman.at = UnixSeconds(1_759_505_446);
    // 2040-01-01
    sony.at = UnixSeconds(2_208_988_800);

    assert!(last);
    assert_eq!(caiman.verify(&google_phones).err(), Some(Check::Validity));
    assert!(sony.verify(&sony_phones).is_ok());
}

#[test]
fn no_chain_is_good_before_it_begins() {
    // 2016-05-26T17:00:00Z: two minutes before the older of sony's certificates.
    let mut phone = sony();
    phone.at = UnixSeconds(1_464_282_000);

    assert_eq!(phone.verify(&phone.bank(google())).err(), Some(Check::Validity));
}

#[test]
fn a_revoked_serial_number_anywhere_in_the_chain_is_the_end_of_it() {
    for serial in [
        "65d2949536924da695f5ae1eb290cd4d",
        "f59c0ae29d0429667b3b45d319fa0d64c99194",
        "388266760658996860d",
        "1",
    ] {
        let phone = caiman();
        let list = format!(r#"{{"entries":{{"{serial}":{{"status":"REVOKED"}}}}}}"#);
        let mut policy = phone.bank(google());
        policy.revocations = Revocations::read(list.as_bytes()).unwrap();

        assert_eq!(phone.verify(&policy).err(), Some(Check::Revoked), "{serial}");
    }
}

#[test]
fn a_changed_byte_anywhere_in_what_is_signed_breaks_the_chain() {
    let whole = caiman();
    let policy = whole.bank(google());
    // The root at the end is known by its name and key; nobody reads its signature.
    for (place, der) in whole.chain.iter().enumerate().take(4) {
        for at in (0..der.len()).step_by(97) {
            let mut phone = caiman();
            phone.chain[place][at] ^= 1;

            assert!(phone.verify(&policy).is_err(), "byte {at} of certificate {place}");
        }
    }
}

#[test]
fn every_published_chain_fits_into_a_registration() {
    for phone in [
        akita(),
        akita_rsa(),
        caiman(),
        sony(),
        marlin(),
        tegu(),
        tokay(),
        malformed(),
        unordered(),
    ] {
        let x5c: usize = phone.chain.iter().map(|der| der.len().div_ceil(3) * 4 + 3).sum();

        // Base64url once more in the token, which may have 16 KiB.
        assert!(x5c.div_ceil(3) * 4 < 12 * 1024, "{x5c}");
    }
}

#[test]
fn the_roots_that_are_published_are_read() {
    let roots = google();

    assert_eq!(format!("{roots:?}"), "Roots(2)");
    assert!(roots.contain(&Certificate::parse(&caiman().chain[4]).unwrap()));
    assert!(roots.contain(&Certificate::parse(&tegu().chain[4]).unwrap()));
    assert!(!roots.contain(&Certificate::parse(&marlin().chain[2]).unwrap()));
}
