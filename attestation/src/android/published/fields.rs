//! Every field of a description, as we read it and as its publisher does.

use super::super::application::Application;
use super::super::authorizations::tags;
use super::super::description::SecurityLevel;
use super::super::value::{BootState, Value};
use super::*;
use serde_json::json;
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Decode as _, Reader as _, SliceReader};

/// The names that the publisher gives to tags.
const NAMES: [(u32, &str); 32] = [
    (1, "purposes"),
    (2, "algorithms"),
    (3, "keySize"),
    (4, "blockModes"),
    (5, "digests"),
    (6, "paddings"),
    (10, "ecCurve"),
    (11, "mlDsaVariant"),
    (200, "rsaPublicExponent"),
    (203, "rsaOaepMgfDigests"),
    (405, "usageCountLimit"),
    (503, "noAuthRequired"),
    (504, "userAuthType"),
    (505, "authTimeout"),
    (507, "trustedUserPresenceRequired"),
    (508, "trustedConfirmationRequired"),
    (509, "unlockedDeviceRequired"),
    (701, "creationDateTime"),
    (702, "origin"),
    (703, "rollbackResistant"),
    (704, "rootOfTrust"),
    (705, "osVersion"),
    (706, "osPatchLevel"),
    (709, "attestationApplicationId"),
    (710, "attestationIdBrand"),
    (711, "attestationIdDevice"),
    (712, "attestationIdProduct"),
    (716, "attestationIdManufacturer"),
    (717, "attestationIdModel"),
    (718, "vendorPatchLevel"),
    (719, "bootPatchLevel"),
    (724, "moduleHash"),
];

#[test]
fn what_is_read_is_what_the_publisher_reads_field_by_field() {
    let phones = [
        akita(),
        akita_rsa(),
        caiman(),
        sony(),
        marlin(),
        tegu(),
        tokay(),
        malformed(),
        unordered(),
    ];
    for phone in phones {
        let leaf = Certificate::parse(&phone.chain[0]).unwrap();
        let bytes = leaf.extensions(KEY_DESCRIPTION).next().unwrap();

        assert_eq!(description(bytes), with_order(phone.says));
    }
}

/// Where the publisher does not say whether the tags are in order, they are.
fn with_order(mut says: Json) -> Json {
    for list in ["softwareEnforced", "hardwareEnforced"] {
        let list = says[list].as_object_mut().unwrap();
        list.entry("areTagsOrdered").or_insert(json!(true));
    }
    says
}

fn description(bytes: &[u8]) -> Json {
    let read = KeyDescription::parse(bytes).unwrap();
    // What nothing rests on is not kept; the place where it was read is.
    let fields = items(bytes);
    json!({
        "attestationVersion": integer(&fields[0]),
        "attestationSecurityLevel": level(read.attestation_level),
        "keyMintVersion": integer(&fields[2]),
        "keyMintSecurityLevel": level(read.key_level),
        "attestationChallenge": STANDARD.encode(&read.challenge),
        "uniqueId": STANDARD.encode(fields[5].value()),
        "softwareEnforced": list(&fields[6]),
        "hardwareEnforced": list(&fields[7]),
    })
}

fn level(level: SecurityLevel) -> &'static str {
    match level {
        SecurityLevel::Software => "SOFTWARE",
        SecurityLevel::TrustedEnvironment => "TRUSTED_ENVIRONMENT",
        SecurityLevel::StrongBox => "STRONG_BOX",
    }
}

fn list(field: &AnyRef<'_>) -> Json {
    let raw = x509_cert::der::Encode::to_der(field).unwrap();
    let tags = tags(&mut SliceReader::new(&raw).unwrap()).unwrap();
    let mut list = serde_json::Map::new();
    list.insert("areTagsOrdered".to_owned(), tags.is_sorted_by_key(|(tag, _)| *tag).into());
    for ((tag, value), field) in tags.into_iter().zip(items(&raw)) {
        let (_, name) = NAMES.into_iter().find(|(known, _)| *known == tag).unwrap();
        list.insert(name.to_owned(), json(tag, value, field.value()));
    }
    list.into()
}

fn json(tag: u32, value: Value<'_>, raw: &[u8]) -> Json {
    match (tag, value) {
        (702, Value::Integer(0)) => json!("GENERATED"),
        (709, Value::Octets(application)) => self::application(application),
        (710..=717, Value::Octets(text)) => json!(std::str::from_utf8(text).unwrap()),
        (_, Value::Octets(octets)) => json!(STANDARD.encode(octets)),
        (_, Value::Integer(number)) => json!(number.to_string()),
        (_, Value::Integers(numbers)) => numbers.iter().map(u64::to_string).collect(),
        (_, Value::Present) => json!(true),
        (_, Value::Unread) => Json::Null,
        (_, Value::RootOfTrust(root)) => json!({
            "verifiedBootKey": STANDARD.encode(root.boot_key),
            "deviceLocked": root.locked,
            "verifiedBootState": match root.state {
                BootState::Verified => "VERIFIED",
                BootState::SelfSigned => "SELF_SIGNED",
                BootState::Unverified => "UNVERIFIED",
                BootState::Failed => "FAILED",
            },
            "verifiedBootHash": STANDARD.encode(items(raw)[3].value()),
        }),
    }
}

fn application(bytes: &[u8]) -> Json {
    let read = Application::parse(bytes).unwrap();
    let packages = inside(&items(bytes)[0]);
    let package = |(name, package): (&Vec<u8>, &AnyRef<'_>)| {
        json!({
            "name": std::str::from_utf8(name).unwrap(),
            "version": integer(&inside(package)[1]),
        })
    };
    json!({
        "packages": read.packages.iter().zip(&packages).map(package).collect::<Vec<_>>(),
        "signatures":
            read.signers.iter().map(|signer| STANDARD.encode(signer)).collect::<Vec<_>>(),
    })
}

/// What a sequence or set holds.
fn items(der: &[u8]) -> Vec<AnyRef<'_>> {
    inside(&AnyRef::from_der(der).unwrap())
}

fn inside<'a>(value: &AnyRef<'a>) -> Vec<AnyRef<'a>> {
    let mut reader = SliceReader::new(value.value()).unwrap();
    let mut items = Vec::new();
    while !reader.is_finished() {
        items.push(AnyRef::decode(&mut reader).unwrap());
    }
    items
}

fn integer(value: &AnyRef<'_>) -> String {
    value.decode_as::<u64>().unwrap().to_string()
}
