//! `cargo xtask fleet`: thousands of phones at one gateway.

use std::time::Duration;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// As many as a test can afford.
const DEVICES: &str = "100";
/// Far more than a hundred devices take, with a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

/// Builds the fleet, optimised if that is asked for, and hands it the arguments.
///
/// # Errors
///
/// If it does not build, or if the two sides do not agree at the end.
pub(crate) fn run(
    workspace: &Workspace,
    release: bool,
    arguments: &[String],
) -> Result<(), Failure> {
    let folder = if release {
        process::run(&mut workspace.cargo(&[
            "build",
            "--quiet",
            "--release",
            "--package=countersign-gateway",
            "--package=countersign-sandbox",
            "--bin=countersign-gateway",
            "--bin=fleet",
        ]))?;
        workspace.built("release")
    } else {
        workspace.build_programs()?;
        workspace.programs()
    };
    process::run(workspace.program(folder.join("fleet")).args(arguments))
}

/// A fleet of a hundred, as a test.
///
/// # Errors
///
/// As [`run`], and if it takes too long.
pub(crate) fn test(workspace: &Workspace) -> Result<(), Failure> {
    workspace.build_programs()?;
    let mut fleet = workspace.program(workspace.programs().join("fleet"));
    process::run_within(fleet.args(["--devices", DEVICES]), LIMIT)
}
