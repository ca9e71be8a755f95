//! The library of JNA's own, through which Kotlin calls ours: an app ships both.

use anyhow::{Context, Result};
use xshell::cmd;

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

/// Looks into JNA's package for Android, with Maven and Python.
pub(super) fn size(workspace: &Workspace) -> Result<Jna> {
    let (sh, version) = (&workspace.sh, version(workspace)?);
    let folder = workspace.built("phones/jna");
    process::run(cmd!(
        sh,
        "mvn --quiet --batch-mode -Dstyle.color=never {COPY}
            -Dartifact=net.java.dev.jna:jna:{version}:aar -DoutputDirectory={folder}"
    ))?;
    let package = folder.join(format!("jna-{version}.aar"));
    let listed = process::read(cmd!(sh, "python3 -m zipfile --list {package}"))?;
    let bytes = listed_size(&listed)
        .with_context(|| format!("JNA {version} has no {LIBRARY} in its package for Android"))?;
    Ok(Jna { version, bytes })
}

/// The one that the Kotlin library is built with.
fn version(workspace: &Workspace) -> Result<String> {
    let project = workspace.sh.read_file(PROJECT)?;
    let named = project.split_once("<jna.version>").and_then(|(_, rest)| rest.split_once('<'));
    let (version, _) =
        named.with_context(|| format!("{PROJECT} does not say which JNA it wants"))?;
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
        let version = version(&Workspace::here().unwrap()).unwrap();

        assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{version}");
    }
}
