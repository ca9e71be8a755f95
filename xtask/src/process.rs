//! Running other programs to their end.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use wait_timeout::ChildExt;
use xshell::Cmd;

/// Runs a program that may take as long as it likes.
pub(crate) fn run(cmd: Cmd<'_>) -> Result<()> {
    let line = cmd.to_string();
    let status = command(cmd).status().with_context(|| format!("`{line}` did not start"))?;
    judge(&line, status)
}

/// Runs a program and ends it when the limit is over.
pub(crate) fn run_within(cmd: Cmd<'_>, limit: Duration) -> Result<()> {
    let line = cmd.to_string();
    let mut child = start(&mut command(cmd))?;
    match child.wait_timeout(limit)? {
        Some(status) => judge(&line, status),
        None => {
            end(&mut child);
            bail!("`{line}` was stopped after {} s", limit.as_secs())
        }
    }
}

/// Runs a program and returns what it printed; what it complained of goes to the terminal.
pub(crate) fn read(cmd: Cmd<'_>) -> Result<String> {
    let line = cmd.to_string();
    let output = command(cmd).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("`{line}` did not start"))?;
    judge(&line, output.status)?;
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{line}` printed something other than text"))
}

/// What `program --version` prints, if it is there.
pub(crate) fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let printed = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| printed.trim().to_owned())
}

/// Starts a program and leaves it running.
pub(crate) fn start(command: &mut Command) -> Result<Child> {
    command.spawn().with_context(|| format!("{:?} did not start", command.get_program()))
}

/// Ends a program and waits until it is gone.
pub(crate) fn end(child: &mut Child) {
    // Both fail only for a program that has ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// The same for the standard library, and without what `cargo run` said about this package.
pub(crate) fn command(cmd: Cmd<'_>) -> Command {
    let mut command = Command::from(cmd);
    for (variable, _) in std::env::vars_os() {
        if variable.to_str().is_some_and(describes_this_package) {
            command.env_remove(variable);
        }
    }
    command
}

/// Whether a variable was set by `cargo run` about this package.
///
/// Some build scripts (ring's is one) run again when one of these changes, so a cargo
/// started from here would build them anew after every cargo started by hand.
fn describes_this_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_")
        || variable.starts_with("CARGO_MANIFEST_")
        || matches!(variable, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "OUT_DIR")
}

fn judge(line: &str, status: ExitStatus) -> Result<()> {
    ensure!(status.success(), "`{line}` ended with {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_hears_nothing_of_this_package() {
        let removed = ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_CRATE_NAME"];
        let kept = ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO", "PATH"];

        assert!(removed.into_iter().all(describes_this_package));
        assert!(!kept.into_iter().any(describes_this_package));
    }
}

#[cfg(all(test, unix))]
mod unix_tests {
    use super::*;
    use xshell::{Shell, cmd};

    #[test]
    fn a_program_that_succeeds_hands_back_what_it_printed() {
        let sh = Shell::new().unwrap();

        assert_eq!(read(cmd!(sh, "echo 42")).unwrap(), "42\n");
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_exit_code() {
        let sh = Shell::new().unwrap();

        let failure = run(cmd!(sh, "sh -c 'exit 3'")).unwrap_err();

        assert_eq!(failure.to_string(), "`sh -c \"exit 3\"` ended with exit status: 3");
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let sh = Shell::new().unwrap();

        let failure = run_within(cmd!(sh, "sleep 60"), Duration::ZERO).unwrap_err();

        assert_eq!(failure.to_string(), "`sleep 60` was stopped after 0 s");
    }

    #[test]
    fn a_program_that_is_not_there_did_not_start() {
        let sh = Shell::new().unwrap();

        let failure = run(cmd!(sh, "countersign-no-such-program")).unwrap_err();

        assert_eq!(failure.to_string(), "`countersign-no-such-program` did not start");
    }
}
