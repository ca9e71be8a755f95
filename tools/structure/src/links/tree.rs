//! What one crate links when it is built alone, as `cargo tree` says.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use cargo_metadata::Metadata;

use crate::failure::Failure;

/// For each of the named crates that this one links: the first way to it, from name to name.
pub(super) fn ways(
    metadata: &Metadata,
    name: &str,
    platforms: &[String],
    named: &BTreeSet<&str>,
) -> Result<Vec<Vec<String>>, Failure> {
    let failed = |said: String| Failure::Tree { name: name.to_owned(), said };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(&metadata.workspace_root).args(["tree", "--locked", "--package", name]);
    cargo.args(["--edges", "normal,build,no-proc-macro", "--prefix", "depth", "--format", " {p}"]);
    for platform in platforms {
        cargo.args(["--target", platform]);
    }
    let output = cargo.output().map_err(|reason| failed(reason.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(read(&String::from_utf8_lossy(&output.stdout), named))
}

/// Reads lines such as `2 hyper v1.12.0`, the number being how deep the crate lies.
fn read(tree: &str, named: &BTreeSet<&str>) -> Vec<Vec<String>> {
    let mut way: Vec<String> = Vec::new();
    let mut found: Vec<Vec<String>> = Vec::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        let (Some(depth), Some(name)) = (words.next(), words.next()) else { continue };
        let Ok(depth) = depth.parse::<usize>() else { continue };
        way.truncate(depth);
        way.push(name.to_owned());
        let is_new = !found.iter().any(|known| known.last() == way.last());
        if depth > 0 && named.contains(name) && is_new {
            found.push(way.clone());
        }
    }
    found
}
