//! `cargo xtask interop NAME`: this project against programs nobody here wrote.

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use crate::failure::Failure;
use crate::part::Part;
use crate::sandbox::Sandbox;
use crate::workspace::Workspace;
use crate::{prerequisites, process, python};

/// A part that takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(900);

/// Sets one part up and runs its tests.
///
/// # Errors
///
/// What is missing, what did not build, or that a test failed.
pub(crate) fn run(workspace: &Workspace, part: Part) -> Result<(), Failure> {
    let folder = workspace.path("interop").join(part.name());
    let manifest = folder.join("package-lock.json");
    if !manifest.is_file() {
        return Err(Failure::Absent {
            path: workspace.shown(&manifest),
            needed: "each interop part is a folder with a package.json, its lock file and tests",
        });
    }
    prerequisites::check(part.needs_browser())?;
    if part.needs_python() {
        prerequisites::check_python()?;
    }
    install_packages(workspace, &folder)?;
    workspace.build_programs()?;

    let sandbox =
        if part.needs_sandbox() { Some(Sandbox::start(workspace, part.name())?) } else { None };
    let report = workspace.built("interop").join(format!("{}.tap", part.name()));
    let mut tests = workspace.program("node");
    tests
        .arg("--test")
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(destination(workspace, &report)?)
        .current_dir(&folder)
        .env("COUNTERSIGN_BIN_DIR", workspace.programs());
    if let Some(sandbox) = &sandbox {
        tests.env("COUNTERSIGN_SANDBOX_URL", sandbox.address());
    }
    if part.needs_python() {
        tests.env("COUNTERSIGN_PYTHON", python::install(workspace, &folder)?);
    }
    if part.needs_browser() {
        tests.env("CHROMIUM", prerequisites::chromium());
    }
    process::run_within(&mut tests, LIMIT)?;
    judge(&read(workspace, &report)?)
}

/// Installs exactly what the lock file names, if that has not been done since it changed.
pub(crate) fn install_packages(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    // npm writes this file last, so a half-finished installation is not mistaken for a whole one.
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if is_current(installed, modified(&folder.join("package-lock.json"))) {
        return Ok(());
    }
    let mut npm = workspace.program("npm");
    // None of these packages needs to run code of its own in order to be installed.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    process::run(&mut npm)
}

fn destination(workspace: &Workspace, report: &Path) -> Result<OsString, Failure> {
    if let Some(folder) = report.parent() {
        fs::create_dir_all(folder).map_err(|reason| file_failure(workspace, folder, reason))?;
    }
    let mut argument = OsString::from("--test-reporter-destination=");
    argument.push(report);
    Ok(argument)
}

/// Node ends well also when it ran no test, or skipped one: neither proves anything.
fn judge(tap: &str) -> Result<(), Failure> {
    let count = |what: &str| {
        tap.lines()
            .filter_map(|line| line.strip_prefix("# ")?.strip_prefix(what))
            .find_map(|number| number.trim().parse::<u64>().ok())
    };
    match (count("pass "), count("skipped "), count("todo ")) {
        (Some(1..), Some(0), Some(0)) => Ok(()),
        (Some(0), ..) => Err(Failure::NotAsAgreed("no test ran".to_owned())),
        (Some(_), Some(_), Some(_)) => {
            Err(Failure::NotAsAgreed("some of its tests did not run".to_owned()))
        }
        _ => Err(Failure::NotAsAgreed("node gave no summary of its tests".to_owned())),
    }
}

fn read(workspace: &Workspace, path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|reason| file_failure(workspace, path, reason))
}

fn file_failure(workspace: &Workspace, path: &Path, reason: io::Error) -> Failure {
    Failure::File { path: workspace.shown(path), reason }
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}

fn is_current(installed: Option<SystemTime>, locked: Option<SystemTime>) -> bool {
    installed.is_some() && installed >= locked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_older_than_their_lock_file_are_installed_again() {
        let monday = SystemTime::UNIX_EPOCH;
        let tuesday = monday + Duration::from_secs(86_400);

        assert!(is_current(Some(tuesday), Some(monday)));
        assert!(!is_current(Some(monday), Some(tuesday)));
        assert!(!is_current(None, Some(monday)));
    }

    #[test]
    fn a_part_passes_only_if_tests_ran_and_none_was_left_out() {
        let summary = |pass: u64, skipped: u64, todo: u64| {
            format!(
                "1..1\n# tests 1\n# pass {pass}\n# fail 0\n# skipped {skipped}\n# todo {todo}\n"
            )
        };

        assert!(judge(&summary(3, 0, 0)).is_ok());
        assert!(judge(&summary(0, 0, 0)).is_err());
        assert!(judge(&summary(3, 1, 0)).is_err());
        assert!(judge(&summary(3, 0, 1)).is_err());
        assert!(judge("").is_err());
    }
}
