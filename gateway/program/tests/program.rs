//! The program: its configuration file, its keys, and that it serves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use countersign_testing::http::{Answer, client};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign-gateway");

/// One thing that is different.
type Change = fn(&mut Value);

fn write(folder: &Path, change: impl FnOnce(&mut Value)) {
    let mut config = json!({
        "listen": "127.0.0.1:0", "issuer": "https://as.bank.example", "bank_name": "Test Bank",
        "database": "gateway.db", "request_key": "request.p8", "vouching_key": "vouching.p8",
        "channel_secret_file": "channel.secret", "sealing_keys": ["seal.key"],
    });
    change(&mut config);
    std::fs::write(folder.join("gateway.json"), config.to_string()).unwrap();
    std::fs::write(folder.join("channel.secret"), "a-secret-of-the-channel\n").unwrap();
    let roots = include_str!("../../../attestation/tests/data/android-attestation/roots.json");
    std::fs::write(folder.join("roots.json"), roots).unwrap();
    std::fs::write(folder.join("revoked.json"), r#"{"entries":{}}"#).unwrap();
    std::fs::write(folder.join("limit.json"), LIMIT).unwrap();
}

/// A type of the bank's own, for an app in English.
const LIMIT: &str = r#"{
    "type": "urn:bank.example:limit", "title": {"en": "Change a limit"}, "section": {"en": "Limit"},
    "fields": [{"name": "limit", "kind": "money", "label": {"en": "Limit"}, "prominence": 1}]
}"#;

/// Every field of the part about Android.
fn android() -> Value {
    let digest = "10:39:38:ee:45:37:e5:9e:8e:e7:92:f6:54:50:4f:b8:34:6f:c6:b3:46:d0:bb:c4:41:5f:c3:39:fc:fc:8e:c1";
    json!({"android_key": {
        "roots": "roots.json", "revocations": "revoked.json",
        "apps": [{"package": "com.bank.app", "signers": [digest, digest.replace(':', "")]}],
        "provisioning": "remote", "minimum_level": "strong_box", "locked_bootloader": false, "verified_boot": true,
        "other_boot_keys": [digest], "minimum_os_version": 110_000, "oldest_patches": 202_501,
        "unlocked_device_optional_up_to": 14, "rollback_resistance": false,
    }})
}

/// Every field of the part about iOS.
fn apple() -> Value {
    json!({"apple_appattest": {
        "roots": "roots.json", "apps": ["TEAM123456.com.bank.app"], "environment": "development",
        "validation_categories": ["app_store", "test_flight", "development", "enterprise"],
        "minimum_bundle_version": "4.1.2", "before_ios_27": true,
    }})
}

/// What is said there, everybody on the way can read.
const PLAIN: &str = "http://as.bank.example/there";

/// A realm of Keycloak with one URI like that.
fn realm(member: &str) -> Value {
    json!([{"name": "bank", "issuer": "https://sso.bank.example/realms/bank", member: PLAIN}])
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("--config").arg(folder.join("gateway.json")).env_remove("RUST_LOG");
    command
}

fn make_keys(folder: &Path) -> Output {
    program(folder).arg("--make-keys").output().unwrap()
}

/// Ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn it_makes_its_keys_and_serves() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), |_| {});
    let made = make_keys(folder.path());
    let again = make_keys(folder.path());

    let mut running = Running(
        program(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap(),
    );
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("Countersign gateway: ").unwrap();
    let http = client();
    let discovery = http.get(format!("{url}/.well-known/authentication-device"));
    let discovery = Answer::read(discovery.send().await.unwrap()).await.json();
    let devices = http
        .get(format!("{url}/channel/v1/accounts/account-1/devices"))
        .header("authorization", "Bearer a-secret-of-the-channel");
    let devices = devices.send().await.unwrap().status().as_u16();
    let unknown = http.get(format!("{url}/unknown")).send().await.unwrap();

    assert!(made.status.success());
    assert_eq!(made.stdout, again.stdout);
    let keys: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(
        (&keys["vouching_key"]["kty"], &keys["request_key"]["crv"]),
        (&json!("EC"), &json!("P-256"))
    );
    assert_eq!(discovery["issuer"], "https://as.bank.example");
    assert_eq!((devices, unknown.status().as_u16()), (200, 404));
    assert!(folder.path().join("gateway.db").exists());
}

