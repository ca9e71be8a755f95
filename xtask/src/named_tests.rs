//! The pages that name a test as their evidence name tests that exist.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Result, ensure};
use regex_lite::Regex;
use xshell::Shell;

use crate::workspace::Workspace;

/// Pages whose every line names the test that shows it.
const PAGES: [&str; 2] = ["docs/threat-model.md", "docs/compliance.md"];
/// Where the tests are.
const ROOMS: [&str; 4] = ["core", "gateway", "sandbox", "xtask"];

/// Finds the tests that a page names and that nobody wrote, or that were renamed since.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    let mut functions = HashSet::new();
    for room in ROOMS {
        collect(sh, Path::new(room), &mut functions)?;
    }
    let mut missing = Vec::new();
    for page in PAGES {
        let text = sh.read_file(page)?;
        let named = named_tests(&text).into_iter().filter(|name| !functions.contains(*name));
        missing.extend(named.map(|name| format!("{page} names the test `{name}`")));
    }
    ensure!(missing.is_empty(), "{}\nno function has this name", missing.join("\n"));
    Ok(())
}

/// Adds the names of all functions in the Rust files of a folder.
fn collect(sh: &Shell, folder: &Path, functions: &mut HashSet<String>) -> Result<()> {
    let function = Regex::new(r"\bfn ([a-z0-9_]+)")?;
    for path in sh.read_dir(folder)? {
        // Paths are read from the shell's place.
        if sh.current_dir().join(&path).is_dir() {
            collect(sh, &path, functions)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = sh.read_file(&path)?;
            let names = function.captures_iter(&text).filter_map(|found| found.get(1));
            functions.extend(names.map(|name| name.as_str().to_owned()));
        }
    }
    Ok(())
}

/// Sentences written with underscores, between backticks: a test's name has four words or more,
/// a field of the protocol fewer.
fn named_tests(page: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let quoted = page.split('`').skip(1).step_by(2);
    quoted.filter(|text| text.chars().all(is_part) && text.matches('_').count() >= 3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_a_sentence_between_backticks() {
        let page = "| `binding_message` | `a_denial_that_nobody_answered` and `core: jose` |";

        assert_eq!(named_tests(page), ["a_denial_that_nobody_answered"]);
    }

    #[test]
    fn this_test_finds_itself_and_no_other() {
        let mut functions = HashSet::new();

        let workspace = Workspace::here().expect("there is a checkout");
        collect(&workspace.sh, Path::new("xtask"), &mut functions).expect("it can be read");

        assert!(functions.contains("this_test_finds_itself_and_no_other"));
        assert!(!functions.contains(&format!("a_test_that_{}", "nobody_wrote")));
    }
}
