//! What compiles for phones on a machine that has neither an NDK nor Xcode.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// How `tools.sh` ends where there is nothing to bring.
const NOT_TO_BE_HAD: i32 = 3;

/// Compilers from packages, and the scripts that drive them.
pub(super) struct Tools<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
}

/// What came of bringing them.
pub(super) enum Brought<'a> {
    Tools(Tools<'a>),
    /// In a sentence, why this machine cannot have them.
    NotToBeHad(String),
}

impl<'a> Tools<'a> {
    /// Brings the tools, unless they are there already. Fails if they could be had, and still did
    /// not come.
    pub(super) fn bring(workspace: &'a Workspace) -> Result<Brought<'a>> {
        let (folder, oldest_rust) = (folder(workspace), env!("CARGO_PKG_RUST_VERSION"));
        let sh = &workspace.sh;
        let script = cmd!(sh, "xtask/phones/tools.sh {folder} {oldest_rust}");
        let ended = process::command(script).stderr(Stdio::inherit()).output();
        let ended = ended.context("tools.sh did not start")?;
        match ended.status.code() {
            Some(0) => Ok(Brought::Tools(Self { workspace, folder })),
            Some(NOT_TO_BE_HAD) => {
                let reason = String::from_utf8_lossy(&ended.stdout);
                Ok(Brought::NotToBeHad(reason.trim().to_owned()))
            }
            _ => bail!("tools.sh ended with {}", ended.status),
        }
    }

    /// Whether the library compiles for arm64 Android.
    pub(super) fn check_android(&self) -> Result<()> {
        self.run("android.sh", &["check".as_ref(), &self.folder])
    }

    /// Whether the library compiles for arm64 iOS.
    pub(super) fn check_ios(&self) -> Result<()> {
        self.run("ios.sh", &[&self.folder])
    }

    /// Builds the library for arm64 Android and gives what the linker made; beside it are the
    /// same stripped, and the linker's map.
    pub(super) fn build_android(&self) -> Result<PathBuf> {
        let made = self.workspace.built("phones/android");
        self.run("android.sh", &["build".as_ref(), &self.folder, &made])?;
        Ok(made.join("libcountersign_ffi.so"))
    }

    fn run(&self, script: &str, arguments: &[&Path]) -> Result<()> {
        let sh = &self.workspace.sh;
        let script = cmd!(sh, "xtask/phones/{script} {arguments...}");
        process::run(script.env("CARGO_TARGET_DIR", self.workspace.built("phones")))
    }
}

/// Beside other programs' caches: they are large, and the same for every checkout.
fn folder(workspace: &Workspace) -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    cache.map_or_else(|| workspace.built("tools"), |cache| cache.join("countersign")).join("phones")
}
