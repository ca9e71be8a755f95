//! The sandbox as a running server, ended when the value is dropped.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use regex_lite::Regex;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

const PATIENCE: Duration = Duration::from_secs(30);

/// The path of the sandbox's program.
pub(crate) fn program(workspace: &Workspace) -> PathBuf {
    workspace.programs().join("countersign-sandbox")
}

/// A sandbox that is running on a port of its own.
#[derive(Debug)]
pub(crate) struct Sandbox {
    child: Child,
    address: String,
}

impl Sandbox {
    /// Starts one, and waits for its address. What it prints goes to `target/interop/<log>.log`.
    pub(crate) fn start(workspace: &Workspace, log: &str) -> Result<Self> {
        let (sh, program) = (&workspace.sh, program(workspace));
        let folder = sh.create_dir(workspace.built("interop"))?;
        let path = folder.join(format!("{log}-sandbox.log"));
        let shown = workspace.shown(&path);
        let file = File::create(&path).context(shown.clone())?;

        let mut command = process::command(cmd!(sh, "{program} --port 0"));
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        // From here on the value ends the program, whatever happens.
        let mut sandbox = Self { child: process::start(&mut command)?, address: String::new() };
        sandbox.address = sandbox
            .wait_for_address(&path)
            .with_context(|| format!("the sandbox named no address; see {shown}"))?;
        Ok(sandbox)
    }

    fn wait_for_address(&mut self, log: &Path) -> Result<String> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(address) = address(&fs::read_to_string(log)?) {
                return Ok(address.to_owned());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended with {status}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("it was given {} s", PATIENCE.as_secs())
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

/// The first `http://127.0.0.1:PORT` that is followed by something: what is half written has no
/// end yet.
fn address(printed: &str) -> Option<&str> {
    let pattern = Regex::new(r"(http://127\.0\.0\.1:([0-9]+))[^0-9]").ok()?;
    let found = pattern.captures(printed)?;
    let port: u16 = found.get(2)?.as_str().parse().ok()?;
    (port != 0).then_some(found.get(1)?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_wherever_it_stands_in_the_line() {
        assert_eq!(address("http://127.0.0.1:41234\n"), Some("http://127.0.0.1:41234"));
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
            assert_eq!(address(&format!("{line}\n")), None, "{line}");
        }
    }

    #[test]
    fn a_port_that_is_not_written_to_the_end_is_not_taken_for_one() {
        assert_eq!(address("http://127.0.0.1:41"), None);
    }
}
