//! `countersign-api [--write]`: compares the public API of each crate that has a file in api/ with
//! that file, or writes the files anew. Ends with 1 if one differs, with 2 if it could not compare.

// Printing is what this command is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod record;
mod rustdoc;

use std::process::ExitCode;

use cargo_metadata::MetadataCommand;

use record::{Record, records};

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cargo metadata: {0}")]
    Metadata(#[from] cargo_metadata::Error),
    #[error("{path}: {reason}")]
    File { path: String, reason: std::io::Error },
    #[error("api/{0}.txt: the workspace has no library of this name")]
    Unknown(String),
    #[error("cargo doc: {0}")]
    Cargo(String),
    #[error("{path}: this rustdoc writes another format than Rust 1.95.0's: {reason}")]
    Format { path: String, reason: public_api::Error },
}

fn main() -> ExitCode {
    if rustdoc::is_asked_for() {
        return rustdoc::run();
    }
    let write = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--write") => true,
        Some(_) => {
            eprintln!("usage: countersign-api [--write]");
            return ExitCode::from(2);
        }
    };
    match work(write) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(changed) => {
            eprintln!("{changed} lines differ; `--write` records them (tools/api/README.md)");
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

/// Compares or writes all records; returns how many lines differ.
fn work(write: bool) -> Result<usize, Failure> {
    let metadata = MetadataCommand::new().no_deps().exec()?;
    let records = records(&metadata)?;
    rustdoc::document(&metadata, records.iter().map(Record::package))?;
    let mut changed = 0;
    for record in records {
        let now = record.now()?;
        if write {
            record.write(&now)?;
        } else {
            let lines = record.differences(&now)?;
            lines.iter().for_each(|line| println!("{line}"));
            changed += lines.len();
        }
    }
    Ok(changed)
}
