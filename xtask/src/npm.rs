//! npm packages, in the folders that name them.

use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// Installs exactly what the lock file names, if that has not been done since it changed.
pub(crate) fn install(workspace: &Workspace, folder: &Path) -> Result<()> {
    // npm writes this file last, so a half-finished installation is not mistaken for a whole one.
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if is_current(installed, modified(&folder.join("package-lock.json"))) {
        return Ok(());
    }
    let sh = &workspace.sh;
    let _inside = sh.push_dir(folder);
    // None of these packages needs to run code of its own in order to be installed.
    process::run(cmd!(sh, "npm ci --ignore-scripts --no-audit --no-fund"))
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}

fn is_current(installed: Option<SystemTime>, locked: Option<SystemTime>) -> bool {
    installed.is_some() && installed >= locked
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn packages_older_than_their_lock_file_are_installed_again() {
        let monday = SystemTime::UNIX_EPOCH;
        let tuesday = monday + Duration::from_secs(86_400);

        assert!(is_current(Some(tuesday), Some(monday)));
        assert!(!is_current(Some(monday), Some(tuesday)));
        assert!(!is_current(None, Some(monday)));
    }
}
