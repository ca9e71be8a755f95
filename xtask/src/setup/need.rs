//! What some command needs beyond Rust and a C compiler, how it is found, and which packages
//! bring it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::version;

const OLDEST_NODE: u32 = 20;
const OLDEST_JAVA: u32 = 17;

/// A program, or something as good as one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    /// What a person calls it.
    pub(super) name: &'static str,
    /// Whether this machine has it, and new enough.
    pub(super) is_here: fn() -> bool,
    /// Where the system's packages bring it and not rustup.
    pub(super) packages: Option<Packages>,
}

/// By the names of apt, brew, dnf and pacman; nothing where a system has none.
pub(super) type Packages = [&'static str; 4];

const fn need(name: &'static str, is_here: fn() -> bool, packages: Packages) -> Need {
    Need { name, is_here, packages: Some(packages) }
}

const fn component(name: &'static str, is_here: fn() -> bool) -> Need {
    Need { name, is_here, packages: None }
}

/// Formats.
pub(crate) const RUSTFMT: Need = component("rustfmt", || runs("cargo-fmt"));
/// Lints.
pub(crate) const CLIPPY: Need = component("clippy", || runs("cargo-clippy"));
/// Links libFuzzer.
pub(crate) const CPP_COMPILER: Need =
    need("a C++ compiler", || runs("c++"), ["build-essential", "llvm", "gcc-c++", "gcc"]);
/// Sees what reaches the disk before the network does.
pub(crate) const STRACE: Need =
    need("strace", || runs("strace"), ["strace", "", "strace", "strace"]);
/// Runs the interop parts, and parses Swift.
pub(crate) const NODE: Need = need(
    "Node.js 20 or newer with npm",
    || node(version("node").as_deref()) && runs("npm"),
    ["nodejs npm", "node", "nodejs npm", "nodejs npm"],
);
/// Has other libraries' opinions of formats.
pub(crate) const PYTHON: Need = need(
    "Python 3.9 or newer with venv and time zones",
    python,
    ["python3 python3-venv tzdata", "python", "python3 tzdata", "python tzdata"],
);
/// Compiles Kotlin.
pub(crate) const JDK: Need = need(
    "a JDK, 17 or newer",
    || jdk(version("javac").as_deref()),
    ["default-jdk-headless", "openjdk", "java-latest-openjdk-devel", "jdk-openjdk"],
);
/// Builds and tests Kotlin.
pub(crate) const MAVEN: Need = need("Maven", || runs("mvn"), ["maven"; 4]);
/// Plays the customer on the pages.
pub(crate) const CHROMIUM: Need = need(
    "Chromium",
    || chromium().is_file(),
    ["chromium fonts-liberation", "--cask chromium", "chromium", "chromium"],
);
/// Stands in front of the gateway.
pub(crate) const NGINX: Need = need(
    "nginx with its JavaScript module, and OpenSSL",
    nginx,
    ["nginx libnginx-mod-http-js openssl", "", "", ""],
);
/// Is seen in the pictures.
pub(crate) const ARABIC_FONT: Need = need(
    "a font for Arabic",
    arabic_font,
    ["fonts-noto-core", "--cask font-noto-sans", "google-noto-sans-arabic-fonts", "noto-fonts"],
);

impl PartialEq for Need {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The browser that the pages are driven in: `CHROMIUM`, or where systems put it.
pub(crate) fn chromium() -> PathBuf {
    let mac = "/Applications/Chromium.app/Contents/MacOS/Chromium";
    let others = ["/usr/bin/chromium-browser", mac].into_iter();
    let found = others.into_iter().find(|place| Path::new(place).is_file());
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.unwrap_or_else(|| found.unwrap_or("/usr/bin/chromium").into())
}

/// Whether nginx starts with the module that the reference configuration loads. It is sought where
/// Debian puts both.
fn nginx() -> bool {
    let module = Path::new("/usr/lib/nginx/modules/ngx_http_js_module.so");
    let tried = Command::new("nginx").arg("-v").output();
    tried.is_ok_and(|tried| tried.status.success()) && module.is_file() && runs_openssl()
}

fn runs_openssl() -> bool {
    Command::new("openssl").arg("version").output().is_ok_and(|tried| tried.status.success())
}

fn runs(program: &str) -> bool {
    version(program).is_some()
}

/// Whether there is a Python that can make an environment of its own and knows the time zones.
fn python() -> bool {
    let needed = "import venv, ensurepip, zoneinfo; zoneinfo.ZoneInfo('Europe/Berlin')";
    let tried = Command::new("python3").args(["-c", needed]).output();
    tried.is_ok_and(|tried| tried.status.success())
}

/// Where there is no fontconfig, the system's own fonts have Arabic.
fn arabic_font() -> bool {
    let fonts = Command::new("fc-list").arg(":lang=ar").output();
    fonts.map_or(true, |fonts| !fonts.stdout.is_empty())
}

fn node(version: Option<&str>) -> bool {
    major(version, "v").is_some_and(|major| major >= OLDEST_NODE)
}

fn jdk(version: Option<&str>) -> bool {
    major(version, "javac ").is_some_and(|major| major >= OLDEST_JAVA)
}

fn major(version: Option<&str>, before: &str) -> Option<u32> {
    version?.strip_prefix(before)?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_twenty_and_newer_will_do() {
        assert!(node(Some("v20.0.0")));
        assert!(node(Some("v24.1.0")));
        assert!(!node(Some("v18.20.4")));
        assert!(!node(None));
    }

    #[test]
    fn a_jdk_is_old_enough_by_its_first_number() {
        assert!(jdk(Some("javac 17.0.15")));
        assert!(jdk(Some("javac 25")));
        assert!(!jdk(Some("javac 1.8.0_402")));
        assert!(!jdk(Some("javac 11.0.2")));
        assert!(!jdk(None));
    }
}
