//! rustdoc's description of a crate as JSON, which the released rustdoc writes only if it is told
//! to behave as an unreleased one.
//!
//! To tell Cargo so would build every dependency anew. So this program stands in for rustdoc, and
//! tells it alone.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use cargo_metadata::Metadata;

use crate::Failure;

/// Set where this program is called as rustdoc: to the rustdoc that it stands in for.
const STANDS_IN_FOR: &str = "COUNTERSIGN_API_RUSTDOC";

/// Whether this program was called as rustdoc.
pub(crate) fn is_asked_for() -> bool {
    env::var_os(STANDS_IN_FOR).is_some()
}

/// Does what rustdoc does, with JSON allowed.
pub(crate) fn run() -> ExitCode {
    let program = env::var_os(STANDS_IN_FOR).unwrap_or_default();
    let mut rustdoc = Command::new(&program);
    rustdoc.args(env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1");
    match rustdoc.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("{}: {reason}", Path::new(&program).display());
            ExitCode::FAILURE
        }
    }
}

/// Has the libraries of these packages described as JSON, in the target folder's `doc`.
pub(crate) fn document<'a>(
    metadata: &Metadata,
    packages: impl Iterator<Item = &'a str>,
) -> Result<(), Failure> {
    let failed = |reason: std::io::Error| Failure::Cargo(reason.to_string());
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.current_dir(&metadata.workspace_root).args(["doc", "--locked", "--no-deps", "--lib"]);
    for package in packages {
        command.args(["--package", package]);
    }
    command.env("RUSTDOC", env::current_exe().map_err(failed)?);
    command.env(STANDS_IN_FOR, beside(&cargo));
    command.env("RUSTDOCFLAGS", "-Z unstable-options --output-format json --cap-lints allow");
    let status = command.status().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(Failure::Cargo("it failed, as said above".into())) }
}

/// The rustdoc of the same toolchain as this Cargo.
fn beside(cargo: &OsString) -> OsString {
    let rustdoc = Path::new(cargo).with_file_name(format!("rustdoc{}", env::consts::EXE_SUFFIX));
    if rustdoc.exists() { rustdoc.into_os_string() } else { "rustdoc".into() }
}
