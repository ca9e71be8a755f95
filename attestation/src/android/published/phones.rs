//! The phones, and what is known of each.

use super::*;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../tests/data/android-attestation/", $name))
    };
}

const ROOTS: &str = file!("roots.json");

/// One phone: its chain, what its publisher reads in it, and a time at which it was good.
pub(super) struct Phone {
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) says: Json,
    pub(super) at: UnixSeconds,
}

impl Phone {
    fn new(pem: &str, json: &str, at: i64) -> Self {
        let says = serde_json::from_str(json).unwrap();
        Self { chain: certificates(pem), says, at: UnixSeconds(at) }
    }

    pub(super) fn verify(&self, policy: &AndroidPolicy) -> Result<Chain, Check> {
        let (roots, revocations) = (&policy.roots, &policy.revocations);
        Chain::verify(&self.chain, roots, revocations, Rules::Android, self.at)
    }

    /// The bank whose app made this key: it takes the phone's release without the unlocked-device
    /// tag, which none of the published keys has.
    pub(super) fn bank(&self, roots: Roots) -> AndroidPolicy {
        let application = &self.says["softwareEnforced"]["attestationApplicationId"];
        let signer = STANDARD.decode(application["signatures"][0].as_str().unwrap()).unwrap();
        let app = AndroidApp {
            package: application["packages"][0]["name"].as_str().unwrap().to_owned(),
            signers: vec![signer.try_into().unwrap()],
        };
        let mut policy = AndroidPolicy::new(roots, Revocations::none(), vec![app]);
        policy.unlocked_device_optional_up_to = Some(17);
        policy
    }

    pub(super) fn failures(&self, policy: &AndroidPolicy) -> Vec<Check> {
        let description = describe(&self.verify(policy).unwrap()).unwrap();
        let challenge = self.says["attestationChallenge"].as_str().unwrap();
        let challenge = STANDARD.decode(challenge).unwrap();
        judge::failures(&description, &challenge, policy).collect()
    }
}

fn certificates(pem: &str) -> Vec<Vec<u8>> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).map(|der| der.unwrap().to_vec()).collect()
}

pub(super) fn google() -> Roots {
    Roots::read(ROOTS.as_bytes()).unwrap()
}

/// 2024-09-26
pub(super) fn akita() -> Phone {
    Phone::new(
        file!("akita-sdk34-TEE_EC_NONE.pem"),
        file!("akita-sdk34-TEE_EC_NONE.json"),
        1_727_389_885,
    )
}

/// 2024-09-26
pub(super) fn akita_rsa() -> Phone {
    let pem = file!("akita-sdk34-TEE_RSA_NONE_USERAUTH.pem");
    Phone::new(pem, file!("akita-sdk34-TEE_RSA_NONE_USERAUTH.json"), 1_727_389_885)
}

/// 2025-09-26
pub(super) fn caiman() -> Phone {
    Phone::new(
        file!("caiman-sdk36-SB_EC_RKP.pem"),
        file!("caiman-sdk36-SB_EC_RKP.json"),
        1_758_900_646,
    )
}

/// 2026-06-04, when every certificate above the key's had ended.
pub(super) fn sony() -> Phone {
    let pem = file!("sony-xperia10-iii-sdk33-TEE_EC.pem");
    Phone::new(pem, file!("sony-xperia10-iii-sdk33-TEE_EC.json"), 1_780_585_145)
}

/// 2019-10-29
pub(super) fn marlin() -> Phone {
    Phone::new(
        file!("marlin-sdk29-TEE_EC_NONE.pem"),
        file!("marlin-sdk29-TEE_EC_NONE.json"),
        1_572_308_512,
    )
}

/// 2026-02-25
pub(super) fn tegu() -> Phone {
    let pem = file!("tegu-sdk36-SB_EC_2026_ROOT.pem");
    Phone::new(pem, file!("tegu-sdk36-SB_EC_2026_ROOT.json"), 1_771_979_841)
}

