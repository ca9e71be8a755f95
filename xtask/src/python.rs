//! Python packages for the interop parts that use some, in a folder of their own under `target/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// Installs exactly what `requirements.txt` names, unless it is there already, and gives the
/// Python that has it.
///
/// # Errors
///
/// What pip ended with, or a file that could not be read or written.
pub(crate) fn install(workspace: &Workspace, part: &Path) -> Result<PathBuf, Failure> {
    let wanted = part.join("requirements.txt");
    let packages = fs::read_to_string(&wanted)
        .map_err(|reason| Failure::File { path: workspace.shown(&wanted), reason })?;
    let folder = workspace.built("interop/python");
    let python = folder.join("bin/python");
    // Written last, so a half-finished installation is not mistaken for a whole one.
    let installed = folder.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|there| there == packages) {
        return Ok(python);
    }
    process::run(workspace.program("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = workspace.program(&python);
    // Wheels alone: none of these packages runs code of its own in order to be installed.
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement"])
        .arg(&wanted);
    process::run(&mut pip)?;
    fs::write(&installed, packages)
        .map_err(|reason| Failure::File { path: workspace.shown(&installed), reason })?;
    Ok(python)
}
