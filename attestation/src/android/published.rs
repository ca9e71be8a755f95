//! Chains of real phones (attestation/tests/data/android-attestation): each must be read as its
//! publisher reads it, end at Google's roots, and be refused for exactly the reasons that its
//! description gives. What is expected was worked out by hand from the published JSON.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::authorizations::BootState;
use super::description::SecurityLevel;
use super::*;
use crate::AttestationCheck as Check;
use crate::certificate::Certificate;
use crate::{Revocations, Roots};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::Value;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../tests/data/android-attestation/", $name))
    };
}

const ROOTS: &str = file!("roots.json");

/// One phone: its chain, what its publisher reads in it, and a time at which it was good.
struct Phone {
    chain: Vec<Vec<u8>>,
    says: Value,
    at: UnixSeconds,
}

impl Phone {
    fn new(pem: &str, json: &str, at: i64) -> Self {
        let says = if json.is_empty() { Value::Null } else { serde_json::from_str(json).unwrap() };
        Self { chain: certificates(pem), says, at: UnixSeconds(at) }
    }

    fn verify(&self, policy: &AndroidPolicy) -> Result<Chain, Check> {
        let (roots, revocations) = (&policy.roots, &policy.revocations);
        Chain::verify(&self.chain, roots, revocations, Rules::Android, self.at)
    }

    /// The bank whose app made this key: it takes the phone's release without the unlocked-device
    /// tag, which none of the published keys has.
    fn bank(&self, roots: Roots) -> AndroidPolicy {
        let application = &self.says["softwareEnforced"]["attestationApplicationId"];
        let signer = STANDARD.decode(application["signatures"][0].as_str().unwrap()).unwrap();
        let app = AndroidApp {
            package: application["packages"][0]["name"].as_str().unwrap().to_owned(),
            signers: vec![signer.try_into().unwrap()],
        };
        let mut policy = AndroidPolicy::new(roots, Revocations::none(), vec![app]);
        policy.unlocked_device_optional_up_to = Some(16);
        policy
    }

    fn failures(&self, policy: &AndroidPolicy) -> Vec<Check> {
        let description = describe(&self.verify(policy).unwrap()).unwrap();
        let challenge = self.says["attestationChallenge"].as_str().unwrap();
        let challenge = STANDARD.decode(challenge).unwrap();
        judge::failures(&description, &challenge, policy).collect()
    }
}

fn certificates(pem: &str) -> Vec<Vec<u8>> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).map(|der| der.unwrap().to_vec()).collect()
}

fn google() -> Roots {
    Roots::read(ROOTS.as_bytes()).unwrap()
}

/// 2024-09-26
fn akita() -> Phone {
    Phone::new(
        file!("akita-sdk34-TEE_EC_NONE.pem"),
        file!("akita-sdk34-TEE_EC_NONE.json"),
        1_727_389_885,
    )
}

/// 2024-09-26
fn akita_rsa() -> Phone {
    let pem = file!("akita-sdk34-TEE_RSA_NONE_USERAUTH.pem");
    Phone::new(pem, file!("akita-sdk34-TEE_RSA_NONE_USERAUTH.json"), 1_727_389_885)
}

/// 2025-09-26
fn caiman() -> Phone {
    Phone::new(
        file!("caiman-sdk36-SB_EC_RKP.pem"),
        file!("caiman-sdk36-SB_EC_RKP.json"),
        1_758_900_646,
    )
}

/// 2026-06-04, when every certificate above the key's had ended.
fn sony() -> Phone {
    let pem = file!("sony-xperia10-iii-sdk33-TEE_EC.pem");
    Phone::new(pem, file!("sony-xperia10-iii-sdk33-TEE_EC.json"), 1_780_585_145)
}

/// 2019-10-29
fn marlin() -> Phone {
    Phone::new(
        file!("marlin-sdk29-TEE_EC_NONE.pem"),
        file!("marlin-sdk29-TEE_EC_NONE.json"),
        1_572_308_512,
    )
}

/// 2026-03-01
fn malformed() -> Phone {
    Phone::new(file!("invalid-malformed_rot_device_locked.pem"), "", 1_772_323_200)
}

