//! `cargo xtask demo`: the sandbox, built and running.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::process;
use crate::sandbox;
use crate::workspace::Workspace;

/// Far more than the script takes; a script that hangs is a script that fails.
const SCRIPT_LIMIT: Duration = Duration::from_secs(300);

/// Builds the sandbox's program and nothing else, and hands it the arguments. How it ends is the
/// exit code.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let sh = &workspace.sh;
    let program = sandbox::program(workspace);
    if !program.is_file() {
        println!("Building the sandbox: the first time about 2 minutes on two cores.");
    }
    process::run(cmd!(sh, "cargo build -p countersign-sandbox --bin countersign-sandbox"))?;
    let ended = process::command(cmd!(sh, "{program} {arguments...}")).status();
    // The sandbox has said itself what went wrong.
    let ended = ended.context("the sandbox did not start")?;
    Ok(if ended.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Plays the scripted demo, as a test.
pub(crate) fn script(workspace: &Workspace) -> Result<()> {
    workspace.build_programs()?;
    let (sh, program) = (&workspace.sh, sandbox::program(workspace));
    // Any free port, so that a demo running beside the test does no harm.
    process::run_within(cmd!(sh, "{program} --script --port 0"), SCRIPT_LIMIT)
}
