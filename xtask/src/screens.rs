//! `cargo xtask screens`: what the person sees, as pictures.

use std::time::Duration;

use anyhow::Result;
use xshell::cmd;

use crate::sandbox::Sandbox;
use crate::workspace::Workspace;
use crate::{npm, process, setup};

/// Longer than this, it hangs.
const LIMIT: Duration = Duration::from_secs(900);

/// Starts a sandbox and writes `docs/screens`.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::require(&[setup::NODE, setup::CHROMIUM, setup::ARABIC_FONT])?;
    let pages = workspace.path("interop/pages");
    npm::install(workspace, &pages)?;
    workspace.build_programs()?;
    let sandbox = Sandbox::start(workspace, "screens")?;
    let sh = &workspace.sh;
    let _inside = sh.push_dir(pages);
    let pictures = cmd!(sh, "node screens.mjs")
        .env("COUNTERSIGN_SANDBOX_URL", sandbox.address())
        .env("COUNTERSIGN_SCREENS", workspace.path("docs/screens"))
        .env("CHROMIUM", setup::chromium());
    process::run_within(pictures, LIMIT)?;
    println!("docs/screens");
    Ok(())
}
