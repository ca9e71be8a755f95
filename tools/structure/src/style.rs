//! One style of modules: what has modules in files of their own is `name/mod.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::finding::{Finding, Place};

/// Finds each `name.rs` beside a folder `name` with modules in it, in one folder of a crate.
///
/// # Errors
///
/// [`Failure::File`] if a folder cannot be read.
pub fn style(workspace: &Path, folder: &Path) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    if folder.is_dir() {
        search(workspace, folder, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn search(workspace: &Path, folder: &Path, found: &mut Vec<Finding>) -> Result<(), Failure> {
    for path in entries(folder)? {
        if !path.is_dir() {
            continue;
        }
        let beside = path.with_extension("rs");
        if beside.exists() && entries(&path)?.iter().any(|inside| is_rust(inside)) {
            let file = beside.strip_prefix(workspace).unwrap_or(&beside).to_owned();
            let folder = path.strip_prefix(workspace).unwrap_or(&path);
            let says = format!("has modules of its own: it belongs at {}/mod.rs", folder.display());
            found.push(Finding::new(Place { file, line: 1 }, says));
        }
        search(workspace, &path, found)?;
    }
    Ok(())
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |reason| Failure::File { file: folder.to_owned(), reason };
    let entries = fs::read_dir(folder).map_err(failed)?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect()
}
