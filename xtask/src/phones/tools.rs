//! What compiles for phones on a machine that has neither an NDK nor Xcode.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::Failure;
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
    /// Brings the tools, unless they are there already.
    ///
    /// # Errors
    ///
    /// If they could be had, and still did not come.
    pub(super) fn bring(workspace: &'a Workspace) -> Result<Brought<'a>, Failure> {
        let folder = folder(workspace);
        let mut bring = script(workspace, "tools.sh");
        bring.arg(&folder).arg(env!("CARGO_PKG_RUST_VERSION")).stderr(Stdio::inherit());
        let ended = bring
            .output()
            .map_err(|reason| Failure::NotStarted { program: "tools.sh".to_owned(), reason })?;
        match ended.status.code() {
            Some(0) => Ok(Brought::Tools(Self { workspace, folder })),
            Some(NOT_TO_BE_HAD) => {
                let reason = String::from_utf8_lossy(&ended.stdout);
                Ok(Brought::NotToBeHad(reason.trim().to_owned()))
            }
            code => Err(Failure::Ended { program: "tools.sh".to_owned(), code }),
        }
    }

    /// Whether the library compiles for arm64 Android.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub(super) fn check_android(&self) -> Result<(), Failure> {
        process::run(self.script("android.sh").arg("check").arg(&self.folder))
    }

    /// Whether the library compiles for arm64 iOS.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub(super) fn check_ios(&self) -> Result<(), Failure> {
        process::run(self.script("ios.sh").arg(&self.folder))
    }

    /// Builds the library for arm64 Android and gives what the linker made; beside it are the
    /// same stripped, and the linker's map.
    ///
    /// # Errors
    ///
    /// If it does not compile or link.
    pub(super) fn build_android(&self) -> Result<PathBuf, Failure> {
        let folder = self.workspace.built("phones/android");
        let mut build = self.script("android.sh");
        build.arg("build").arg(&self.folder).arg(&folder);
        process::run(&mut build)?;
        Ok(folder.join("libcountersign_ffi.so"))
    }

    fn script(&self, name: &str) -> Command {
        let mut script = script(self.workspace, name);
        script.env("CARGO_TARGET_DIR", self.workspace.built("phones"));
        script
    }
}

fn script(workspace: &Workspace, name: &str) -> Command {
    workspace.program(workspace.path("xtask/phones").join(name))
}

/// Beside other programs' caches: they are large, and the same for every checkout.
fn folder(workspace: &Workspace) -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    cache.map_or_else(|| workspace.built("tools"), |cache| cache.join("countersign")).join("phones")
}
