//! `cargo xtask fuzz`: every reader of what comes from outside, under libFuzzer.
//!
//! The flags are those that cargo-fuzz sets, without a sanitizer: this code holds no `unsafe` that
//! one would watch. So a stable compiler and nothing to install is enough.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// What makes LLVM count where an input went, for libFuzzer to read.
const COVERAGE: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Requests that the hostile corpus begins with: good seeds wherever a request is read.
const REQUESTS: &str = "protocol/tests/hostile/requests";

/// How long a target may take to start and to end, beside its own time.
const GRACE: Duration = Duration::from_secs(120);

/// What to run, and for how long.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fuzzing {
    /// One target, a file in fuzz/targets; all of them without it.
    pub(crate) target: Option<String>,
    /// The time for each.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) seconds: u64,
}

impl Fuzzing {
    /// What every run of all tests does.
    pub(crate) const SMOKE: Self = Self { target: None, seconds: 2 };
}

/// Builds the targets and runs them, one after the other.
///
/// Fails if one of them found something, which is then in a file that libFuzzer names.
pub(crate) fn run(workspace: &Workspace, fuzzing: &Fuzzing) -> Result<()> {
    let mut chosen = targets(workspace)?;
    if let Some(name) = &fuzzing.target {
        chosen.retain(|target| target == name);
        ensure!(!chosen.is_empty(), "fuzz/targets/{name}.rs does not exist; each target is a file");
    }
    let host = host(workspace)?;
    build(workspace, &host, fuzzing.target.as_deref())?;
    for target in chosen {
        println!("\nfuzzing {target} for {} s", fuzzing.seconds);
        one(workspace, &host, &target, fuzzing.seconds)?;
    }
    Ok(())
}

/// The names of the targets, in alphabetical order.
fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let files = workspace.sh.read_dir("fuzz/targets")?;
    let names = files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs"));
    Ok(names.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// A target triple is named, so that build scripts and macros are built without the flags.
fn build(workspace: &Workspace, host: &str, target: Option<&str>) -> Result<()> {
    let sh = &workspace.sh;
    // What is fuzzed are the versions that are shipped.
    sh.copy_file("Cargo.lock", "fuzz/Cargo.lock")?;
    let chosen = target.map_or(vec!["--bins"], |target| vec!["--bin", target]);
    let cargo = cmd!(
        sh,
        "cargo build --release --target {host} --manifest-path fuzz/Cargo.toml {chosen...}"
    );
    let target_dir = workspace.built("fuzz");
    process::run(cargo.env("CARGO_TARGET_DIR", target_dir).env("RUSTFLAGS", COVERAGE.join(" ")))
}

fn one(workspace: &Workspace, host: &str, target: &str, seconds: u64) -> Result<()> {
    let sh = &workspace.sh;
    let corpus = sh.create_dir(workspace.built("fuzz/corpus").join(target))?;
    // With a slash at its end: what libFuzzer finds is named by what follows.
    let found = sh.create_dir(workspace.built("fuzz/found").join(target))?.join("");
    let program = workspace.built("fuzz").join(host).join("release").join(target);
    let (seeds, time) = (seeds(workspace, target), seconds.to_string());
    let run = cmd!(
        sh,
        "{program} {corpus} {seeds...} -max_total_time={time} -dict=fuzz/words.dict
            -max_len=8192 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0
            -artifact_prefix={found}"
    );
    process::run_within(run, Duration::from_secs(seconds) + GRACE)
}

/// Folders that libFuzzer reads and never writes to.
fn seeds(workspace: &Workspace, target: &str) -> Vec<PathBuf> {
    let own = workspace.path("fuzz/seeds").join(target);
    let requests =
        matches!(target, "request" | "claims" | "json").then(|| workspace.path(REQUESTS));
    [Some(own).filter(|own| own.is_dir()), requests].into_iter().flatten().collect()
}

/// The machine's own target triple, as rustc names it.
fn host(workspace: &Workspace) -> Result<String> {
    let sh = &workspace.sh;
    let told = process::read(cmd!(sh, "rustc -vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not name its host")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_a_program_of_the_fuzzing_workspace() {
        let workspace = Workspace::here().unwrap();
        let manifest = workspace.sh.read_file("fuzz/Cargo.toml").unwrap();

        let targets = targets(&workspace).unwrap();

        assert!(!targets.is_empty());
        assert_eq!(manifest.matches("[[bin]]").count(), targets.len());
        for target in targets {
            assert!(manifest.contains(&format!("path = \"targets/{target}.rs\"")), "{target}");
        }
    }
}
