//! `cargo xtask locale-data`: what is cut from Unicode's data, anew.

use anyhow::{Result, ensure};
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{npm, process, setup};

/// What is made, and its room.
const FILES: [(&str, &str); 3] = [
    ("cldr.postcard", "protocol/src/consent/locale"),
    ("signs.rs", "protocol/src/consent/locale"),
    ("look_alikes.postcard", "protocol/src/consent/text"),
];

/// Writes the files anew, or only compares them with those that would be written.
pub(crate) fn run(workspace: &Workspace, only_compare: bool) -> Result<()> {
    setup::require(&[setup::NODE])?;
    let sh = &workspace.sh;
    let tool = workspace.path("locale-data");
    npm::install(workspace, &tool)?;
    let (manifest, data) = (tool.join("Cargo.toml"), tool.join("node_modules"));
    let target = workspace.built("locale-data");
    let made = sh.create_dir(target.join("made"))?;
    process::run(cmd!(
        sh,
        "cargo run --quiet --locked --manifest-path {manifest} --target-dir {target} --
            {data} {made}"
    ))?;
    for (file, room) in FILES {
        let new = sh.read_binary_file(made.join(file))?;
        let kept = workspace.path(room).join(file);
        if !only_compare {
            sh.write_file(&kept, new)?;
        } else {
            let same = sh.read_binary_file(&kept)? == new;
            ensure!(same, "{room}/{file} is not what would be made");
        }
    }
    Ok(())
}
