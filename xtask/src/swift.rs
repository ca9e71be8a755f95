//! Everything in Swift: parsed wherever Node is, run wherever Swift is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{bindings, prerequisites, process};

/// Tests that take longer than this hang.
const LIMIT: Duration = Duration::from_secs(1800);
/// What of `ios/` the kit holds.
const PACKAGE: [&str; 6] = ["Package.swift", "README.md", "Sample", "Sources", "Testkit", "Tests"];

/// Whether Swift is on this machine.
pub(crate) fn is_here() -> bool {
    prerequisites::version("swift").is_some()
}

/// Parses every Swift file, and compares the public API with the one that was written down.
///
/// # Errors
///
/// What is missing, or the first file that does not parse or differs.
pub(crate) fn parse(workspace: &Workspace) -> Result<(), Failure> {
    prerequisites::check(false)?;
    let tool = workspace.path("ios/tools/parse");
    let mut npm = workspace.program("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&tool);
    process::run(&mut npm)?;
    let mut node = workspace.program("node");
    process::run(node.args(["parse.mjs", "--check"]).current_dir(&tool))
}

/// Packs the kit and runs the tests of the package and of the sample in it.
///
/// # Errors
///
/// What did not build, or that a test failed.
pub(crate) fn test(workspace: &Workspace) -> Result<(), Failure> {
    let kit = kit(workspace)?;
    for package in [kit.clone(), kit.join("Sample")] {
        let mut swift = workspace.program("swift");
        process::run_within(swift.arg("test").current_dir(package), LIMIT)?;
    }
    Ok(())
}

/// `cargo xtask swift-kit`: the package with the native libraries of this machine beside it, in
/// one folder that needs neither Rust nor a network: `swift test` runs there.
///
/// # Errors
///
/// What did not build, or a file that cannot be copied.
pub(crate) fn kit(workspace: &Workspace) -> Result<PathBuf, Failure> {
    bindings::build_libraries(workspace)?;
    workspace.build_programs()?;
    let kit = workspace.built("swift-kit");
    let failed = |reason| Failure::File { path: workspace.shown(&kit), reason };
    if kit.is_dir() {
        clear(&kit).map_err(failed)?;
    }
    for part in PACKAGE {
        copy(&workspace.path("ios").join(part), &kit.join(part)).map_err(failed)?;
    }
    let built = workspace.programs();
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    for library in ["countersign_ffi", "countersign_testkit"] {
        let file = format!("{prefix}{library}{suffix}");
        copy(&built.join(&file), &kit.join("lib").join(&file)).map_err(failed)?;
    }
    let sandbox = format!("countersign-sandbox{}", std::env::consts::EXE_SUFFIX);
    copy(&built.join(&sandbox), &kit.join("bin").join(&sandbox)).map_err(failed)?;
    println!("{}: `swift test` runs in this folder", workspace.shown(&kit));
    Ok(kit)
}

/// Removes what an earlier kit held, and leaves what Swift built from it.
fn clear(kit: &Path) -> io::Result<()> {
    for entry in fs::read_dir(kit)? {
        let entry = entry?;
        if entry.file_name() == ".build" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_kit_holds_nothing_of_the_one_before_but_what_swift_built() {
        let folder = std::env::temp_dir().join(format!("countersign-kit-{}", std::process::id()));
        let (from, kit) = (folder.join("from"), folder.join("kit"));
        fs::create_dir_all(from.join("Sources/A")).unwrap();
        fs::write(from.join("Sources/A/a.swift"), "let a = 1\n").unwrap();
        for old in ["Sources/B", ".build"] {
            fs::create_dir_all(kit.join(old)).unwrap();
        }

        clear(&kit).unwrap();
        copy(&from, &kit).unwrap();

        let copied = fs::read_to_string(kit.join("Sources/A/a.swift")).unwrap();
        let left = [kit.join("Sources/B").exists(), kit.join(".build").exists()];
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(copied, "let a = 1\n");
        assert_eq!(left, [false, true]);
    }
}
