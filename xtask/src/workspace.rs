//! Where the checkout and what was built from it lie, and the shell that runs there.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::process;

/// The checkout that this command belongs to.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Runs programs at the root of the checkout, and reads paths from there.
    pub(crate) sh: Shell,
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The checkout in which `cargo xtask` was called.
    pub(crate) fn here() -> Result<Self> {
        // Cargo says where this package is now; the compiled-in path is where it was.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().map_or(package.clone(), Path::to_path_buf);
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
        let sh = Shell::new()?;
        sh.change_dir(&root);
        Ok(Self { sh, target: root.join(target), root })
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

    /// Builds the gateway's and the sandbox's programs.
    pub(crate) fn build_programs(&self) -> Result<()> {
        // The whole workspace, not the two packages: the set of features is then the
        // same for every command, and nothing is built twice.
        let sh = &self.sh;
        process::run(cmd!(sh, "cargo build --quiet --workspace --exclude xtask --bins"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_from_the_root_of_the_checkout() {
        let workspace = Workspace::here().unwrap();

        let shown = workspace.shown(&workspace.path("docs/performance.md"));

        assert_eq!(shown, "docs/performance.md");
    }
}
