//! `cargo xtask sbom`: a software bill of materials (CycloneDX) for what is shipped.

use std::path::Path;

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::cargo_tool::CargoTool;
use crate::process;
use crate::workspace::Workspace;

const CYCLONEDX: CargoTool = CargoTool { name: "cargo-cyclonedx", version: "0.5.9", wheel: None };
/// What the tool writes beside each manifest of the workspace.
const FILE: &str = "countersign-sbom";
/// The crates that go to others, and the platforms they go to: what a phone and what a bank's
/// server run. The sandbox and the project's own commands are never shipped.
const SHIPPED: [(&str, &str, &str); 3] = [
    ("bindings", "countersign-ffi", "aarch64-linux-android"),
    ("bindings", "countersign-ffi", "aarch64-apple-ios"),
    ("gateway", "countersign-gateway-program", "x86_64-unknown-linux-gnu"),
];

/// Writes one bill for each crate and platform that is shipped.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let tool = CYCLONEDX.find_or_install(workspace)?;
    let sh = &workspace.sh;
    for (room, name, platform) in SHIPPED {
        process::run(cmd!(
            sh,
            "{tool} cyclonedx --format json --spec-version 1.5 --quiet --no-build-deps
                --target {platform} --override-filename {FILE}"
        ))?;
        let bill = sh.read_file(format!("{room}/{FILE}.json"))?;
        // The tool names our own crates by where they lie; nobody else has this folder.
        let here = format!("path+file://{}", workspace.path("").display());
        let place = workspace.built("sbom").join(format!("{name}-{platform}.cdx.json"));
        sh.write_file(&place, bill.replace(&here, "path+file:///"))?;
        remove_bills(sh, &workspace.path(""), 2)?;
        println!("{}", workspace.shown(&place));
    }
    Ok(())
}

/// Rooms have rooms, and no crate lies deeper.
fn remove_bills(sh: &Shell, room: &Path, depth: u32) -> Result<()> {
    for inner in sh.read_dir(room)?.into_iter().filter(|inner| inner.is_dir()) {
        sh.remove_path(inner.join(format!("{FILE}.json")))?;
        if depth > 1 {
            remove_bills(sh, &inner, depth - 1)?;
        }
    }
    Ok(())
}
