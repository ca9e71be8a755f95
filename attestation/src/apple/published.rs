//! Objects of real phones (attestation/tests/data/app-attest), each at a time when its certificate
//! was good. What its app hashed is given with it: it is no offer of ours.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::AttestationCheck as Check;
use crate::Roots;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../tests/data/app-attest/", $name))
    };
}

const ROOT: &str = file!("Apple_App_Attestation_Root_CA.pem");

/// One object, what it is about, and a time at which it was good.
struct Published {
    object: Vec<u8>,
    key_id: Vec<u8>,
    client_data_hash: Vec<u8>,
    app: &'static str,
    environment: Environment,
    at: UnixSeconds,
}

impl Published {
    fn node(json: &str, environment: Environment, at: i64) -> Self {
        let json: Value = serde_json::from_str(json).unwrap();
        let bytes = |name: &str| STANDARD.decode(json[name].as_str().unwrap()).unwrap();
        Self {
            object: bytes("attestation"),
            key_id: bytes("keyId"),
            client_data_hash: digest(&SHA256, &bytes("challenge")).as_ref().to_vec(),
            app: "V8H6LQ9448.io.uebelacker.AppAttestExample",
            environment,
            at: UnixSeconds(at),
        }
    }

    fn policy(&self) -> ApplePolicy {
        let roots = Roots::read(ROOT.as_bytes()).unwrap();
        let mut policy = ApplePolicy::new(roots, vec![self.app.to_owned()]);
        policy.environment = self.environment;
        policy
    }

    fn checked(&self, policy: &ApplePolicy) -> Result<(), Check> {
        check(&self.object, &self.key_id, &self.client_data_hash, policy, self.at)
    }
}

/// 2024-02-05
fn development() -> Published {
    let json = file!("attestation-development.json");
    Published::node(json, Environment::Development, 1_707_130_800)
}

/// 2024-02-08
fn production() -> Published {
    let json = file!("attestation-production.json");
    Published::node(json, Environment::Production, 1_707_390_000)
}

/// 2021-01-23, the first document of the file.
fn ios_14() -> Published {
    let bytes = |name: &str| {
        let mut lines = file!("ios-14.4.yaml").lines();
        let line = lines.find_map(|line| line.strip_prefix(name)).unwrap();
        STANDARD.decode(line.trim_start_matches(": ")).unwrap()
    };
    Published {
        object: bytes("attestationBase64"),
        key_id: bytes("keyIdBase64"),
        client_data_hash: bytes("clientDataHashSha256Base64"),
        app: "6MURL8TA57.de.vincent-haupert.apple-appattest-poc",
        environment: Environment::Development,
        at: UnixSeconds(1_611_403_200),
    }
}

#[test]
fn genuine_objects_pass_at_the_time_when_they_were_good() {
    for published in [development(), production(), ios_14()] {
        assert_eq!(published.checked(&published.policy()), Ok(()));
    }
}

#[test]
fn a_genuine_object_ends_with_its_certificate() {
    // 2024-12-21T12:42:56Z is the last second of the certificate.
    let mut published = production();
    published.at = UnixSeconds(1_734_784_976);
    let last = published.checked(&published.policy());
    published.at = UnixSeconds(1_734_784_977);

    assert_eq!(last, Ok(()));
    assert_eq!(published.checked(&published.policy()), Err(Check::Validity));
}

#[test]
fn a_genuine_object_is_about_its_own_app_challenge_key_and_build_alone() {
    let other = |change: fn(&mut Published)| {
        let mut published = production();
        change(&mut published);
        published.checked(&published.policy())
    };

    assert_eq!(other(|it| it.app = "V8H6LQ9448.com.bank.app"), Err(Check::Application));
    assert_eq!(other(|it| it.client_data_hash = vec![0; 32]), Err(Check::Nonce));
    assert_eq!(other(|it| it.key_id = vec![0; 32]), Err(Check::KeyId));
    assert_eq!(other(|it| it.environment = Environment::Development), Err(Check::Environment));
}

#[test]
fn a_genuine_object_from_before_ios_27_says_nothing_of_its_launch() {
    let published = production();
    let mut policy = published.policy();
    policy.validation_categories = Some(vec![ValidationCategory::AppStore]);
    let asked = published.checked(&policy);
    policy.before_ios_27 = true;

    assert_eq!(asked, Err(Check::ValidationCategory));
    assert_eq!(published.checked(&policy), Ok(()));
}

#[test]
fn a_changed_byte_anywhere_in_what_the_nonce_covers_breaks_it() {
    let whole = production();
    let policy = whole.policy();
    let data = AttestationObject::parse(&whole.object).unwrap().authenticator_data;
    let start = whole.object.windows(data.len()).position(|window| window == data).unwrap();

    for at in start..start + data.len() {
        let mut published = production();
        if let Some(byte) = published.object.get_mut(at) {
            *byte ^= 1;
        }

        assert_eq!(published.checked(&policy), Err(Check::Nonce), "byte {at}");
    }
}
