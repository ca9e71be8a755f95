//! `cargo xtask check`: everything that reads the code without running it.

use std::process::ExitCode;

use crate::app_words;
use crate::deny::Deny;
use crate::failure::Failure;
use crate::named_tests;
use crate::process;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// Runs all the checks.
///
/// # Errors
///
/// None of its own: a check that fails is in the tally, and in the exit code.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode, Failure> {
    let mut tally = Tally::default();
    tally.step("formatting", || process::run(&mut workspace.cargo(&["fmt", "--all", "--check"])));
    tally.step("clippy", || {
        let arguments = ["clippy", "--workspace", "--all-targets", "--keep-going"];
        process::run(workspace.cargo(&arguments).args(["--", "-D", "warnings"]))
    });
    tally.step("documentation", || {
        let arguments = ["doc", "--workspace", "--no-deps"];
        process::run(workspace.cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings"))
    });
    tally.step("tests named as evidence", || named_tests::check(workspace));

    tally.step("words of the sample apps", || app_words::check(workspace));

    let mut deny = None;
    tally.step("licences, bans and sources", || {
        let found = deny.insert(Deny::find_or_install(workspace)?);
        found.check_rules(workspace)
    });
    advisories(workspace, deny.as_ref(), &mut tally);
    Ok(tally.close())
}

/// The one check whose data may be out of reach: then it is skipped, and says so.
fn advisories(workspace: &Workspace, deny: Option<&Deny>, tally: &mut Tally) {
    const NAME: &str = "advisories";
    let Some(deny) = deny else {
        tally.skip(NAME, "cargo-deny could not be installed");
        return;
    };
    println!("\nfetching the advisory database");
    match deny.fetch_advisories(workspace) {
        Ok(()) => tally.step(NAME, || deny.check_advisories(workspace)),
        Err(_) => tally.skip(NAME, "the advisory database could not be fetched"),
    }
}