/// Credentials that have names, in place of the secret that has none.
fn credentials(config: &mut Value, credentials: Value) {
    config.as_object_mut().unwrap().remove("channel_secret_file");
    config["channel_credentials"] = credentials;
}

#[tokio::test]
async fn its_channel_has_named_credentials_and_its_log_is_checked_without_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), |config| {
        let old = json!({"name": "old", "secret_file": "old.secret", "not_after": 1});
        let new = json!({"name": "new", "secret_file": "channel.secret"});
        let desk = json!({"name": "desk", "certificate_sha256": "A".repeat(43)});
        credentials(config, json!([old, new, desk]));
        config["require_operator"] = json!(true);
    });
    std::fs::write(folder.path().join("old.secret"), "the-old-secret-of-it").unwrap();
    let made: Value = serde_json::from_slice(&make_keys(folder.path()).stdout).unwrap();
    std::fs::write(folder.path().join("keys.json"), json!([made["request_key"]]).to_string())
        .unwrap();
    let mut running = Running(
        program(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap(),
    );
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("Countersign gateway: ").unwrap();
    let http = client();
    let offer = async |secret: &str, operator: &str| {
        let call = http
            .post(format!("{url}/channel/v1/offers"))
            .header("authorization", format!("Bearer {secret}"))
            .header("content-type", "application/json")
            .header("countersign-operator", operator)
            .body(r#"{"account":"account-1","label":"DE** 1603"}"#);
        call.send().await.unwrap().status().as_u16()
    };

    let offers = [
        offer("the-old-secret-of-it", "op-1").await,
        offer("a-secret-of-the-channel", "op-1").await,
    ];
    let export = http
        .get(format!("{url}/channel/v1/audit/export"))
        .header("authorization", "Bearer a-secret-of-the-channel");
    let page = Answer::read(export.send().await.unwrap()).await.text().to_owned();
    let check = |page: &str| {
        std::fs::write(folder.path().join("page.json"), page).unwrap();
        let mut command = Command::new(PROGRAM);
        command.arg("--verify-audit").args(["--issuer", "https://as.bank.example", "--keys"]);
        command.arg(folder.path().join("keys.json")).arg(folder.path().join("page.json"));
        command.output().unwrap()
    };
    let (right, wrong) = (check(&page), check(&page.replace("op-1", "op-2")));

    assert_eq!(offers, [401, 201]);
    assert!(page.contains(r#""credential":"new","operator":"op-1""#), "{page}");
    let told = String::from_utf8(right.stdout).unwrap();
    // The refused call, and the offer.
    assert!(told.starts_with("2 entries after position 0, up to 2:"), "{told}");
    assert!(right.status.success() && !wrong.status.success());
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(told.contains("the entry at position 2 does not fit the one before it"), "{told}");
}

#[test]
fn a_configuration_that_is_not_right_is_named() {
    let cases: [(Change, &str); 35] = [
        (|config| config["unlisted"] = json!(1), "not right at line 1"),
        (|config| config["issuer"] = json!("https://as.bank.example/"), "issuer"),
        (|config| config["issuer"] = json!("http://as.bank.example"), "issuer"),
        (
            |config| config["vouching_key"] = json!("request.p8"),
            "vouching: one of the keys is a request key",
        ),
        (
            |config| config["vouching_public_keys"] = json!([]),
            "vouching_key or vouching_public_keys, one of them",
        ),
        (
            |config| {
                config.as_object_mut().unwrap().remove("vouching_key");
                config["vouching_public_keys"] = json!([]);
            },
            "a setting is wrong: vouching",
        ),
        (|config| config["limits"] = json!({"failures": 6}), "limits.failures"),
        (|config| config["request_key"] = json!("missing.p8"), "request_key"),
        (|config| config["attestation"] = json!({}), "attestation: nothing is accepted"),
        (|config| config["attestation"] = json!({"formats": ["none"]}), "not right at line 1"),
        (
            |config| {
                config["attestation"] = android();
                config["attestation"]["android_key"]["roots"] = json!("channel.secret");
            },
            "attestation.android_key.roots",
        ),
        (
            |config| {
                config["attestation"] = android();
                config["attestation"]["android_key"]["revocations"] = json!("missing.json");
            },
            "attestation.android_key.revocations",
        ),
        (
            |config| {
                config["attestation"] = android();
                config["attestation"]["android_key"]["apps"] = json!([]);
            },
            "attestation.android_key.apps",
        ),
        (
            |config| {
                config["attestation"] =
                    json!({"apple_appattest": {"roots": "roots.json", "apps": ["com.bank.app"]}});
            },
            "attestation.apple_appattest.apps",
        ),
        (
            |config| {
                config["attestation"] = apple();
                config["attestation"]["apple_appattest"]["validation_categories"] = json!([]);
            },
            "attestation.apple_appattest.validation_categories",
        ),
        (
            |config| {
                config["attestation"] = apple();
                config["attestation"]["apple_appattest"]["minimum_bundle_version"] = json!("1.0b");
            },
            "attestation.apple_appattest.minimum_bundle_version",
        ),
        (|config| config["channel_secret_file"] = json!("missing"), "channel_secret_file"),
        (|config| config["outcome_uri"] = json!(PLAIN), "outcome_uri"),
        (|config| config["outcome_uri"] = json!("outcomes"), "outcome_uri"),
        (
            |config| {
                config["push"] =
                    json!({"kind": "webhook", "uri": PLAIN, "secret_file": "channel.secret"});
            },
            "push.uri",
        ),
        (|config| config["keycloak"] = realm("certs_uri"), "certs_uri"),
        (|config| config["keycloak"] = realm("callback_uri"), "callback_uri"),
        (|config| config["issuer"] = json!("http://localhost:80@as.bank.example"), "issuer"),
        (|config| credentials(config, json!([])), "channel_credentials"),
        (|config| credentials(config, json!([{"name": "a"}])), "channel_credentials"),
        (
            |config| credentials(config, json!([{"name": "a", "secret_file": "missing"}])),
            "channel_credentials",
        ),
        (
            |config| credentials(config, json!([{"name": "a", "certificate_sha256": "AAAA"}])),
            "channel_credentials",
        ),
        (|config| config["languages"] = json!(["en", "it"]), "languages"),
        (|config| config["languages"] = json!([]), "languages"),
        (|config| config["connections"] = json!({"most": 0}), "connections"),
        (|config| config["connections"] = json!({"header_seconds": 0}), "connections"),
        (|config| config["connections"] = json!({"seconds": 1}), "not right at line 1"),
        (|config| config["proxies"] = json!({"addresses": ["proxy"]}), "not right at line 1"),
        (
            |config| {
                config["own_types"] = json!(["limit.json"]);
                config["languages"] = json!(["en", "de"]);
            },
            "own_types: /title/de: missing; /section/de: missing; /fields/0/label/de: missing",
        ),
        (|config| config["own_types"] = json!(["limit.json"]), "/title/ar: missing"),
    ];

    for (change, named) in cases {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), |_| {});
        make_keys(folder.path());
        write(folder.path(), change);
        let output = program(folder.path()).output().unwrap();

        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success());
        assert!(error.contains(named), "{named}: {error}");
    }
}

