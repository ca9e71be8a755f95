//! What a machine lacks for a command: brought where that can be done, else named.

mod machine;
mod need;

use std::fmt;
use std::io::{self, Write as _};

use anyhow::{Result, ensure};
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

use machine::Machine;
pub(crate) use need::*;

/// What every test together needs.
const ALL: [Need; 8] = [CPP_COMPILER, STRACE, NODE, PYTHON, JDK, MAVEN, CHROMIUM, NGINX];

/// What is still missing, each with the command that would bring it here, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Lacking(Vec<(Need, Option<String>)>);

/// Fails with all that is missing, for a command that can do nothing without it.
pub(crate) fn require(needs: &[Need]) -> Result<()> {
    let lacking = Lacking::here(needs, &Machine::here());
    ensure!(lacking.0.is_empty(), "this machine lacks what the command needs\n\n{lacking}");
    Ok(())
}

/// Brings what some test needs and is missing, and gives what is missing still.
pub(crate) fn bring_all(workspace: &Workspace) -> Result<Lacking> {
    bring(workspace, &ALL)
}

/// Brings what is missing and can be brought, and gives what is missing still: a package that does
/// not come is no failure.
///
/// Each package is named before; at a terminal, one question is asked.
pub(crate) fn bring(workspace: &Workspace, needs: &[Need]) -> Result<Lacking> {
    let machine = Machine::here();
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !(need.is_here)()).collect();
    let plan = machine.plan(&missing);
    if plan.is_empty() || !agreed(&Lacking::here(&missing, &machine), &machine)? {
        return Ok(Lacking::here(&missing, &machine));
    }
    for command in plan {
        println!("{command}");
        let words: Vec<&str> = command.split(' ').collect();
        let Some((program, arguments)) = words.split_first() else { continue };
        let install = cmd!(workspace.sh, "{program} {arguments...}").ignore_stdout();
        if let Err(failure) = process::run(install.env("DEBIAN_FRONTEND", "noninteractive")) {
            eprintln!("{failure:#}");
        }
    }
    Ok(Lacking::here(&missing, &machine))
}

/// Names what would be installed and, at a terminal, asks whether it may be.
fn agreed(missing: &Lacking, machine: &Machine) -> Result<bool> {
    print!("{missing}");
    if !machine.terminal {
        return Ok(true);
    }
    print!("Install this now? [Y/n] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    // No line at all, not even an empty one, is no answer.
    let answered = io::stdin().read_line(&mut answer)? > 0;
    Ok(answered && matches!(answer.trim(), "" | "y" | "Y" | "yes"))
}

impl Lacking {
    fn here(needs: &[Need], machine: &Machine) -> Self {
        let missing = needs.iter().filter(|need| !(need.is_here)());
        Self(missing.map(|need| (*need, machine.command(need))).collect())
    }

    #[cfg(test)]
    pub(crate) fn of(lacking: &[(Need, Option<&str>)]) -> Self {
        Self(lacking.iter().map(|(need, command)| (*need, command.map(str::to_owned))).collect())
    }

    /// Which of these are missing, in a sentence; nothing if none is.
    pub(crate) fn among(&self, needs: &[Need]) -> Option<String> {
        let missing = self.0.iter().filter(|(need, _)| needs.contains(need));
        let names: Vec<&str> = missing.map(|(need, _)| need.name).collect();
        (!names.is_empty()).then(|| format!("missing here: {}", names.join("; ")))
    }
}

/// Nothing if nothing is lacking, else a paragraph.
impl fmt::Display for Lacking {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        writeln!(formatter, "What is missing, and what brings it:")?;
        for (need, command) in &self.0 {
            let command = command.as_deref().unwrap_or("no package known on this system");
            writeln!(formatter, "    {}: {command}", need.name)?;
        }
        writeln!(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lacking_is_said_with_the_command_that_brings_it() {
        let lacking = Lacking::of(&[(MAVEN, Some("apt-get install -y maven")), (STRACE, None)]);

        assert_eq!(
            lacking.to_string(),
            "What is missing, and what brings it:\n\
             \x20   Maven: apt-get install -y maven\n\
             \x20   strace: no package known on this system\n\n"
        );
        assert_eq!(Lacking::default().to_string(), "");
    }

    #[test]
    fn a_step_names_only_what_it_needs_itself() {
        let lacking = Lacking::of(&[(MAVEN, None), (STRACE, None)]);

        assert_eq!(lacking.among(&[NODE]), None);
        assert_eq!(lacking.among(&[JDK, MAVEN]).as_deref(), Some("missing here: Maven"));
    }
}
