//! The library of JNA's own, through which Kotlin calls ours: an app ships both.

use anyhow::{Context, Result};
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
const PROJECT: &str = "bindings/kotlin/pom.xml";
/// Prints how large the library in a package is.
const SIZE: &str = "import sys, zipfile
print(zipfile.ZipFile(sys.argv[1]).getinfo('jni/arm64-v8a/libjnidispatch.so').file_size, end='')";

/// Says how large the library in JNA's package for Android is, with Maven and Python.
pub(super) fn weigh(workspace: &Workspace) -> Result<()> {
    let (sh, version) = (&workspace.sh, version(workspace)?);
    let folder = workspace.built("phones/jna");
    process::run(cmd!(
        sh,
        "mvn --quiet --batch-mode -Dstyle.color=never {COPY}
            -Dartifact=net.java.dev.jna:jna:{version}:aar -DoutputDirectory={folder}"
    ))?;
    let package = folder.join(format!("jna-{version}.aar"));
    let bytes = process::read(cmd!(sh, "python3 -c {SIZE} {package}"))?;
    println!("JNA {version} adds {bytes} bytes");
    Ok(())
}

/// The one that the Kotlin library is built with.
fn version(workspace: &Workspace) -> Result<String> {
    let project = workspace.sh.read_file(PROJECT)?;
    let named = project.split_once("<jna.version>").and_then(|(_, rest)| rest.split_once('<'));
    let (version, _) =
        named.with_context(|| format!("{PROJECT} does not say which JNA it wants"))?;
    Ok(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_kotlin_librarys() {
        let version = version(&Workspace::here().unwrap()).unwrap();

        assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{version}");
    }
}
