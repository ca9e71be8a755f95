//! Crates as files in a folder that ends with its test.

use std::fs;
use std::path::{Path, PathBuf};

use countersign_structure::{Arrows, Finding, Place, Tree, circles, read};
use tempfile::TempDir;

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
        fs::write(file, text).expect("a file");
    }
    folder
}

/// The crate whose files these are, `lib.rs` its root.
pub(crate) fn tree(files: &[(&str, &str)]) -> Tree {
    let folder = folder(files);
    read(folder.path(), &folder.path().join("lib.rs")).expect("a crate")
}

/// The circles of a crate, as they are printed.
pub(crate) fn circles_in(files: &[(&str, &str)]) -> Vec<String> {
    let tree = tree(files);
    circles(&tree, &Arrows::of(&tree)).iter().map(Finding::to_string).collect()
}

/// Where the plan speaks of the crate.
pub(crate) fn plan() -> Place {
    Place { file: PathBuf::from("crates.toml"), line: 7 }
}

/// Findings as they are printed, each in its first line.
pub(crate) fn first_lines(findings: &[Finding]) -> Vec<String> {
    let printed = findings.iter().map(Finding::to_string);
    printed.map(|text| text.lines().next().unwrap_or_default().to_owned()).collect()
}

/// A path, short enough for a line.
pub(crate) fn file(folder: &TempDir, path: &str) -> PathBuf {
    Path::join(folder.path(), path)
}
