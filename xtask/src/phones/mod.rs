//! `cargo xtask phones`: whether the library compiles for phones, and what it adds to an app.

mod jna;
mod ndk;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use xshell::cmd;

use crate::process;
use crate::tally::Tally;
use crate::workspace::Workspace;

use tools::{Brought, Tools};

/// What the library may add to an app for arm64 Android, before the app is compressed.
const BUDGET: &str = "4000000";

const COMPILES_FOR_ANDROID: &str = "arm64 Android: the library compiles";

/// Only checks that the library compiles, or builds and measures what is shipped.
/// What fails is in the tally, and in the exit code.
pub(crate) fn run(workspace: &Workspace, only_check: bool) -> Result<ExitCode> {
    let mut tally = Tally::default();
    if only_check {
        check(workspace, &mut tally);
    } else {
        measure(workspace, &mut tally);
    }
    Ok(tally.close())
}

/// Checks that the library compiles for arm64 Android; skipped where nothing can compile for it.
pub(crate) fn check(workspace: &Workspace, tally: &mut Tally) {
    if let Some(cargo) = ndk::check(workspace) {
        return tally.step(COMPILES_FOR_ANDROID, || process::run(cargo));
    }
    match Tools::bring(workspace) {
        Ok(Brought::Tools(tools)) => tally.step(COMPILES_FOR_ANDROID, || tools.check_android()),
        Ok(Brought::NotToBeHad(reason)) => tally.skip(COMPILES_FOR_ANDROID, &without_ndk(&reason)),
        Err(failure) => tally.step(COMPILES_FOR_ANDROID, || Err(failure)),
    }
}

fn without_ndk(reason: &str) -> String {
    format!(
        "{reason}; it would run with an NDK (ANDROID_NDK_HOME) and \
         `rustup target add aarch64-linux-android`"
    )
}

fn measure(workspace: &Workspace, tally: &mut Tally) {
    const BUILDS: &str = "arm64 Android: the library as shipped";
    let tools = match Tools::bring(workspace) {
        Ok(Brought::Tools(tools)) => tools,
        Ok(Brought::NotToBeHad(reason)) => return tally.skip(BUILDS, &reason),
        Err(failure) => return tally.step(BUILDS, || Err(failure)),
    };
    tally.step("arm64 iOS: the library compiles", || tools.check_ios());

    let mut library = None;
    tally.step(BUILDS, || {
        library = Some(tools.build_android()?);
        Ok(())
    });
    let Some(library) = library else { return };
    tally.step("arm64 Android: 16 KB pages, a panic unwinds, within the budget", || {
        let sh = &workspace.sh;
        process::run(cmd!(sh, "cargo run --quiet --package countersign-size {library} {BUDGET}"))
    });
    jna(workspace, tally);
}

/// Kotlin calls the library through JNA, and an app ships both.
fn jna(workspace: &Workspace, tally: &mut Tally) {
    const NAME: &str = "arm64 Android: JNA's own library";
    if process::version("mvn").is_none() {
        return tally.skip(NAME, "there is no Maven to fetch it");
    }
    tally.step(NAME, || jna::weigh(workspace));
}
