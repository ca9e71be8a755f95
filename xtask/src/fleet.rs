//! `cargo xtask fleet`: thousands of phones at one gateway.

use std::time::Duration;

use anyhow::Result;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// As many as a test can afford.
const DEVICES: &str = "100";
/// Far more than a hundred devices take, with a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

/// Builds the fleet, optimised if that is asked for, and hands it the arguments.
pub(crate) fn run(workspace: &Workspace, release: bool, arguments: &[String]) -> Result<()> {
    let sh = &workspace.sh;
    let folder = if release {
        process::run(cmd!(
            sh,
            "cargo build --quiet --release --package=countersign-gateway-program
                --package=countersign-fleet --bin=countersign-gateway --bin=fleet"
        ))?;
        workspace.built("release")
    } else {
        workspace.build_programs()?;
        workspace.programs()
    };
    let fleet = folder.join("fleet");
    process::run(cmd!(sh, "{fleet} {arguments...}"))
}

/// A fleet of a hundred, as a test.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    workspace.build_programs()?;
    let (sh, fleet) = (&workspace.sh, workspace.programs().join("fleet"));
    process::run_within(cmd!(sh, "{fleet} --devices {DEVICES}"), LIMIT)
}
