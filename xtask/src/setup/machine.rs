//! A machine, and what is run there to bring what is missing.

use std::io::{self, IsTerminal as _};
use std::process::Command;

use super::need::Need;
use crate::process::version;

/// What installs a system's own packages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Packager {
    Apt,
    // Never run from here: the other three follow their manuals.
    Brew,
    Dnf,
    Pacman,
}

/// All that decides what can be brought.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Machine {
    pub(super) packager: Option<Packager>,
    pub(super) rustup: bool,
    /// Whether this process may install without asking for a password.
    pub(super) root: bool,
    /// Whether a person can be asked.
    pub(super) terminal: bool,
}

impl Machine {
    /// The one this runs on.
    pub(super) fn here() -> Self {
        let found = [
            ("apt-get", Packager::Apt),
            ("brew", Packager::Brew),
            ("dnf", Packager::Dnf),
            ("pacman", Packager::Pacman),
        ]
        .into_iter()
        .find(|(program, _)| version(program).is_some());
        let user = Command::new("id").arg("-u").output();
        Self {
            packager: found.map(|(_, packager)| packager),
            rustup: version("rustup").is_some(),
            root: user.is_ok_and(|user| user.stdout == b"0\n"),
            terminal: io::stdin().is_terminal() && io::stdout().is_terminal(),
        }
    }

    /// What is run for all that is missing, in this order: one command for each, so that a package
    /// that does not come keeps no other away. Where a password would be asked for, only if
    /// somebody is there to give it.
    pub(super) fn plan(&self, missing: &[Need]) -> Vec<String> {
        let mut plan: Vec<String> = missing
            .iter()
            .filter_map(|need| self.command(need))
            .filter(|command| self.terminal || !command.starts_with("sudo "))
            .collect();
        if let Some(first) = plan.iter().position(|command| command.contains("apt-get install")) {
            plan.insert(first, format!("{}apt-get update", self.sudo()));
        }
        plan
    }

    /// What a person would type here to bring it; nothing if this system has no way known.
    pub(super) fn command(&self, need: &Need) -> Option<String> {
        let Some([apt, brew, dnf, pacman]) = need.packages else {
            return self.rustup.then(|| format!("rustup component add {}", need.name));
        };
        let sudo = self.sudo();
        let (install, packages) = match self.packager? {
            Packager::Apt => (format!("{sudo}apt-get install -y --no-install-recommends"), apt),
            Packager::Brew => ("brew install".to_owned(), brew),
            Packager::Dnf => (format!("{sudo}dnf install -y"), dnf),
            Packager::Pacman => (format!("{sudo}pacman -S --noconfirm"), pacman),
        };
        (!packages.is_empty()).then(|| format!("{install} {packages}"))
    }

    fn sudo(&self) -> &'static str {
        if self.root { "" } else { "sudo " }
    }
}

#[cfg(test)]
mod tests {
    use super::super::need::{CHROMIUM, CLIPPY, JDK, MAVEN, NODE, RUSTFMT, STRACE};
    use super::*;

    const DEBIAN_AS_ROOT: Machine =
        Machine { packager: Some(Packager::Apt), rustup: true, root: true, terminal: false };

    #[test]
    fn on_a_machine_that_lacks_nothing_nothing_is_done() {
        assert_eq!(DEBIAN_AS_ROOT.plan(&[]), [""; 0]);
    }

    #[test]
    fn root_on_debian_is_brought_everything() {
        let plan = DEBIAN_AS_ROOT.plan(&[CLIPPY, STRACE, JDK, CHROMIUM]);

        assert_eq!(
            plan,
            [
                "rustup component add clippy",
                "apt-get update",
                "apt-get install -y --no-install-recommends strace",
                "apt-get install -y --no-install-recommends default-jdk-headless",
                "apt-get install -y --no-install-recommends chromium fonts-liberation",
            ]
        );
    }

    #[test]
    fn nobody_is_asked_for_a_password_where_nobody_is() {
        let machine = Machine { root: false, ..DEBIAN_AS_ROOT };

        let plan = machine.plan(&[MAVEN, RUSTFMT]);

        assert_eq!(plan, ["rustup component add rustfmt"]);
        assert_eq!(
            machine.command(&MAVEN).as_deref(),
            Some("sudo apt-get install -y --no-install-recommends maven")
        );
    }

    #[test]
    fn a_person_who_is_not_root_may_give_the_password() {
        let machine = Machine { root: false, terminal: true, ..DEBIAN_AS_ROOT };

        let plan = machine.plan(&[MAVEN]);

        assert_eq!(
            plan,
            ["sudo apt-get update", "sudo apt-get install -y --no-install-recommends maven"]
        );
    }

    #[test]
    fn other_systems_use_what_their_people_use() {
        let not_root = Machine { root: false, terminal: true, ..DEBIAN_AS_ROOT };
        for (packager, command) in [
            (Packager::Brew, "brew install node"),
            (Packager::Dnf, "sudo dnf install -y nodejs npm"),
            (Packager::Pacman, "sudo pacman -S --noconfirm nodejs npm"),
        ] {
            let machine = Machine { packager: Some(packager), ..not_root };

            assert_eq!(machine.plan(&[NODE]), [command]);
        }
    }

    #[test]
    fn what_a_system_does_not_have_is_not_brought() {
        let mac = Machine { packager: Some(Packager::Brew), ..DEBIAN_AS_ROOT };
        let unknown = Machine { packager: None, rustup: false, ..DEBIAN_AS_ROOT };

        assert_eq!(mac.plan(&[STRACE]), [""; 0]);
        assert_eq!(unknown.plan(&[MAVEN, CLIPPY]), [""; 0]);
        assert_eq!(unknown.command(&MAVEN), None);
    }
}
