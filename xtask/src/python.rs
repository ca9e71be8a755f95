//! Python packages for the interop parts that use some, in a folder of their own under `target/`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// Installs exactly what `requirements.txt` names, unless it is there already, and gives the
/// Python that has it.
pub(crate) fn install(workspace: &Workspace, part: &Path) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let wanted = part.join("requirements.txt");
    let packages = sh.read_file(&wanted)?;
    let folder = workspace.built("interop/python");
    let python = folder.join("bin/python");
    // Written last, so a half-finished installation is not mistaken for a whole one.
    let installed = folder.join("installed.txt");
    if sh.read_file(&installed).is_ok_and(|there| there == packages) {
        return Ok(python);
    }
    process::run(cmd!(sh, "python3 -m venv --clear {folder}"))?;
    // Wheels alone: none of these packages runs code of its own in order to be installed.
    process::run(cmd!(
        sh,
        "{python} -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
            --only-binary :all: --requirement {wanted}"
    ))?;
    sh.write_file(&installed, packages)?;
    Ok(python)
}
