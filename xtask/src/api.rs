//! `cargo xtask api`: the public API of the Rust crates, as it is kept in `api/`.

use anyhow::Result;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// Writes it down anew, or says whether it is what is kept.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let write: &[&str] = if check { &[] } else { &["--write"] };
    process::run(cmd!(workspace.sh, "cargo run --quiet --package countersign-api -- {write...}"))
}
