//! `cargo xtask sbom`: a software bill of materials (CycloneDX) for what is shipped.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{prerequisites, process};

const VERSION: &str = "0.5.9";
/// What the tool writes beside each manifest of the workspace.
const FILE: &str = "countersign-sbom";
/// The crates that go to others, and the platforms they go to: what a phone and what a bank's
/// server run. The sandbox and the project's own commands are never shipped.
const SHIPPED: [(&str, &str, &str); 3] = [
    ("bindings", "countersign-ffi", "aarch64-linux-android"),
    ("bindings", "countersign-ffi", "aarch64-apple-ios"),
    ("gateway", "countersign-gateway", "x86_64-unknown-linux-gnu"),
];

/// Writes one bill for each crate and platform that is shipped.
///
/// # Errors
///
/// If the tool cannot be installed or run, or a file cannot be put in its place.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let tool = find_or_install(workspace)?;
    let folder = workspace.built("sbom");
    fs::create_dir_all(&folder).map_err(failed(workspace.shown(&folder)))?;
    for (room, name, platform) in SHIPPED {
        let mut make = workspace.program(&tool);
        make.args(["cyclonedx", "--format", "json", "--spec-version", "1.5", "--quiet"]).args([
            "--no-build-deps",
            "--target",
            platform,
            "--override-filename",
            FILE,
        ]);
        process::run(&mut make)?;
        let place = folder.join(format!("{name}-{platform}.cdx.json"));
        collect(workspace, room, &place).map_err(failed(workspace.shown(&place)))?;
        println!("{}", workspace.shown(&place));
    }
    Ok(())
}

/// Keeps the bill of one room and removes those of the others.
fn collect(workspace: &Workspace, room: &str, place: &Path) -> std::io::Result<()> {
    let bill = fs::read_to_string(workspace.path(room).join(format!("{FILE}.json")))?;
    // The tool names our own crates by where they lie; nobody else has this folder.
    let here = format!("path+file://{}", workspace.path("").display());
    fs::write(place, bill.replace(&here, "path+file:///"))?;
    remove_others(&workspace.path(""), 2)
}

/// Rooms have rooms, and no crate lies deeper.
fn remove_others(room: &Path, depth: u32) -> std::io::Result<()> {
    for inner in fs::read_dir(room)? {
        let inner = inner?.path();
        let left = inner.join(format!("{FILE}.json"));
        if left.is_file() {
            fs::remove_file(left)?;
        }
        if depth > 1 && inner.is_dir() {
            remove_others(&inner, depth - 1)?;
        }
    }
    Ok(())
}

/// cargo-cyclonedx on the path, else the one installed before, else one built now.
fn find_or_install(workspace: &Workspace) -> Result<PathBuf, Failure> {
    if prerequisites::version("cargo-cyclonedx").is_some() {
        return Ok("cargo-cyclonedx".into());
    }
    let tools = workspace.built("tools").join(format!("cargo-cyclonedx-{VERSION}"));
    let program = tools.join("bin/cargo-cyclonedx");
    if !program.is_file() {
        println!("building cargo-cyclonedx {VERSION}; this takes some minutes, once");
        let wanted = ["install", "cargo-cyclonedx", "--locked", "--version", VERSION];
        process::run(workspace.cargo(&wanted).arg("--root").arg(&tools))?;
    }
    Ok(program)
}

fn failed(path: String) -> impl FnOnce(std::io::Error) -> Failure {
    move |reason| Failure::File { path, reason }
}
