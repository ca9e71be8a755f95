//! `cargo xtask test`: everything that can fail, and a closing line that counts it.

use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum as _;
use xshell::cmd;

use crate::command::Test;
use crate::fuzz::Fuzzing;
use crate::interop::Part;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{bindings, demo, fleet, fuzz, interop, kotlin, phones, process, setup, swift};

/// Runs the Rust tests and, unless they alone are wanted, all the others. One that fails is in
/// the tally, and in the exit code.
pub(crate) fn run(workspace: &Workspace, test: &Test) -> Result<ExitCode> {
    let sh = &workspace.sh;
    let rust = || process::run(cmd!(sh, "cargo test --workspace --no-fail-fast"));
    if test.quick {
        let mut tally = Tally::default();
        tally.step("rust tests", rust);
        tally.skip("everything else", "left out by --quick");
        return Ok(tally.close());
    }
    let lacking = setup::bring_all(workspace)?;
    let mut tally = Tally::new(test.strict, lacking);
    tally.step("rust tests", rust);
    // Those tests look for strace themselves, and leave a part out where there is none.
    tally.lacks("rust tests under strace", &[setup::STRACE]);
    tally.step("scripted demo", || demo::script(workspace));
    tally.step_with("fuzzing", &[setup::CPP_COMPILER], || fuzz::run(workspace, &Fuzzing::SMOKE));
    tally.step("fleet", || fleet::test(workspace));
    tally.step("bindings", || bindings::run(workspace, true));
    tally.step_with("kotlin", &kotlin::NEEDS, || kotlin::test(workspace));
    tally.step_with("swift, parsed", &[setup::NODE], || swift::parse(workspace));
    if swift::is_here() {
        tally.step("swift", || swift::test(workspace));
    } else {
        tally.skip("swift", "there is no Swift on this machine; nothing in Swift was compiled");
    }
    phones::check(workspace, &mut tally);
    for part in Part::value_variants() {
        let name = format!("interop {}", part.name());
        tally.step_with(&name, part.needs(), || interop::run(workspace, *part));
    }
    Ok(tally.close())
}
