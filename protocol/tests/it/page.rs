//! docs/protocol.md, held to its word: its vectors (§8), and the data that it pins (§7.3).

use crate::signed::{ISSUER, read_in};
use countersign_protocol::claims::{Members, is_id};
use countersign_protocol::consent::{MAX_LIFE_SECONDS, Reading, Selection};
use countersign_protocol::jose::{PublicKey, Typ, base64url, sha256_base64url};
use countersign_protocol::json::{MAX_DEPTH, MAX_VALUES};
use countersign_protocol::notice::MAX_PAYLOAD;
use countersign_protocol::time::SKEW_SECONDS;
use countersign_protocol::tokens::{DeviceKeys, app_attest_client_data_hash, six_digits};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use serde_json::Value;
use std::path::Path;

/// A file of the repository.
fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The blocks of code of §8, in order.
fn vectors() -> Vec<String> {
    let page = file("docs/protocol.md");
    let section = page.split("\n## ").find(|section| section.starts_with("8. ")).unwrap();
    let blocks = section.split("```").skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').unwrap().1.trim().to_owned()).collect()
}

fn values() -> Value {
    serde_json::from_str(&vectors()[0]).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

fn key(jwk: &Value) -> PublicKey {
    PublicKey::from_jwk(Members::parse(jwk.to_string().as_bytes()).unwrap()).unwrap()
}

#[test]
fn the_digits_of_the_page_are_those_of_its_offer_and_keys() {
    let vector = &values()["confirmation"];
    let (transport, approval) = (key(&vector["transport_jwk"]), key(&vector["approval_jwk"]));

    let digits = six_digits(text(vector, "offer"), text(vector, "nonce"), &transport, &approval);

    assert_eq!(transport.thumbprint(), text(vector, "transport_thumbprint"));
    assert_eq!(approval.thumbprint(), text(vector, "approval_thumbprint"));
    assert_eq!(digits, text(vector, "digits"));
}

#[test]
fn the_client_data_hash_of_the_page_is_that_of_its_nonce_and_key() {
    let values = values();
    let approval = key(&values["confirmation"]["approval_jwk"]);
    let vector = &values["app_attest"];

    let hash = app_attest_client_data_hash(text(vector, "nonce").as_bytes(), &approval);

    assert_eq!(approval.thumbprint(), text(vector, "approval_thumbprint"));
    assert_eq!(base64url(&hash), text(vector, "clientDataHash"));
}

#[test]
fn the_link_of_the_page_is_that_of_its_entry() {
    let vector = &values()["history"];
    let number = |name: &str| vector[name].as_i64().unwrap().to_string();
    let hash = |name: &str| sha256_base64url(text(vector, name).as_bytes());

    let covered = [
        "countersign-history-1",
        text(vector, "link_before"),
        &number("place"),
        text(vector, "request"),
        &number("arrived_at"),
        &number("ended_at"),
        text(vector, "outcome"),
        &hash("request_token"),
        &hash("decision"),
        &hash("receipt"),
    ];

    assert_eq!(sha256_base64url(covered.join("\0").as_bytes()), text(vector, "link"));
}

#[test]
fn the_display_of_the_page_is_that_of_its_request() {
    let [_, payload, rows, hash] = vectors().try_into().unwrap();
    let one_line = rows.replace('\n', "");

    let request = read_in(&payload, "UTC").unwrap();
    let Reading::Shown(view) = request.reading() else { panic!("not shown") };

    assert_eq!(request.issuer(), ISSUER);
    assert_eq!(format!("display.hash = {}", sha256_base64url(one_line.as_bytes())), hash);
    assert_eq!(view.display_hash_of_denial(), view.display_hash(&Selection::default()).unwrap());
    assert_eq!(format!("display.hash = {}", view.display_hash_of_denial()), hash);
}

/// By the tables of Unicode 18.0 there are 172,808 graphic and format characters: all that have a
/// script in that version's `Scripts.txt`, less the 65 controls. Another version has another count,
/// and a crate with its tables would hash the same text differently.
#[test]
fn the_tables_are_those_of_the_version_of_unicode_that_the_page_names() {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let uncounted = [
        GeneralCategory::Unassigned,
        GeneralCategory::Control,
        GeneralCategory::Surrogate,
        GeneralCategory::PrivateUse,
    ];

    let characters = (0..=0x0010_ffff_u32)
        .filter(|point| !uncounted.contains(&categories.get32(*point)))
        .count();

    assert_eq!(characters, 172_808);
    assert_eq!(unicode_segmentation::UNICODE_VERSION, (17, 0, 0));
    let page = file("docs/protocol.md");
    assert!(page.contains("| properties of characters, scripts | Unicode 18.0 |"));
    assert!(page.contains("| grapheme clusters, by which length is counted | Unicode 17.0 |"));
}

/// The tables of IBANs and currencies have no version of their own: the crates that carry them do.
#[test]
fn the_crates_that_carry_the_tables_are_those_that_the_page_names() {
    let (page, lock) = (file("docs/protocol.md"), file("Cargo.lock"));

    for (name, version) in [("iban_validate", "5.0.1"), ("iso_currency", "0.7.1")] {
        assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "{name}");
        assert!(page.contains(&format!("`{name}` {version}")), "{name}");
    }
}