/// 2026-04-28
pub(super) fn tokay() -> Phone {
    let pem = file!("tokay-sdk37-TEE_MLDSA_RKP.pem");
    Phone::new(pem, file!("tokay-sdk37-TEE_MLDSA_RKP.json"), 1_777_384_250)
}

/// 2026-03-01. What it says is not published: it was read from its bytes by hand.
pub(super) fn malformed() -> Phone {
    let says = r#"{
        "attestationVersion": "3", "attestationSecurityLevel": "TRUSTED_ENVIRONMENT",
        "keyMintVersion": "4", "keyMintSecurityLevel": "TRUSTED_ENVIRONMENT",
        "attestationChallenge": "AZsRWhf98ms3EwlGcIDQrsG1oMHGp6M1C5IFYGWfp5uXohp1Gpv58DEyO5klNhncxMMaSoq6AzUAYyFiDyxws+gPDFBPZHS19IeJj+WHfPLZ18LNJV4jX6c=",
        "uniqueId": "",
        "softwareEnforced": {
            "creationDateTime": "1770995300000",
            "attestationApplicationId": {
                "packages": [{"name": "com.google.android.apps.photos", "version": "51193451"}],
                "signatures": ["PXoSIwGao52eoONDarfAiWv7T7Z59N5f58I/MmyPmUo="]
            }
        },
        "hardwareEnforced": {
            "purposes": ["2"], "algorithms": "3", "keySize": "256", "digests": ["4"],
            "ecCurve": "1", "noAuthRequired": true, "origin": "GENERATED",
            "rootOfTrust": {
                "verifiedBootKey": "bIgtJGmgoDJh+LETe82C3WzowmwC5/EIkXxaMu+kqHw=",
                "deviceLocked": true, "verifiedBootState": "VERIFIED",
                "verifiedBootHash": "ljnJ6SmoP5a7UZlteqATDhstbnNzTrLcRVzigxwSQNI="
            },
            "osVersion": "100000", "osPatchLevel": "202207"
        }
    }"#;
    Phone::new(file!("invalid-malformed_rot_device_locked.pem"), says, 1_772_323_200)
}

/// 2026-03-01. Read by hand too.
pub(super) fn unordered() -> Phone {
    let says = r#"{
        "attestationVersion": "300", "attestationSecurityLevel": "TRUSTED_ENVIRONMENT",
        "keyMintVersion": "300", "keyMintSecurityLevel": "TRUSTED_ENVIRONMENT",
        "attestationChallenge": "Y2hhbGxlbmdl", "uniqueId": "",
        "softwareEnforced": {
            "creationDateTime": "1723645856879",
            "attestationApplicationId": {
                "packages": [{"name": "com.example.attestationcollector", "version": "1"}],
                "signatures": ["COprbxUBTh4PcAZeUl0VJo+ONXwCSFZ2gRhz+N3mXEE="]
            }
        },
        "hardwareEnforced": {
            "purposes": ["2"], "algorithms": "3", "keySize": "256", "ecCurve": "1",
            "noAuthRequired": true, "origin": "GENERATED",
            "rootOfTrust": {
                "verifiedBootKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "deviceLocked": false, "verifiedBootState": "UNVERIFIED",
                "verifiedBootHash": "iCWIV2R1rsyzkpgv4vvF9ixpyfyEunPmxTzAUqEWFYY="
            },
            "osVersion": "140000", "osPatchLevel": "202408",
            "vendorPatchLevel": "20240805", "bootPatchLevel": "20240805",
            "areTagsOrdered": false
        }
    }"#;
    Phone::new(file!("invalid-tags_not_in_ascending_order.pem"), says, 1_772_323_200)
}

/// Marlin attests in software; its chain ends at a root that everybody has the key of.
pub(super) fn root_of_marlin() -> Roots {
    Roots::from_der([marlin().chain[2].as_slice()]).unwrap()
}
