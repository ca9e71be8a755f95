//! Everything in Kotlin, compiled and tested on a JVM by Maven.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{android_r, bindings, prerequisites, process};

/// Tests that take longer than this hang. A new machine fetches a few hundred files first.
const LIMIT: Duration = Duration::from_secs(1800);

/// Builds the native libraries and runs the tests: the journey at the sandbox, the fake, the
/// public API, memory, what is left after shrinking, and Android's own files.
///
/// # Errors
///
/// What is missing, what did not build, or that a test failed.
pub(crate) fn test(workspace: &Workspace) -> Result<(), Failure> {
    prerequisites::check_java()?;
    bindings::build_libraries(workspace)?;
    android_r::write(workspace, "android/sample", "dev.countersign.sample", &sample_r(workspace))?;
    process::run_within(maven(workspace, "debug").arg("test"), LIMIT)
}

/// Times a consent through Kotlin beside the same in Rust; a table in Markdown.
///
/// # Errors
///
/// What is missing or did not build, or printed no table.
pub(crate) fn measure(workspace: &Workspace) -> Result<String, Failure> {
    prerequisites::check_java()?;
    bindings::build_optimised(workspace)?;
    let mut measuring = maven(workspace, "release");
    measuring.args(["--quiet", "-pl", "library,testing,journey", "test-compile", "exec:java"]);
    let printed = process::output(&mut measuring)?;
    let table = printed.find("| step ").and_then(|begins| printed.get(begins..));
    // Maven ends its output with the codes that set a terminal's colours back.
    let table = table.and_then(|table| table.split('\u{1b}').next()).map(str::trim);
    table.map(str::to_owned).ok_or_else(|| {
        Failure::NotAsAgreed("the measurement in Kotlin printed no table".to_owned())
    })
}

/// Where the sample app's `R` is written.
fn sample_r(workspace: &Workspace) -> PathBuf {
    workspace.built("android-sample")
}

fn maven(workspace: &Workspace, profile: &str) -> Command {
    let mut maven = workspace.program("mvn");
    maven
        .args(["--batch-mode", "--no-transfer-progress", "--file", "bindings/kotlin/pom.xml"])
        .arg(format!("-Dcountersign.native={}", workspace.built(profile).display()))
        .arg(format!("-Dsample.r={}", sample_r(workspace).display()));
    maven
}
