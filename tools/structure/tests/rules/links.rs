//! Crates with one direction.

use std::path::Path;

use cargo_metadata::MetadataCommand;
use countersign_structure::{Plan, links};
use tempfile::TempDir;

use crate::support::{file, first_lines, folder};

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"phone\", \"verify\"]\n";

/// A workspace of two crates and, beside it, two that others wrote: `http` links `runtime` if its
/// feature `serve` is on.
fn workspace(phone: &str, verify: &str, plan: &str) -> TempDir {
    let manifest = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n{rest}")
    };
    let http = "[features]\nserve = [\"dep:runtime\"]\n\
                [dependencies]\nruntime = { path = \"../runtime\", optional = true }\n";
    folder(&[
        ("ours/Cargo.toml", WORKSPACE),
        ("ours/crates.toml", plan),
        ("ours/phone/Cargo.toml", &manifest("phone", phone)),
        ("ours/phone/src/lib.rs", ""),
        ("ours/verify/Cargo.toml", &manifest("verify", verify)),
        ("ours/verify/src/lib.rs", ""),
        ("http/Cargo.toml", &manifest("http", http)),
        ("http/src/lib.rs", ""),
        ("runtime/Cargo.toml", &manifest("runtime", "")),
        ("runtime/src/lib.rs", ""),
    ])
}

fn found_in(folder: &TempDir) -> Vec<String> {
    let ours = file(folder, "ours");
    let plan = Plan::read(&ours, Path::new("crates.toml")).expect("a plan");
    let options = ["--offline".to_owned()];
    let metadata =
        MetadataCommand::new().current_dir(&ours).other_options(options).exec().expect("metadata");
    first_lines(&links(&metadata, &plan).expect("an answer"))
}

#[test]
fn what_the_plan_allows_is_no_finding() {
    let plan = "[crates.phone]\nmay-use = [\"verify\"]\n\
                [crates.verify]\nmay-use = []\ntests-may-use = [\"phone\"]\nnever-links = [\"http\"]\n";
    let phone =
        "[dependencies]\nverify = { path = \"../verify\" }\nhttp = { path = \"../../http\" }\n";
    let verify = "[dev-dependencies]\nphone = { path = \"../phone\" }\n";

    let found = found_in(&workspace(phone, verify, plan));

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_crate_of_ours_or_of_others_that_is_not_in_the_plan_is_found() {
    let plan =
        "[crates.phone]\nmay-use = []\noutside = [\"runtime\"]\n[crates.verify]\nmay-use = []\n";
    let phone =
        "[dependencies]\nverify = { path = \"../verify\" }\nhttp = { path = \"../../http\" }\n";

    let found = found_in(&workspace(phone, "", plan));

    assert_eq!(
        found,
        [
            "phone/Cargo.toml:7: `phone` may not take from outside `http`",
            "phone/Cargo.toml:6: `phone` may not use `verify`",
        ]
    );
}

#[test]
fn what_only_tests_may_use_the_crate_may_not() {
    let plan = "[crates.phone]\nmay-use = []\ntests-may-use = [\"verify\"]\n\
                [crates.verify]\nmay-use = []\n";
    let phone = "[dependencies]\nverify = { path = \"../verify\" }\n";

    let found = found_in(&workspace(phone, "", plan));

    assert_eq!(found, ["phone/Cargo.toml:6: `phone` may not use `verify`"]);
}

#[test]
fn a_forbidden_crate_far_below_is_found_with_the_way_to_it() {
    let plan = "[groups]\nasync = [\"runtime\", \"tokio\"]\n\
                [crates.phone]\nmay-use = [\"verify\"]\nnever-links = [\"async\"]\n\
                [crates.verify]\nmay-use = []\n";
    let phone = "[dependencies]\nverify = { path = \"../verify\" }\n";
    let verify = "[dependencies]\nhttp = { path = \"../../http\", features = [\"serve\"] }\n";

    let found = found_in(&workspace(phone, verify, plan));

    assert_eq!(
        found,
        [
            "phone/Cargo.toml:6: `phone` must never link `runtime`: phone -> verify -> http -> runtime"
        ]
    );
}

#[test]
fn a_feature_that_only_another_crate_asks_for_links_nothing_here() {
    let plan = "[crates.phone]\nmay-use = []\n\
                [crates.verify]\nmay-use = []\nnever-links = [\"runtime\"]\n";
    let phone = "[dependencies]\nhttp = { path = \"../../http\", features = [\"serve\"] }\n";
    let verify = "[dependencies]\nhttp = { path = \"../../http\" }\n";

    let found = found_in(&workspace(phone, verify, plan));

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_forbidden_crate_that_is_optional_is_found_all_the_same() {
    let plan = "[crates.phone]\nmay-use = []\nnever-links = [\"http\"]\n\
                [crates.verify]\nmay-use = []\n";
    let phone = "[dependencies]\nhttp = { path = \"../../http\", optional = true }\n";

    let found = found_in(&workspace(phone, "", plan));

    assert_eq!(found, ["phone/Cargo.toml:6: `phone` must never link `http`"]);
}

#[test]
fn a_crate_that_only_the_plan_or_only_the_workspace_knows_is_found() {
    let plan = "[crates.phone]\nmay-use = [\"verfy\"]\n[crates.core]\nmay-use = []\n";

    let found = found_in(&workspace("", "", plan));

    assert_eq!(
        found,
        [
            "crates.toml:3: the workspace has no crate `core`",
            "crates.toml:1: `phone` may use `verfy`, which the workspace does not have",
            "verify/Cargo.toml:2: this crate is not in the plan",
        ]
    );
}
