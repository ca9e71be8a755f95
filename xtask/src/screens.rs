//! `cargo xtask screens`: what the person sees, as pictures.

use std::time::Duration;

use crate::failure::Failure;
use crate::interop::install_packages;
use crate::sandbox::Sandbox;
use crate::workspace::Workspace;
use crate::{prerequisites, process};

/// Longer than this, it hangs.
const LIMIT: Duration = Duration::from_secs(900);

/// Starts a sandbox and writes `docs/screens`.
///
/// # Errors
///
/// What is missing, what did not build, or that the pages did not behave.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let pages = workspace.path("interop").join("pages");
    prerequisites::check(true)?;
    prerequisites::check_fonts()?;
    install_packages(workspace, &pages)?;
    workspace.build_programs()?;
    let sandbox = Sandbox::start(workspace, "screens")?;
    let mut pictures = workspace.program("node");
    pictures
        .arg("screens.mjs")
        .current_dir(&pages)
        .env("COUNTERSIGN_SANDBOX_URL", sandbox.address())
        .env("COUNTERSIGN_SCREENS", workspace.path("docs").join("screens"))
        .env("CHROMIUM", prerequisites::chromium());
    process::run_within(&mut pictures, LIMIT)?;
    println!("docs/screens");
    Ok(())
}
