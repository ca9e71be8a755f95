//! `cargo xtask bindings`: the Kotlin and Swift of the native libraries, made anew from them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
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
///
/// # Errors
///
/// What did not build, or the first file that has drifted.
pub(crate) fn run(workspace: &Workspace, only_compare: bool) -> Result<(), Failure> {
    build_libraries(workspace)?;
    process::run(&mut workspace.cargo(&["build", "--quiet", "-p", "uniffi-bindgen"]))?;
    for library in [&SHIPPED, &TESTKIT] {
        let made = make(workspace, library)?;
        for ((file, folder), language) in
            [(library.kotlin, "kotlin"), (library.swift, "swift"), (library.header, "swift")]
        {
            let fresh = tidy(&read(workspace, &made.join(language).join(file))?, language);
            let kept = workspace.path(folder).join(file);
            if !only_compare {
                write(workspace, &kept, &fresh)?;
            } else if read(workspace, &kept)? != fresh {
                return Err(Failure::NotAsAgreed(format!(
                    "{} is not what would be made; run `cargo xtask bindings`",
                    workspace.shown(&kept)
                )));
            }
        }
    }
    Ok(())
}

/// Builds both libraries for this machine.
///
/// Each by itself: together they would share the features of the core, and what is shipped has no
/// software keys.
///
/// # Errors
///
/// What cargo ended with.
pub(crate) fn build_libraries(workspace: &Workspace) -> Result<(), Failure> {
    for library in [&SHIPPED, &TESTKIT] {
        process::run(&mut workspace.cargo(&["build", "--quiet", "-p", library.package]))?;
    }
    Ok(())
}

/// Builds both libraries for this machine, optimised, for measurements.
///
/// # Errors
///
/// What cargo ended with.
pub(crate) fn build_optimised(workspace: &Workspace) -> Result<(), Failure> {
    for library in [&SHIPPED, &TESTKIT] {
        let build = ["build", "--quiet", "--release", "-p", library.package];
        process::run(&mut workspace.cargo(&build))?;
    }
    Ok(())
}

fn make(workspace: &Workspace, library: &Library) -> Result<PathBuf, Failure> {
    let made = workspace.built("bindings").join(library.name);
    let prefix = std::env::consts::DLL_PREFIX;
    let suffix = std::env::consts::DLL_SUFFIX;
    let built = workspace.programs().join(format!("{prefix}{}{suffix}", library.name));
    for language in ["kotlin", "swift"] {
        let mut bindgen = workspace.program(workspace.programs().join("uniffi-bindgen"));
        bindgen
            .args(["generate", "--no-format", "--config", "uniffi.toml", "--language", language])
            .arg("--out-dir")
            .arg(made.join(language))
            .arg(&built);
        process::run(&mut bindgen)?;
    }
    Ok(made)
}

/// Kotlin is made internal: what an app sees is written by hand. Trailing blanks go, so that a
/// change in the bindings is all that a change in the file shows.
fn tidy(made: &str, language: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_end();
        let public = line.strip_prefix("public ").unwrap_or(line);
        if language == "kotlin" && DECLARATIONS.iter().any(|start| public.starts_with(start)) {
            format!("internal {public}\n")
        } else if language == "kotlin" {
            // How a function of the file begins that can fail; those of a class say `override`.
            format!("{}\n", line.replace("::class) fun ", "::class) internal fun "))
        } else {
            format!("{line}\n")
        }
    };
    made.lines().map(line).collect()
}

/// How a declaration of a file begins in Kotlin, if nothing was said of who may see it.
const DECLARATIONS: [&str; 11] = [
    "abstract class ",
    "class ",
    "const val ",
    "data class ",
    "enum class ",
    "fun ",
    "inline fun ",
    "interface ",
    "object ",
    "open class ",
    "sealed class ",
];

fn read(workspace: &Workspace, path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|reason| Failure::File { path: workspace.shown(path), reason })
}

fn write(workspace: &Workspace, path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |reason| Failure::File { path: workspace.shown(path), reason };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kotlin_declares_in_public_is_internal() {
        let made = "public interface KeyStore {\n    fun sign()\n}\nopen class Device  \nfun reset() = 1\n    @Throws(E::class) fun go()\n";

        let tidied = tidy(made, "kotlin");

        assert_eq!(
            tidied,
            "internal interface KeyStore {\n    fun sign()\n}\ninternal open class Device\n\
             internal fun reset() = 1\n    @Throws(E::class) internal fun go()\n"
        );
    }

    #[test]
    fn swift_stays_as_it_is() {
        let made = "public func reset() {\n}\n";

        assert_eq!(tidy(made, "swift"), made);
    }
}
