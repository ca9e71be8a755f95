//! `countersign-structure`: checks the workspace around the current folder, and prints each
//! finding. Ends with 1 if there is any, with 2 if it could not be judged.

// Printing is what this command is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::Path;
use std::process::ExitCode;

/// The plan, as seen from the workspace's folder.
const PLAN: &str = "tools/structure/crates.toml";

fn main() -> ExitCode {
    match countersign_structure::check(Path::new("."), Path::new(PLAN)) {
        Ok(findings) if findings.is_empty() => ExitCode::SUCCESS,
        Ok(findings) => {
            findings.iter().for_each(|finding| println!("{finding}"));
            eprintln!("{} findings; the rules are in tools/structure/README.md", findings.len());
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}
