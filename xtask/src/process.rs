//! Running other programs to their end.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// Runs a program that may take as long as it likes.
///
/// # Errors
///
/// [`Failure::NotStarted`], or [`Failure::Ended`] if it did not succeed.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let program = name(command);
    match command.status() {
        Ok(status) => judge(program, status),
        Err(reason) => Err(Failure::NotStarted { program, reason }),
    }
}

/// Runs a program and ends it when the limit is over.
///
/// # Errors
///
/// As [`run`], and [`Failure::TookTooLong`].
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Result<(), Failure> {
    let program = name(command);
    let started = Instant::now();
    let mut child = start(command)?;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return judge(program, status),
            Ok(None) if started.elapsed() < limit => thread::sleep(Duration::from_millis(50)),
            Ok(None) => {
                end(&mut child);
                return Err(Failure::TookTooLong { program, limit });
            }
            Err(reason) => {
                end(&mut child);
                return Err(Failure::NotStarted { program, reason });
            }
        }
    }
}

/// Runs a program and returns what it printed; what it complained of goes to the terminal.
///
/// # Errors
///
/// As [`run`], and [`Failure::NotAsAgreed`] if it printed something other than text.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let program = name(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|reason| Failure::NotStarted { program: program.clone(), reason })?;
    judge(program.clone(), output.status)?;
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::NotAsAgreed(format!("{program} printed something other than text")))
}

/// Starts a program and leaves it running.
///
/// # Errors
///
/// [`Failure::NotStarted`].
pub(crate) fn start(command: &mut Command) -> Result<Child, Failure> {
    command.spawn().map_err(|reason| Failure::NotStarted { program: name(command), reason })
}

/// Ends a program and waits until it is gone.
pub(crate) fn end(child: &mut Child) {
    // Both fail only for a program that has ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// The program's own name and its first argument: enough to know which one it was.
fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let file = program.file_name().unwrap_or(command.get_program());
    let mut name = file.to_string_lossy().into_owned();
    if let Some(first) = command.get_args().next() {
        name.push(' ');
        name.push_str(&first.to_string_lossy());
    }
    name
}

fn judge(program: String, status: ExitStatus) -> Result<(), Failure> {
    if status.success() { Ok(()) } else { Err(Failure::Ended { program, code: status.code() }) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_that_succeeds_hands_back_what_it_printed() {
        let printed = output(&mut shell("echo 42"));

        assert_eq!(printed.ok().as_deref(), Some("42\n"));
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_exit_code() {
        let failure = run(&mut shell("exit 3")).unwrap_err();

        assert_eq!(failure.to_string(), "sh -c ended with exit code 3");
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let failure = run_within(&mut shell("exec sleep 60"), Duration::ZERO).unwrap_err();

        assert_eq!(failure.to_string(), "sh -c was stopped after 0 s");
    }

    #[test]
    fn a_program_that_is_not_there_did_not_start() {
        let failure = run(&mut Command::new("countersign-no-such-program")).unwrap_err();

        assert!(matches!(failure, Failure::NotStarted { .. }));
    }
}