#[test]
fn every_field_of_the_file_is_read() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), |_| {});
    let keys: Value = serde_json::from_slice(&make_keys(folder.path()).stdout).unwrap();
    write(folder.path(), |config| {
        config["other_request_keys"] = json!([keys["request_key"]]);
        config["outcome_uri"] = json!("http://127.0.0.1:9/outcomes");
        config["push"] = json!({
            "kind": "webhook", "uri": "http://127.0.0.1:9/push", "secret_file": "channel.secret",
        });
        config["keycloak"] = json!([{
            "name": "bank", "issuer": "https://sso.bank.example/realms/bank",
            "clients": {"shop": {"name": "Shop", "legal_name": "Shop Ltd"}},
        }]);
        config["refuse_unshowable"] = json!(false);
        config["attestation"] = android();
        config["attestation"]["none"] = json!(true);
        config["attestation"]["apple_appattest"] = apple()["apple_appattest"].clone();
        config["proxies"] = json!({
            "addresses": ["127.0.0.1", "2001:db8::1"], "secret_file": "channel.secret",
        });
        config["connections"] = json!({
            "most": 8, "header_seconds": 5, "idle_seconds": 60, "answer_seconds": 20,
        });
        config["limits"] = json!({"pending_per_account": 2});
        config["own_types"] = json!(["limit.json"]);
        config["languages"] = json!(["en"]);
    });

    let mut running = Running(
        program(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap(),
    );
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();

    assert!(line.starts_with("Countersign gateway: http://127.0.0.1:"), "{line}");
}

