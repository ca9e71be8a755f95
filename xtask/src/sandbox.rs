//! The sandbox as a running server, ended when the value is dropped.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

const PROGRAM: &str = "countersign-sandbox";
const PATIENCE: Duration = Duration::from_secs(30);

/// The path of the sandbox's program.
pub(crate) fn program(workspace: &Workspace) -> std::path::PathBuf {
    workspace.programs().join(PROGRAM)
}

/// A sandbox that is running on a port of its own.
#[derive(Debug)]
pub(crate) struct Sandbox {
    child: Child,
    address: String,
}

impl Sandbox {
    /// Starts one, and waits for its address. What it prints goes to `target/interop/<log>.log`.
    ///
    /// # Errors
    ///
    /// If it does not start, or names no address in time.
    pub(crate) fn start(workspace: &Workspace, log: &str) -> Result<Self, Failure> {
        let path = workspace.built("interop").join(format!("{log}-sandbox.log"));
        let shown = workspace.shown(&path);
        let (printed, complained) = open_twice(workspace, &path)?;

        let mut command = workspace.program(program(workspace));
        command
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(complained);
        let mut child = process::start(&mut command)?;
        let (sender, receiver) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || listen(stdout, printed, &sender));
        }
        // From here on the value ends the program, whatever happens.
        let mut sandbox = Self { child, address: String::new() };

        sandbox.address = receiver.recv_timeout(PATIENCE).map_err(|_| {
            Failure::NotAsAgreed(format!("the sandbox named no address; see {shown}"))
        })?;
        Ok(sandbox)
    }

    /// Where it answers, without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}

/// Reads all that the sandbox prints, so that it never blocks, and passes on its address.
fn listen(stdout: ChildStdout, mut log: File, sender: &Sender<String>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        // A log that cannot be written is no reason to stop reading.
        let _ = writeln!(log, "{line}");
        if let Some(address) = address(&line) {
            // Nobody listens any more once the first address has arrived.
            let _ = sender.send(address.to_owned());
        }
    }
}

fn open_twice(workspace: &Workspace, path: &std::path::Path) -> Result<(File, File), Failure> {
    let failure = |reason| Failure::File { path: workspace.shown(path), reason };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failure)?;
    }
    let file = File::create(path).map_err(failure)?;
    let again = file.try_clone().map_err(failure)?;
    Ok((file, again))
}

/// The `http://127.0.0.1:PORT` in a line.
fn address(line: &str) -> Option<&str> {
    const START: &str = "http://127.0.0.1:";
    let (_, after) = line.split_once(START)?;
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let port: u16 = after.get(..digits)?.parse().ok()?;
    let start = line.len() - after.len() - START.len();
    (port != 0).then(|| line.get(start..line.len() - after.len() + digits)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_wherever_it_stands_in_the_line() {
        assert_eq!(address("http://127.0.0.1:41234"), Some("http://127.0.0.1:41234"));
        assert_eq!(
            address("The sandbox is ready: http://127.0.0.1:8080/ (ctrl-c ends it)"),
            Some("http://127.0.0.1:8080")
        );
    }

    #[test]
    fn a_line_without_a_usable_port_has_no_address() {
        for line in [
            "",
            "Starting",
            "http://127.0.0.1:",
            "http://127.0.0.1:/shop",
            "http://127.0.0.1:0",
            "http://127.0.0.1:65536",
            "https://as.bank.example:443",
        ] {
            assert_eq!(address(line), None, "{line}");
        }
    }
}
