//! Where the checkout and what was built from it lie, and cargo as run from here.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// The checkout that this command belongs to.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The checkout in which `cargo xtask` was called.
    pub(crate) fn here() -> Self {
        // Cargo says where this package is now; the compiled-in path is where it was.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().map_or(package.clone(), Path::to_path_buf);
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
        Self { target: root.join(target), root }
    }

    /// A path inside the checkout.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// A path among what was built.
    pub(crate) fn built(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.target.join(relative)
    }

    /// The folder of the programs that [`Self::build_programs`] builds.
    pub(crate) fn programs(&self) -> PathBuf {
        self.built("debug")
    }

    /// The short form of a path, for people.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// A program that runs in the checkout.
    pub(crate) fn program(&self, name: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(name);
        command.current_dir(&self.root);
        for (variable, _) in std::env::vars_os() {
            if variable.to_str().is_some_and(describes_this_package) {
                command.env_remove(variable);
            }
        }
        command
    }

    /// Cargo, running in the checkout.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.program(cargo);
        command.args(arguments);
        command
    }

    /// Builds the gateway's and the sandbox's programs.
    ///
    /// # Errors
    ///
    /// What cargo ended with.
    pub(crate) fn build_programs(&self) -> Result<(), Failure> {
        // The whole workspace, not the two packages: the set of features is then the
        // same for every command, and nothing is built twice.
        process::run(&mut self.cargo(&[
            "build",
            "--quiet",
            "--workspace",
            "--exclude",
            "xtask",
            "--bins",
        ]))
    }
}

/// Whether a variable was set by `cargo run` about this package.
///
/// Some build scripts (ring's is one) run again when one of these changes, so a cargo
/// started from here would build them anew after every cargo started by hand.
fn describes_this_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_")
        || variable.starts_with("CARGO_MANIFEST_")
        || matches!(variable, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "OUT_DIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_hears_nothing_of_this_package() {
        let removed = ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_CRATE_NAME"];
        let kept = ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO", "PATH"];

        assert!(removed.into_iter().all(describes_this_package));
        assert!(!kept.into_iter().any(describes_this_package));
    }

    #[test]
    fn a_path_is_shown_from_the_root_of_the_checkout() {
        let workspace = Workspace::here();

        let shown = workspace.shown(&workspace.path("docs/performance.md"));

        assert_eq!(shown, "docs/performance.md");
    }
}
