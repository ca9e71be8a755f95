//! What a machine must have, and the command that installs what it has not.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

const OLDEST_NODE: u32 = 20;
const OLDEST_JAVA: u32 = 17;

/// A program that is not on this machine, or too old.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Missing {
    program: &'static str,
    found: Option<String>,
    install: &'static str,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.program)?;
        if let Some(found) = &self.found {
            write!(formatter, " (found: {found})")?;
        }
        write!(formatter, "\n    {}", self.install)
    }
}

/// Checks for Node and, if a browser will be driven, for Chromium.
///
/// # Errors
///
/// [`Failure::Missing`] with all that is missing, not only the first.
pub(crate) fn check(browser: bool) -> Result<(), Failure> {
    let mut missing = Vec::new();
    missing.extend(node(version("node").as_deref()));
    missing.extend(npm(version("npm").as_deref()));
    if browser {
        missing.extend(chromium_at(&chromium()));
    }
    if missing.is_empty() { Ok(()) } else { Err(Failure::Missing(missing)) }
}

/// Checks for fonts that have all the scripts of the pages' languages.
///
/// # Errors
///
/// [`Failure::Missing`].
pub(crate) fn check_fonts() -> Result<(), Failure> {
    let fonts = Command::new("fc-list").arg(":lang=ar").output();
    // Where there is no fontconfig, the system's own fonts have Arabic.
    let there = fonts.map_or(true, |fonts| !fonts.stdout.is_empty());
    if there { Ok(()) } else { Err(Failure::Missing(vec![arabic_font()])) }
}

/// Checks for a Python that can make an environment of its own and knows the time zones.
///
/// # Errors
///
/// [`Failure::Missing`].
pub(crate) fn check_python() -> Result<(), Failure> {
    let needed = "import venv, ensurepip, zoneinfo; zoneinfo.ZoneInfo('Europe/Berlin')";
    let tried = Command::new("python3").args(["-c", needed]).output();
    let there = tried.is_ok_and(|tried| tried.status.success());
    if there { Ok(()) } else { Err(Failure::Missing(vec![python()])) }
}

/// Checks for a JDK and Maven.
///
/// # Errors
///
/// [`Failure::Missing`] with all that is missing.
pub(crate) fn check_java() -> Result<(), Failure> {
    let missing: Vec<Missing> =
        [jdk(version("javac").as_deref()), maven(version("mvn").as_deref())]
            .into_iter()
            .flatten()
            .collect();
    if missing.is_empty() { Ok(()) } else { Err(Failure::Missing(missing)) }
}

fn jdk(version: Option<&str>) -> Option<Missing> {
    let number = version.and_then(|version| version.strip_prefix("javac "));
    let enough = number.and_then(major).is_some_and(|major| major >= OLDEST_JAVA);
    (!enough).then(|| Missing {
        program: "a JDK, 17 or newer",
        found: version.map(str::to_owned),
        install: "Debian: apt-get install openjdk-17-jdk-headless; macOS: brew install openjdk",
    })
}

fn maven(version: Option<&str>) -> Option<Missing> {
    version.is_none().then_some(Missing {
        program: "Maven 3.8 or newer",
        found: None,
        install: "Debian: apt-get install maven; macOS: brew install maven",
    })
}

fn python() -> Missing {
    Missing {
        program: "Python 3.9 or newer, with venv and time zones",
        found: version("python3"),
        install: "Debian: apt-get install python3-venv tzdata; macOS: brew install python",
    }
}

fn arabic_font() -> Missing {
    Missing {
        program: "a font for Arabic",
        found: None,
        install: "Debian: apt-get install fonts-noto-core; macOS: brew install font-noto-sans",
    }
}

/// The browser that the pages are driven in.
pub(crate) fn chromium() -> PathBuf {
    std::env::var_os("CHROMIUM").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from)
}

/// What `program --version` prints, if it is there.
pub(crate) fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let printed = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| printed.trim().to_owned())
}

fn node(version: Option<&str>) -> Option<Missing> {
    let major = version.and_then(major);
    let enough = major.is_some_and(|major| major >= OLDEST_NODE);
    (!enough).then(|| Missing {
        program: "Node.js 20 or newer",
        found: version.map(str::to_owned),
        install: "Debian 13: apt-get install nodejs npm; macOS: brew install node",
    })
}

fn npm(version: Option<&str>) -> Option<Missing> {
    version.is_none().then_some(Missing {
        program: "npm",
        found: None,
        install: "Debian: apt-get install npm; macOS: brew install node",
    })
}

fn chromium_at(path: &Path) -> Option<Missing> {
    (!path.is_file()).then_some(Missing {
        program: "Chromium",
        found: None,
        install: "Debian: apt-get install chromium; macOS: brew install --cask chromium, \
                  and CHROMIUM set to the program's path",
    })
}

/// The first number of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_twenty_and_newer_will_do() {
        assert_eq!(node(Some("v20.0.0")), None);
        assert_eq!(node(Some("v24.1.0")), None);
    }

    #[test]
    fn an_older_node_is_missing_and_says_what_was_found() {
        let missing = node(Some("v18.20.4")).expect("18 is older than 20");

        assert_eq!(
            missing.to_string(),
            "Node.js 20 or newer (found: v18.20.4)\n    \
             Debian 13: apt-get install nodejs npm; macOS: brew install node"
        );
    }

    #[test]
    fn a_jdk_is_old_enough_by_its_first_number() {
        assert_eq!(jdk(Some("javac 17.0.15")), None);
        assert_eq!(jdk(Some("javac 25")), None);
        assert!(jdk(Some("javac 1.8.0_402")).is_some());
        assert!(jdk(None).is_some());
    }

    #[test]
    fn what_is_not_there_is_named_with_the_command_that_installs_it() {
        let missing = [
            node(None),
            npm(None),
            chromium_at(Path::new("/no/such/browser")),
            Some(arabic_font()),
            jdk(Some("javac 11.0.2")),
            maven(None),
        ];

        for program in missing {
            let text = program.expect("it is not there").to_string();
            assert!(text.contains("apt-get install"), "{text}");
            assert!(text.contains("brew install"), "{text}");
        }
    }
}