/// Marlin attests in software; its chain ends at a root that everybody has the key of.
fn root_of_marlin() -> Roots {
    Roots::from_der([marlin().chain[2].as_slice()]).unwrap()
}

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
fn a_root_of_trust_that_is_not_der_is_not_read() {
    let phone = malformed();
    let policy = AndroidPolicy::new(google(), Revocations::none(), Vec::new());

    let chain = phone.verify(&policy).unwrap();

    assert_eq!(describe(&chain).err(), Some(Check::Extension));
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
fn what_is_read_is_what_the_publisher_reads() {
    let policies = [google(), google(), google(), google(), root_of_marlin()];
    for (phone, roots) in [akita(), akita_rsa(), caiman(), sony(), marlin()].iter().zip(policies) {
        let read = describe(&phone.verify(&phone.bank(roots)).unwrap()).unwrap();
        let says = &phone.says;
        let hardware = &says["hardwareEnforced"];
        let number = |value: &Value| value.as_str().map(|text| text.parse::<u64>().unwrap());
        let numbers = |value: &Value| -> Vec<u64> {
            value.as_array().into_iter().flatten().map(|value| number(value).unwrap()).collect()
        };
        let level = |value: &Value| match value.as_str().unwrap() {
            "STRONG_BOX" => SecurityLevel::StrongBox,
            "TRUSTED_ENVIRONMENT" => SecurityLevel::TrustedEnvironment,
            _ => SecurityLevel::Software,
        };
        let month_and_day = |value: &Value| number(value);

        assert_eq!(read.attestation_level, level(&says["attestationSecurityLevel"]));
        assert_eq!(read.key_level, level(&says["keyMintSecurityLevel"]));
        assert_eq!(
            STANDARD.encode(&read.challenge),
            says["attestationChallenge"].as_str().unwrap()
        );
        assert_eq!(read.hardware.purposes, numbers(&hardware["purposes"]));
        assert_eq!(read.hardware.algorithm, number(&hardware["algorithms"]));
        assert_eq!(read.hardware.key_size, number(&hardware["keySize"]));
        assert_eq!(read.hardware.digests, numbers(&hardware["digests"]));
        assert_eq!(read.hardware.curve, number(&hardware["ecCurve"]));
        assert_eq!(read.hardware.no_auth_required, hardware["noAuthRequired"] == true);
        assert_eq!(read.hardware.user_auth_type, number(&hardware["userAuthType"]));
        assert_eq!(read.hardware.auth_timeout, number(&hardware["authTimeout"]));
        assert_eq!(read.hardware.origin, Some(0));
        assert_eq!(read.hardware.rollback_resistant, hardware["rollbackResistant"] == true);
        assert_eq!(read.hardware.os_version, number(&hardware["osVersion"]));
        assert_eq!(read.hardware.os_patch_level, number(&hardware["osPatchLevel"]));
        assert_eq!(read.hardware.vendor_patch_level, month_and_day(&hardware["vendorPatchLevel"]));
        assert_eq!(read.hardware.boot_patch_level, month_and_day(&hardware["bootPatchLevel"]));
        let root = read.hardware.root_of_trust.map(|root| {
            let state = match root.state {
                BootState::Verified => "VERIFIED",
                BootState::Unverified => "UNVERIFIED",
                BootState::SelfSigned | BootState::Failed => "another",
            };
            (STANDARD.encode(root.boot_key), root.locked, state.to_owned())
        });
        let root_says = hardware.get("rootOfTrust").map(|root| {
            let text = |name: &str| root[name].as_str().unwrap().to_owned();
            (text("verifiedBootKey"), root["deviceLocked"] == true, text("verifiedBootState"))
        });
        assert_eq!(root, root_says);
    }
}

#[test]
fn every_published_chain_fits_into_a_registration() {
    for phone in [akita(), akita_rsa(), caiman(), sony(), marlin()] {
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
    assert!(!roots.contain(&Certificate::parse(&marlin().chain[2]).unwrap()));
}