#[cfg(unix)]
#[test]
fn a_hangup_reads_the_attestation_policy_again_and_keeps_it_if_it_is_not_right() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), |config| config["attestation"] = android());
    make_keys(folder.path());
    let mut command = program(folder.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let mut log = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let hang_up = |process: u32| {
        let sent = Command::new("kill").args(["-HUP", &process.to_string()]).status();
        assert!(sent.unwrap().success());
    };
    let mut noted = || {
        let mut lines = log.by_ref().map(Result::unwrap);
        lines.find(|line| line.contains("attestation policy")).unwrap()
    };

    hang_up(running.0.id());
    let replaced = noted();
    std::fs::write(folder.path().join("revoked.json"), "{}").unwrap();
    hang_up(running.0.id());
    let kept = noted();

    assert!(replaced.contains("was replaced"), "{replaced}");
    assert!(kept.contains("was kept"), "{kept}");
    assert!(kept.contains("attestation.android_key.revocations"), "{kept}");
}

#[test]
fn wrong_arguments_get_the_usage() {
    let output = Command::new(PROGRAM).arg("--unknown").output().unwrap();

    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("usage: countersign-gateway"));
}

#[test]
fn a_key_set_is_signed_where_the_vouching_key_is_and_installed_where_the_records_are() {
    let (vault, machine) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(vault.path(), |_| {});
    let keys: Value = serde_json::from_slice(&make_keys(vault.path()).stdout).unwrap();
    write(machine.path(), |config| {
        config.as_object_mut().unwrap().remove("vouching_key");
        config["vouching_public_keys"] = json!([keys["vouching_key"]]);
    });
    let made: Value = serde_json::from_slice(&make_keys(machine.path()).stdout).unwrap();
    assert_eq!(made.as_object().unwrap().keys().collect::<Vec<_>>(), ["request_key"]);
    let sign = |seq: i64, days: i64| {
        let ceremony = json!({
            "issuer": "https://as.bank.example", "vouching_key": "vouching.p8", "seq": seq,
            "days": days, "request_keys": [made["request_key"]],
        });
        std::fs::write(vault.path().join("set.json"), ceremony.to_string()).unwrap();
        let mut sign = Command::new(PROGRAM);
        sign.arg("--sign-key-set").arg(vault.path().join("set.json"));
        let signed = sign.output().unwrap();
        std::fs::write(machine.path().join("set.jwt"), &signed.stdout).unwrap();
        signed.status.success()
    };
    let install = || {
        let set = machine.path().join("set.jwt");
        program(machine.path()).arg("--install-key-set").arg(set).output().unwrap()
    };

    assert!(sign(2, 31));
    let first = install();
    assert!(sign(1, 31));
    let older = install();

    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert!(!older.status.success());
    assert!(String::from_utf8_lossy(&older.stderr).contains("a greater number"));
    // What phones would refuse is not signed.
    assert!(!sign(3, 367));
    assert!(!sign(0, 31));
}
