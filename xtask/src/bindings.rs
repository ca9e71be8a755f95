//! `cargo xtask bindings`: the Kotlin and Swift of the native libraries, made anew from them.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use regex_lite::Regex;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// A native library and where its bindings are kept.
struct Library {
    package: &'static str,
    name: &'static str,
    /// The Kotlin file, as UniFFI names it below the output folder, and the folder it is kept in.
    kotlin: (&'static str, &'static str),
    /// The Swift file and the folder it is kept in.
    swift: (&'static str, &'static str),
    /// The C header and the folder it is kept in.
    header: (&'static str, &'static str),
}

const SHIPPED: Library = Library {
    package: "countersign-ffi",
    name: "countersign_ffi",
    kotlin: ("dev/countersign/ffi/countersign.kt", "bindings/kotlin/library/src/main/generated"),
    swift: ("CountersignFFI.swift", "ios/Sources/CountersignFFI"),
    header: ("CountersignFFIC.h", "ios/Sources/CountersignFFIC/include"),
};

const TESTKIT: Library = Library {
    package: "countersign-testkit",
    name: "countersign_testkit",
    kotlin: (
        "dev/countersign/testkit/ffi/testkit.kt",
        "bindings/kotlin/journey/src/test/generated",
    ),
    swift: ("CountersignTestkitFFI.swift", "ios/Testkit/CountersignTestkitFFI"),
    header: ("CountersignTestkitFFIC.h", "ios/Testkit/CountersignTestkitFFIC/include"),
};

/// Makes the bindings anew and keeps them, or only says whether those kept are the same.
pub(crate) fn run(workspace: &Workspace, only_compare: bool) -> Result<()> {
    let sh = &workspace.sh;
    build_libraries(workspace)?;
    process::run(cmd!(sh, "cargo build --quiet -p uniffi-bindgen"))?;
    for library in [&SHIPPED, &TESTKIT] {
        let made = make(workspace, library)?;
        for ((file, folder), language) in
            [(library.kotlin, "kotlin"), (library.swift, "swift"), (library.header, "swift")]
        {
            let fresh = tidy(&sh.read_file(made.join(language).join(file))?, language)?;
            let kept = workspace.path(folder).join(file);
            if !only_compare {
                sh.write_file(&kept, &fresh)?;
            } else {
                let same = sh.read_file(&kept)? == fresh;
                ensure!(
                    same,
                    "{folder}/{file} is not what would be made; run `cargo xtask bindings`"
                );
            }
        }
    }
    Ok(())
}

/// Builds both libraries for this machine.
///
/// Each by itself: together they would share the features of the core, and what is shipped has no
/// software keys.
pub(crate) fn build_libraries(workspace: &Workspace) -> Result<()> {
    build(workspace, &[])
}

/// Builds both libraries for this machine, optimised, for measurements.
pub(crate) fn build_optimised(workspace: &Workspace) -> Result<()> {
    build(workspace, &["--release"])
}

fn build(workspace: &Workspace, flags: &[&str]) -> Result<()> {
    let sh = &workspace.sh;
    for package in [SHIPPED.package, TESTKIT.package] {
        process::run(cmd!(sh, "cargo build --quiet {flags...} -p {package}"))?;
    }
    Ok(())
}

/// Where a library for this machine is built.
pub(crate) fn native(workspace: &Workspace, name: &str) -> PathBuf {
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    workspace.programs().join(format!("{prefix}{name}{suffix}"))
}

fn make(workspace: &Workspace, library: &Library) -> Result<PathBuf> {
    let (sh, bindgen) = (&workspace.sh, workspace.programs().join("uniffi-bindgen"));
    let (made, built) =
        (workspace.built("bindings").join(library.name), native(workspace, library.name));
    for language in ["kotlin", "swift"] {
        let folder = made.join(language);
        process::run(cmd!(
            sh,
            "{bindgen} generate --no-format --config uniffi.toml --language {language}
                --out-dir {folder} {built}"
        ))?;
    }
    Ok(made)
}

/// Kotlin is made internal: what an app sees is written by hand. Trailing blanks go, so that a
/// change in the bindings is all that a change in the file shows.
fn tidy(made: &str, language: &str) -> Result<String> {
    let text: String = made.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    if language != "kotlin" {
        return Ok(text);
    }
    let text = Regex::new(DECLARATION)?.replace_all(&text, "internal $1");
    // How a function of the file begins that can fail; those of a class say `override`.
    Ok(text.replace("::class) fun ", "::class) internal fun "))
}

/// How a declaration of a file begins in Kotlin, if nothing or `public` was said of who may see it.
const DECLARATION: &str = r"(?m)^(?:public )?((?:(?:abstract |data |enum |open |sealed )?class|const val|(?:inline )?fun|interface|object) )";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kotlin_declares_in_public_is_internal() {
        let made = "public interface KeyStore {\n    fun sign()\n}\nopen class Device  \nfun reset() = 1\n    @Throws(E::class) fun go()\n";

        let tidied = tidy(made, "kotlin").unwrap();

        assert_eq!(
            tidied,
            "internal interface KeyStore {\n    fun sign()\n}\ninternal open class Device\n\
             internal fun reset() = 1\n    @Throws(E::class) internal fun go()\n"
        );
    }

    #[test]
    fn every_line_ends_where_it_says_nothing_more() {
        assert_eq!(tidy("// one \n\t\n// two", "swift").unwrap(), "// one\n\n// two\n");
    }

    #[test]
    fn swift_stays_as_it_is() {
        let made = "public func reset() {\n}\n";

        assert_eq!(tidy(made, "swift").unwrap(), made);
    }
}
