//! `cargo xtask test`: everything that can fail, and a closing line that counts it.

use std::process::ExitCode;

use crate::failure::Failure;
use crate::fuzz::Fuzzing;
use crate::part::Part;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{bindings, demo, fleet, fuzz, interop, kotlin, phones, prerequisites, process, swift};

/// Runs the Rust tests and, unless they alone are wanted, all the others.
///
/// # Errors
///
/// [`Failure::Missing`], before anything has run. A test that fails is no error here:
/// it is in the tally, and in the exit code.
pub(crate) fn run(workspace: &Workspace, quick: bool) -> Result<ExitCode, Failure> {
    if !quick {
        prerequisites::check(Part::ALL.into_iter().any(Part::needs_browser))?;
        prerequisites::check_python()?;
        prerequisites::check_java()?;
    }

    let mut tally = Tally::default();
    tally.step("rust tests", || {
        process::run(&mut workspace.cargo(&["test", "--workspace", "--no-fail-fast"]))
    });
    if quick {
        tally.skip("scripted demo", "left out by --quick");
    } else {
        tally.step("scripted demo", || demo::script(workspace));
    }
    if quick {
        tally.skip("fuzzing", "left out by --quick");
    } else {
        tally.step("fuzzing", || fuzz::run(workspace, &Fuzzing::SMOKE));
    }
    if quick {
        tally.skip("fleet", "left out by --quick");
    } else {
        tally.step("fleet", || fleet::test(workspace));
    }
    languages(workspace, quick, &mut tally);
    for part in Part::ALL {
        let name = format!("interop {}", part.name());
        if quick {
            tally.skip(&name, "left out by --quick");
        } else {
            tally.step(&name, || interop::run(workspace, part));
        }
    }
    Ok(tally.close())
}

/// The core in Kotlin and Swift.
fn languages(workspace: &Workspace, quick: bool, tally: &mut Tally) {
    if quick {
        for name in ["bindings", "kotlin", "swift, parsed", "swift", "arm64 Android"] {
            tally.skip(name, "left out by --quick");
        }
        return;
    }
    tally.step("bindings", || bindings::run(workspace, true));
    tally.step("kotlin", || kotlin::test(workspace));
    tally.step("swift, parsed", || swift::parse(workspace));
    if swift::is_here() {
        tally.step("swift", || swift::test(workspace));
    } else {
        tally.skip("swift", "there is no Swift on this machine; nothing in Swift was compiled");
    }
    phones::check(workspace, tally);
}
