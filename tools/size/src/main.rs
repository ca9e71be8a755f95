//! What the library for arm64 Android adds to an app, which crate adds what, and whether a phone
//! can load and unwind it.
//!
//! `countersign-size LIBRARY BUDGET` reads the library that the linker made, with its relocations
//! kept, and beside it `LIBRARY.stripped` and the linker's map `LIBRARY.map`.

// Printing is what this program is for.
#![allow(clippy::print_stdout)]

mod demands;
mod library;
mod map;
mod owner;
mod shares;
mod table;

use anyhow::{Context as _, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

use library::Library;
use table::Table;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (path, budget) = arguments
        .next()
        .map(PathBuf::from)
        .zip(arguments.next().and_then(|budget| budget.to_str()?.parse().ok()))
        .context("countersign-size LIBRARY BUDGET")?;
    let stripped = path.with_extension("so.stripped");
    let (linked, map) = (read(&path)?, read(&path.with_extension("so.map"))?);
    let library = Library::parse(linked.as_slice()).with_context(|| path.display().to_string())?;

    let name = path.file_stem().and_then(|stem| stem.to_str()?.strip_prefix("lib"));
    let pieces = map::pieces(std::str::from_utf8(&map)?, name.context("libNAME.so")?);
    let table = Table {
        shares: shares::count(&library, pieces)?,
        stripped: std::fs::metadata(&stripped)?.len(),
        compressed: compressed(&stripped)?,
    };
    print!("{table}");
    let demands = [
        demands::pages(&library),
        demands::unwinding(&library),
        demands::budget(table.stripped, budget),
    ];
    let refused = demands.into_iter().filter_map(Result::err).map(|reason| reason.to_string());
    let refused: Vec<String> = refused.collect();
    ensure!(refused.is_empty(), "{}", refused.join("\n"));
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}

/// As a package manager would pack it.
fn compressed(path: &Path) -> anyhow::Result<u64> {
    let mut gzip = Command::new("gzip");
    let packed = gzip.args(["-9", "--no-name", "--stdout"]).arg(path).output().context("gzip")?;
    ensure!(packed.status.success(), "gzip: {}", String::from_utf8_lossy(&packed.stderr));
    Ok(packed.stdout.len() as u64)
}
