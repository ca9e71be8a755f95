//! The plan: which crate may use which, and how each is built up inside. README.md has the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::failure::Failure;
use crate::finding::Place;

/// What crates.toml says.
#[derive(Debug)]
pub struct Plan {
    file: PathBuf,
    lines: Vec<String>,
    contents: Contents,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Contents {
    #[serde(default)]
    platforms: Vec<String>,
    #[serde(default)]
    groups: BTreeMap<String, Vec<String>>,
    crates: BTreeMap<String, Rules>,
}

/// What the plan says of one crate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// The crates of the workspace that it and its build script may depend on.
    pub may_use: BTreeSet<String>,
    /// Those that its tests, benches and examples may depend on as well.
    #[serde(default)]
    pub tests_may_use: BTreeSet<String>,
    /// The only crates from outside that it may depend on directly; none if it may take any.
    pub outside: Option<BTreeSet<String>>,
    /// The crates, or groups of them, that must not be reached from it at all.
    #[serde(default)]
    pub never_links: BTreeSet<String>,
    /// The modules in its root, from the lowest storey up; empty if it has no storeys.
    #[serde(default)]
    pub storeys: Vec<Vec<String>>,
    /// The names that two of its types may have, each with the reason.
    #[serde(default)]
    pub same_name: BTreeMap<String, String>,
}

impl Plan {
    /// Reads a plan; `file` is seen from the workspace's folder.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] if it is not there, [`Failure::Plan`] if it is no plan.
    pub fn read(workspace: &Path, file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(workspace.join(file))
            .map_err(|reason| Failure::File { file: file.to_owned(), reason })?;
        let contents = toml::from_str(&text)
            .map_err(|reason| Failure::Plan { file: file.to_owned(), reason })?;
        let lines = text.lines().map(str::to_owned).collect();
        Ok(Self { file: file.to_owned(), lines, contents })
    }

    /// The platforms on which dependencies are followed.
    pub(crate) fn platforms(&self) -> &[String] {
        &self.contents.platforms
    }

    /// All crates of the plan.
    pub(crate) fn crates(&self) -> impl Iterator<Item = (&str, &Rules)> {
        self.contents.crates.iter().map(|(name, rules)| (name.as_str(), rules))
    }

    /// What it says of one crate.
    pub(crate) fn rules(&self, name: &str) -> Option<&Rules> {
        self.contents.crates.get(name)
    }

    /// The crates that this one must never reach, groups taken apart.
    pub(crate) fn never_links<'a>(&'a self, rules: &'a Rules) -> BTreeSet<&'a str> {
        let mut all = BTreeSet::new();
        for name in &rules.never_links {
            match self.contents.groups.get(name) {
                Some(group) => all.extend(group.iter().map(String::as_str)),
                None => {
                    all.insert(name.as_str());
                }
            }
        }
        all
    }

    /// Where the plan speaks of a crate.
    pub(crate) fn place(&self, name: &str) -> Place {
        let heading = format!("[crates.{name}]");
        let before = self.lines.iter().take_while(|line| line.trim() != heading).count();
        Place { file: self.file.clone(), line: (before + 1).min(self.lines.len().max(1)) }
    }
}
