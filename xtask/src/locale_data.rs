//! `cargo xtask locale-data`: what is cut from Unicode's data, anew.

use std::fs;

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{prerequisites, process};

/// What is made, and the core's room for it.
const FILES: [(&str, &str); 3] = [
    ("cldr.postcard", "core/src/consent/locale"),
    ("signs.rs", "core/src/consent/locale"),
    ("look_alikes.postcard", "core/src/consent/text"),
];

/// Writes the files anew, or only compares them with those that would be written.
///
/// # Errors
///
/// What is missing or did not build, or that a file is not what would be made.
pub(crate) fn run(workspace: &Workspace, only_compare: bool) -> Result<(), Failure> {
    prerequisites::check(false)?;
    let tool = workspace.path("locale-data");
    let mut npm = workspace.program("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&tool);
    process::run(&mut npm)?;
    let made = workspace.built("locale-data/made");
    fs::create_dir_all(&made)
        .map_err(|reason| Failure::File { path: workspace.shown(&made), reason })?;
    let mut cut = workspace.cargo(&["run", "--quiet", "--locked", "--manifest-path"]);
    cut.arg(tool.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(workspace.built("locale-data"))
        .arg("--")
        .arg(tool.join("node_modules"))
        .arg(&made);
    process::run(&mut cut)?;
    for (file, room) in FILES {
        let (new, kept) = (made.join(file), workspace.path(room).join(file));
        let failed = |reason| Failure::File { path: workspace.shown(&kept), reason };
        let bytes = fs::read(&new).map_err(failed)?;
        if !only_compare {
            fs::write(&kept, bytes).map_err(failed)?;
        } else if fs::read(&kept).map_err(failed)? != bytes {
            let shown = workspace.shown(&kept);
            return Err(Failure::NotAsAgreed(format!("{shown} is not what would be made")));
        }
    }
    Ok(())
}
