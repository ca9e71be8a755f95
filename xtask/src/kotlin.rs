//! Everything in Kotlin, compiled and tested on a JVM by Maven.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use xshell::{Cmd, cmd};

use crate::setup::{self, Need};
use crate::workspace::Workspace;
use crate::{android_r, bindings, process};

/// What it needs of a machine.
pub(crate) const NEEDS: [Need; 2] = [setup::JDK, setup::MAVEN];
/// Tests that take longer than this hang. A new machine fetches a few hundred files first.
const LIMIT: Duration = Duration::from_secs(1800);

/// Builds the native libraries and runs the tests: the journey at the sandbox, the fake, the
/// public API, memory, what is left after shrinking, and Android's own files.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    setup::require(&NEEDS)?;
    bindings::build_libraries(workspace)?;
    android_r::write(workspace, "android/sample", "dev.countersign.sample", &sample_r(workspace))?;
    process::run_within(maven(workspace, "debug").arg("test"), LIMIT)
}

/// Times a consent through Kotlin beside the same in Rust; a table in Markdown.
pub(crate) fn measure(workspace: &Workspace) -> Result<String> {
    setup::require(&NEEDS)?;
    bindings::build_optimised(workspace)?;
    let measuring = ["--quiet", "-pl", "library,testing,journey", "test-compile", "exec:java"];
    let printed = process::read(maven(workspace, "release").args(measuring))?;
    let table = printed.find("| step ").and_then(|begins| printed.get(begins..));
    // Maven ends its output with the codes that set a terminal's colours back.
    let table = table.and_then(|table| table.split('\u{1b}').next()).map(str::trim);
    table.map(str::to_owned).context("the measurement in Kotlin printed no table")
}

/// Where the sample app's `R` is written.
fn sample_r(workspace: &Workspace) -> PathBuf {
    workspace.built("android-sample")
}

fn maven<'a>(workspace: &'a Workspace, profile: &str) -> Cmd<'a> {
    let (sh, native, r) = (&workspace.sh, workspace.built(profile), sample_r(workspace));
    cmd!(
        sh,
        "mvn --batch-mode --no-transfer-progress --file bindings/kotlin/pom.xml
            -Dcountersign.native={native} -Dsample.r={r}"
    )
}
