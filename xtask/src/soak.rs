//! `cargo xtask soak`: hostile clients beside an honest phone.

use anyhow::Result;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// Plays the gateway's own test with so many hostile calls, and shows what it measured.
pub(crate) fn run(workspace: &Workspace, release: bool, calls: u64) -> Result<()> {
    let sh = &workspace.sh;
    let release = release.then_some("--release");
    let _calls = sh.push_env("COUNTERSIGN_SOAK_CALLS", calls.to_string());
    process::run(cmd!(
        sh,
        "cargo test --quiet {release...} --package=countersign-gateway-program --test=soak
            -- --nocapture"
    ))
}
