//! `cargo xtask demo`: the sandbox, built and running.

use std::process::ExitCode;
use std::time::Duration;

use crate::failure::Failure;
use crate::process;
use crate::sandbox;
use crate::workspace::Workspace;

/// Far more than the script takes; a script that hangs is a script that fails.
const SCRIPT_LIMIT: Duration = Duration::from_secs(300);

/// Builds the sandbox and hands it the arguments.
///
/// # Errors
///
/// If it does not build or does not start. How it ends is the exit code.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode, Failure> {
    workspace.build_programs()?;
    let mut command = workspace.program(sandbox::program(workspace));
    match process::run(command.args(arguments)) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // The sandbox has said itself what went wrong.
        Err(Failure::Ended { .. }) => Ok(ExitCode::FAILURE),
        Err(failure) => Err(failure),
    }
}

/// Plays the scripted demo, as a test.
///
/// # Errors
///
/// If it does not build, or if one of its steps fails.
pub(crate) fn script(workspace: &Workspace) -> Result<(), Failure> {
    workspace.build_programs()?;
    let mut command = workspace.program(sandbox::program(workspace));
    // Any free port, so that a demo running beside the test does no harm.
    process::run_within(command.args(["--script", "--port", "0"]), SCRIPT_LIMIT)
}
