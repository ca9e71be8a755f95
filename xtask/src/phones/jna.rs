//! The library of JNA's own, through which Kotlin calls ours: an app ships both.

use std::fs;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
const PROJECT: &str = "bindings/kotlin/pom.xml";
const LIBRARY: &str = "jni/arm64-v8a/libjnidispatch.so";

/// Which JNA, and how large its library is.
pub(super) struct Jna {
    pub(super) version: String,
    pub(super) bytes: u64,
}

/// Looks into JNA's package for Android.
///
/// # Errors
///
/// If Maven or Python is missing, or the package is other than it was.
pub(super) fn size(workspace: &Workspace) -> Result<Jna, Failure> {
    let version = version(workspace)?;
    let folder = workspace.built("phones/jna");
    let mut copy = workspace.program("mvn");
    copy.args(["--quiet", "--batch-mode", "-Dstyle.color=never", COPY])
        .arg(format!("-Dartifact=net.java.dev.jna:jna:{version}:aar"))
        .arg(format!("-DoutputDirectory={}", folder.display()));
    process::run(&mut copy)?;

    let package = folder.join(format!("jna-{version}.aar"));
    let mut list = workspace.program("python3");
    let listed = process::output(list.args(["-m", "zipfile", "--list"]).arg(package))?;
    let bytes = listed_size(&listed).ok_or_else(|| {
        Failure::NotAsAgreed(format!("JNA {version} has no {LIBRARY} in its package for Android"))
    })?;
    Ok(Jna { version, bytes })
}

/// The one that the Kotlin library is built with.
fn version(workspace: &Workspace) -> Result<String, Failure> {
    let project = fs::read_to_string(workspace.path(PROJECT))
        .map_err(|reason| Failure::File { path: PROJECT.to_owned(), reason })?;
    let named = project.split_once("<jna.version>").and_then(|(_, rest)| rest.split_once('<'));
    let (version, _) = named.ok_or_else(|| {
        Failure::NotAsAgreed(format!("{PROJECT} does not say which JNA it wants"))
    })?;
    Ok(version.to_owned())
}

/// The last column is the size.
fn listed_size(listed: &str) -> Option<u64> {
    let line = listed.lines().find(|line| line.starts_with(LIBRARY))?;
    line.split_whitespace().next_back()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_that_of_the_library_for_arm64() {
        let listed = "\
File Name                                    Modified             Size
jni/x86_64/libjnidispatch.so                 2025-02-28 19:59:18       181000
jni/arm64-v8a/libjnidispatch.so              2025-02-28 19:59:18       176520
";

        assert_eq!(listed_size(listed), Some(176_520));
        assert_eq!(listed_size("File Name"), None);
    }

    #[test]
    fn the_version_is_the_kotlin_librarys() {
        let version = version(&Workspace::here()).unwrap();

        assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{version}");
    }
}
