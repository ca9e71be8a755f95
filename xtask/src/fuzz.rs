//! `cargo xtask fuzz`: every reader of what comes from outside, under libFuzzer.
//!
//! The flags are those that cargo-fuzz sets, without a sanitizer: this code holds no `unsafe` that
//! one would watch. So a stable compiler and nothing to install is enough.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::Failure;
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
const REQUESTS: &str = "core/tests/hostile/requests";

/// How long a target may take to start and to end, beside its own time.
const GRACE: Duration = Duration::from_secs(120);

/// What to run, and for how long.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fuzzing {
    /// One target, or all of them.
    pub(crate) target: Option<String>,
    /// The time for each.
    pub(crate) seconds: u64,
}

impl Fuzzing {
    /// What every run of all tests does.
    pub(crate) const SMOKE: Self = Self { target: None, seconds: 2 };

    /// Reads `[TARGET] [--seconds N]`.
    pub(crate) fn parse(arguments: &[String]) -> Option<Self> {
        let mut fuzzing = Self { target: None, seconds: 10 };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--seconds" => {
                    fuzzing.seconds = arguments.next()?.parse().ok().filter(|n| *n > 0)?
                }
                name if name.starts_with('-') || fuzzing.target.is_some() => return None,
                name => fuzzing.target = Some(name.to_owned()),
            }
        }
        Some(fuzzing)
    }
}

/// Builds the targets and runs them, one after the other.
///
/// # Errors
///
/// If one of them found something, which is then in a file that libFuzzer names.
pub(crate) fn run(workspace: &Workspace, fuzzing: &Fuzzing) -> Result<(), Failure> {
    let all = targets(workspace)?;
    let chosen: Vec<&String> = match &fuzzing.target {
        None => all.iter().collect(),
        Some(name) => all.iter().filter(|target| *target == name).collect(),
    };
    if chosen.is_empty() {
        return Err(Failure::Absent {
            path: format!("fuzz/targets/{}.rs", fuzzing.target.as_deref().unwrap_or("*")),
            needed: "each fuzz target is a file in fuzz/targets",
        });
    }
    let host = host()?;
    build(workspace, &host, fuzzing.target.as_deref())?;
    for target in chosen {
        println!("\nfuzzing {target} for {} s", fuzzing.seconds);
        one(workspace, &host, target, fuzzing.seconds)?;
    }
    Ok(())
}

/// The names of the targets, in alphabetical order.
fn targets(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let folder = workspace.path("fuzz/targets");
    let entries = fs::read_dir(&folder).map_err(|reason| failed(workspace, &folder, reason))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort_unstable();
    Ok(names)
}

/// A target triple is named, so that build scripts and macros are built without the flags.
fn build(workspace: &Workspace, host: &str, target: Option<&str>) -> Result<(), Failure> {
    // What is fuzzed are the versions that are shipped.
    let lock = workspace.path("fuzz/Cargo.lock");
    fs::copy(workspace.path("Cargo.lock"), &lock)
        .map_err(|reason| failed(workspace, &lock, reason))?;
    let mut cargo = workspace.cargo(&["build", "--release", "--target", host]);
    cargo.arg("--manifest-path").arg(workspace.path("fuzz/Cargo.toml"));
    match target {
        Some(target) => cargo.args(["--bin", target]),
        None => cargo.arg("--bins"),
    };
    cargo.env("CARGO_TARGET_DIR", workspace.built("fuzz")).env("RUSTFLAGS", COVERAGE.join(" "));
    process::run(&mut cargo)
}

fn one(workspace: &Workspace, host: &str, target: &str, seconds: u64) -> Result<(), Failure> {
    let corpus = workspace.built("fuzz/corpus").join(target);
    let found = workspace.built("fuzz/found").join(target);
    for folder in [&corpus, &found] {
        fs::create_dir_all(folder).map_err(|reason| failed(workspace, folder, reason))?;
    }
    let program = workspace.built("fuzz").join(host).join("release").join(target);
    let mut run = workspace.program(program);
    run.arg(corpus).args(seeds(workspace, target)).args([
        format!("-max_total_time={seconds}"),
        format!("-dict={}", workspace.path("fuzz/words.dict").display()),
        "-max_len=8192".to_owned(),
        "-timeout=10".to_owned(),
        "-rss_limit_mb=2048".to_owned(),
        "-print_final_stats=1".to_owned(),
        "-verbosity=0".to_owned(),
    ]);
    let mut artifacts = OsString::from("-artifact_prefix=");
    artifacts.push(found.join(""));
    run.arg(artifacts);
    process::run_within(&mut run, Duration::from_secs(seconds) + GRACE)
}

/// Folders that libFuzzer reads and never writes to.
fn seeds(workspace: &Workspace, target: &str) -> Vec<PathBuf> {
    let own = workspace.path("fuzz/seeds").join(target);
    let requests =
        matches!(target, "request" | "claims" | "json").then(|| workspace.path(REQUESTS));
    [Some(own).filter(|own| own.is_dir()), requests].into_iter().flatten().collect()
}

/// The machine's own target triple, as rustc names it.
fn host() -> Result<String, Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let told = process::output(std::process::Command::new(rustc).arg("-vV"))?;
    told.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| Failure::NotAsAgreed("rustc does not name its host".to_owned()))
}

fn failed(workspace: &Workspace, path: &Path, reason: std::io::Error) -> Failure {
    Failure::File { path: workspace.shown(path), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Option<Fuzzing> {
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        Fuzzing::parse(&words)
    }

    #[test]
    fn a_target_and_a_time_may_be_given() {
        let json = Some("json".to_owned());

        assert_eq!(parse(""), Some(Fuzzing { target: None, seconds: 10 }));
        assert_eq!(parse("json"), Some(Fuzzing { target: json.clone(), seconds: 10 }));
        assert_eq!(parse("json --seconds 600"), Some(Fuzzing { target: json, seconds: 600 }));
        for line in ["--seconds", "--seconds 0", "--seconds x", "json der", "--hours 1"] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn every_target_is_a_program_of_the_fuzzing_workspace() {
        let workspace = Workspace::here();
        let manifest = fs::read_to_string(workspace.path("fuzz/Cargo.toml")).unwrap();

        let targets = targets(&workspace).unwrap();

        assert!(!targets.is_empty());
        assert_eq!(manifest.matches("[[bin]]").count(), targets.len());
        for target in targets {
            assert!(manifest.contains(&format!("path = \"targets/{target}.rs\"")), "{target}");
        }
    }
}
