//! `cargo xtask interop NAME`: this project against programs nobody here wrote.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use xshell::cmd;

use crate::sandbox::Sandbox;
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use crate::{npm, process, python};

/// A part that takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(900);

/// A folder under `interop/` whose tests drive this project with programs nobody here wrote, in
/// the order in which they run.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Part {
    /// every token verified by another library (npm jose)
    Jose,
    /// formats, currencies and IBANs against other libraries (PyPI, npm)
    Oracles,
    /// a CIBA client (npm openid-client) at the sandbox
    OpenidClient,
    /// a CIBA AS (npm oidc-provider) with the gateway and the core
    OidcProvider,
    /// the sandbox's pages in Chromium
    Pages,
    /// nginx, as docs/proxy.md has it, in front of the gateway
    Proxy,
}

impl Part {
    /// Its name, which is also that of its folder.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// What it needs of a machine.
    pub(crate) fn needs(self) -> &'static [Need] {
        match self {
            Self::Jose | Self::OpenidClient | Self::OidcProvider => &[setup::NODE],
            Self::Oracles => &[setup::NODE, setup::PYTHON],
            Self::Pages => &[setup::NODE, setup::CHROMIUM],
            Self::Proxy => &[setup::NODE, setup::NGINX],
        }
    }

    /// Whether a sandbox must be running for it.
    fn needs_sandbox(self) -> bool {
        matches!(self, Self::OpenidClient | Self::Pages)
    }
}

/// Prints the parts.
pub(crate) fn list() {
    for part in Part::value_variants().iter().filter_map(Part::to_possible_value) {
        let about = part.get_help().map(ToString::to_string).unwrap_or_default();
        println!("{:<15}{about}", part.get_name());
    }
}

/// Sets one part up and runs its tests.
pub(crate) fn run(workspace: &Workspace, part: Part) -> Result<()> {
    let (sh, name) = (&workspace.sh, part.name());
    let folder = workspace.path("interop").join(&name);
    ensure!(
        folder.join("package-lock.json").is_file(),
        "interop/{name} has no package-lock.json; each part is a folder with a package.json, its \
         lock file and tests"
    );
    setup::require(part.needs())?;
    npm::install(workspace, &folder)?;
    workspace.build_programs()?;

    let sandbox = if part.needs_sandbox() { Some(Sandbox::start(workspace, &name)?) } else { None };
    let report = sh.create_dir(workspace.built("interop"))?.join(format!("{name}.tap"));
    let _inside = sh.push_dir(&folder);
    let mut tests = cmd!(
        sh,
        "node --test --test-reporter=spec --test-reporter-destination=stdout
            --test-reporter=tap --test-reporter-destination={report}"
    );
    tests = tests.env("COUNTERSIGN_BIN_DIR", workspace.programs());
    if let Some(sandbox) = &sandbox {
        tests = tests.env("COUNTERSIGN_SANDBOX_URL", sandbox.address());
    }
    if part.needs().contains(&setup::PYTHON) {
        tests = tests.env("COUNTERSIGN_PYTHON", python::install(workspace, &folder)?);
    }
    if part.needs().contains(&setup::CHROMIUM) {
        tests = tests.env("CHROMIUM", setup::chromium());
    }
    process::run_within(tests, LIMIT)?;
    judge(&sh.read_file(&report)?)
}

/// Node ends well also when it ran no test, or skipped one: neither proves anything.
fn judge(tap: &str) -> Result<()> {
    let count = |what: &str| {
        let number =
            tap.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(what)?.parse().ok());
        number.context("node gave no summary of its tests")
    };
    let counted: [u64; 3] = [count("pass ")?, count("skipped ")?, count("todo ")?];
    match counted {
        [0, ..] => bail!("no test ran"),
        [_, 0, 0] => Ok(()),
        _ => bail!("some of its tests did not run"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_found_by_its_own_name() {
        for part in Part::value_variants() {
            assert_eq!(Part::from_str(&part.name(), false), Ok(*part));
        }
    }

    #[test]
    fn only_the_parts_that_talk_to_it_start_a_sandbox() {
        let parts = Part::value_variants().iter();

        let with: Vec<String> =
            parts.filter(|part| part.needs_sandbox()).map(|part| part.name()).collect();

        assert_eq!(with, ["openid-client", "pages"]);
    }

    #[test]
    fn a_part_passes_only_if_tests_ran_and_none_was_left_out() {
        let summary = |pass: u64, skipped: u64, todo: u64| {
            format!(
                "1..1\n# tests 1\n# pass {pass}\n# fail 0\n# skipped {skipped}\n# todo {todo}\n"
            )
        };

        assert!(judge(&summary(3, 0, 0)).is_ok());
        assert!(judge(&summary(0, 0, 0)).is_err());
        assert!(judge(&summary(3, 1, 0)).is_err());
        assert!(judge(&summary(3, 0, 1)).is_err());
        assert!(judge("").is_err());
    }
}