/// An IBAN of this country with account numbers of this structure (ISO 13616: `4!n` is four
/// digits, `a` letters, `c` either), and check digits that are right.
fn iban(country: &str, structure: &str) -> String {
    let parts = structure.split_inclusive(['n', 'a', 'c']);
    let account: String = parts
        .map(|part| {
            let (count, kind) = part.split_once('!').unwrap();
            (if kind == "n" { "1" } else { "A" }).repeat(count.parse().unwrap())
        })
        .collect();
    let digits = format!("{account}{country}00");
    let number = digits.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect::<String>();
    let rest = number.bytes().fold(0_u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("{country}{:02}{account}", 98 - rest)
}

/// The warnings of the creditor's IBAN.
fn warnings(iban: &str) -> Vec<&'static str> {
    let detail = format!(
        r#"{{"type":"payment_initiation","instructedAmount":{{"currency":"EUR","amount":"1"}},"creditorName":"A","creditorAccount":{{"iban":"{iban}"}}}}"#
    );
    let view = crate::signed::view(&format!(
        r#"{},"authorization_details":[{detail}]"#,
        crate::signed::examples::CLIENT_ONLY
    ));
    let row = view.rows().iter().find(|row| row.value == iban).unwrap();
    row.warnings.clone()
}

#[test]
fn the_countries_of_ibans_are_those_that_the_page_lists_and_no_others() {
    let listed: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&file("docs/ibans.json")).unwrap();
    let letters = || (b'A'..=b'Z').map(char::from);

    for country in letters().flat_map(|a| letters().map(move |b| String::from_iter([a, b]))) {
        match listed.get(&country) {
            Some(structure) => {
                let good = iban(&country, structure);

                assert_eq!(warnings(&good), [""; 0], "{good}");
                let longer = iban(&country, &format!("{structure}1!n"));
                assert_eq!(warnings(&longer), ["iban_check_failed"], "{longer}");
            }
            None => {
                assert_eq!(warnings(&iban(&country, "16!n")), ["iban_check_failed"], "{country}")
            }
        }
    }
}

/// The figure of a line of §10.
fn limit(name: &str) -> usize {
    let page = file("docs/protocol.md");
    let section = page.split("\n## ").find(|section| section.starts_with("10. ")).unwrap();
    let line = section.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
    let figure = line.split('|').nth(2).unwrap().trim();
    figure.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_limits_of_the_page_are_those_of_the_code() {
    let seconds = |seconds: i64| usize::try_from(seconds).unwrap();
    let (large, small) = (Typ::ConsentRequest.max_length(), Typ::ConsentApproval.max_length());

    assert_eq!(limit("consent request, key set"), large);
    assert_eq!(limit("every other token"), small);
    for typ in Typ::ALL {
        let is_large = matches!(typ, Typ::ConsentRequest | Typ::JwkSet);
        assert_eq!(typ.max_length(), if is_large { large } else { small }, "{}", typ.as_str());
    }
    assert_eq!(limit("payload of a push"), MAX_PAYLOAD);
    assert_eq!(limit("nesting of JSON"), MAX_DEPTH);
    assert_eq!(limit("values in one JSON text"), MAX_VALUES);
    assert_eq!(limit("clock ahead"), seconds(SKEW_SECONDS));
    assert_eq!(limit("life of a consent request"), seconds(MAX_LIFE_SECONDS));
    assert_eq!(
        limit("life of a rotation and its challenge"),
        seconds(DeviceKeys::MAX_LIFE_SECONDS)
    );
    let longest = limit("id, `kid`, `nonce`");
    assert!(is_id(&"a".repeat(longest)) && !is_id(&"a".repeat(longest + 1)));
}
