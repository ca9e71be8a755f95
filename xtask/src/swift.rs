//! Everything in Swift: parsed wherever Node is, run wherever Swift is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::workspace::Workspace;
use crate::{bindings, npm, process, sandbox, setup};

/// Tests that take longer than this hang.
const LIMIT: Duration = Duration::from_secs(1800);
/// What of `ios/` the kit holds.
const PACKAGE: [&str; 6] = ["Package.swift", "README.md", "Sample", "Sources", "Testkit", "Tests"];

/// Whether Swift is on this machine.
pub(crate) fn is_here() -> bool {
    process::version("swift").is_some()
}

/// Parses every Swift file, and compares the public API with the one that was written down.
pub(crate) fn parse(workspace: &Workspace) -> Result<()> {
    setup::require(&[setup::NODE])?;
    let (sh, tool) = (&workspace.sh, workspace.path("ios/tools/parse"));
    npm::install(workspace, &tool)?;
    let _inside = sh.push_dir(tool);
    process::run(cmd!(sh, "node parse.mjs --check"))
}

/// Packs the kit and runs the tests of the package and of the sample in it.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    let (sh, kit) = (&workspace.sh, kit(workspace)?);
    for package in [kit.clone(), kit.join("Sample")] {
        let _inside = sh.push_dir(package);
        process::run_within(cmd!(sh, "swift test"), LIMIT)?;
    }
    Ok(())
}

/// `cargo xtask swift-kit`: the package with the native libraries of this machine beside it, in
/// one folder that needs neither Rust nor a network: `swift test` runs there.
pub(crate) fn kit(workspace: &Workspace) -> Result<PathBuf> {
    bindings::build_libraries(workspace)?;
    workspace.build_programs()?;
    let sh = &workspace.sh;
    let kit = sh.create_dir(workspace.built("swift-kit"))?;
    clear(sh, &kit)?;
    copy(sh, &PACKAGE.map(|part| workspace.path("ios").join(part)), &kit)?;
    let libraries = ["countersign_ffi", "countersign_testkit"];
    copy(sh, &libraries.map(|name| bindings::native(workspace, name)), &kit.join("lib"))?;
    copy(sh, &[sandbox::program(workspace)], &kit.join("bin"))?;
    println!("{}: `swift test` runs in this folder", workspace.shown(&kit));
    Ok(kit)
}

/// Removes what an earlier kit held, and leaves what Swift built from it.
fn clear(sh: &Shell, kit: &Path) -> Result<()> {
    let old = sh.read_dir(kit)?;
    Ok(old
        .iter()
        .filter(|path| !path.ends_with(".build"))
        .try_for_each(|path| sh.remove_path(path))?)
}

fn copy(sh: &Shell, from: &[PathBuf], to: &Path) -> Result<()> {
    sh.create_dir(to)?;
    process::run(cmd!(sh, "cp -R {from...} {to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_kit_holds_nothing_of_the_one_before_but_what_swift_built() {
        let (sh, folder) = (Shell::new().unwrap(), tempfile::tempdir().unwrap());
        let (from, kit) = (folder.path().join("from"), folder.path().join("kit"));
        sh.write_file(from.join("Sources/A/a.swift"), "let a = 1\n").unwrap();
        for old in ["Sources/B", ".build"] {
            sh.create_dir(kit.join(old)).unwrap();
        }

        clear(&sh, &kit).unwrap();
        copy(&sh, &[from.join("Sources")], &kit).unwrap();

        assert_eq!(sh.read_file(kit.join("Sources/A/a.swift")).unwrap(), "let a = 1\n");
        assert_eq!([kit.join("Sources/B").exists(), kit.join(".build").exists()], [false, true]);
    }
}
