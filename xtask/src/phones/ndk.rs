//! Android's own compiler, on a developer's machine that has it.

use std::path::{Path, PathBuf};

use xshell::{Cmd, cmd};

use crate::process;
use crate::workspace::Workspace;

const TARGET: &str = "aarch64-linux-android";
/// Android 9, the oldest that the project supports.
const CLANG: &str = "aarch64-linux-android28-clang";

/// A cargo that checks the library for arm64 Android; nothing if rustup has not this target, or
/// there is no NDK for the C that some crates carry.
pub(super) fn check(workspace: &Workspace) -> Option<Cmd<'_>> {
    let programs = programs()?;
    if !is_installed(workspace) {
        return None;
    }
    let sh = &workspace.sh;
    let cargo = cmd!(sh, "cargo check --locked --package countersign-ffi --lib --target {TARGET}")
        .env("CC_aarch64_linux_android", programs.join(CLANG))
        .env("AR_aarch64_linux_android", programs.join("llvm-ar"));
    Some(cargo)
}

fn is_installed(workspace: &Workspace) -> bool {
    let sh = &workspace.sh;
    let listed = process::read(cmd!(sh, "rustup target list --installed"));
    listed.is_ok_and(|listed| listed.lines().any(|line| line == TARGET))
}

/// The folder of the NDK's programs.
fn programs() -> Option<PathBuf> {
    let named = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT"].into_iter().filter_map(std::env::var_os);
    let inside = ["ANDROID_HOME", "ANDROID_SDK_ROOT"].into_iter().filter_map(std::env::var_os);
    let newest = inside.filter_map(|sdk| newest(&Path::new(&sdk).join("ndk")));
    named.map(PathBuf::from).chain(newest).find_map(|ndk| programs_of(&ndk))
}

/// There is one folder in it, named for this kind of machine.
fn programs_of(ndk: &Path) -> Option<PathBuf> {
    let machines = ndk.join("toolchains/llvm/prebuilt").read_dir().ok()?;
    machines
        .filter_map(|machine| Some(machine.ok()?.path().join("bin")))
        .find(|programs| programs.join(CLANG).is_file())
}

/// Folders named by their versions, such as `28.2.13676358`.
fn newest(folder: &Path) -> Option<PathBuf> {
    let numbers = |path: &PathBuf| -> Vec<u32> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.split('.').map_while(|number| number.parse().ok()).collect()
    };
    let versions = folder.read_dir().ok()?.filter_map(|version| Some(version.ok()?.path()));
    versions.max_by_key(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_several_ndks_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        for version in ["9.1.5", "28.2.13676358", "28.10.1", "27.0.12077973"] {
            std::fs::create_dir_all(folder.path().join(version)).unwrap();
        }

        let newest = newest(folder.path());

        assert_eq!(newest, Some(folder.path().join("28.10.1")));
    }
}
