//! The pages that name a test as their evidence name tests that exist.

use std::collections::HashSet;

use anyhow::{Result, ensure};
use regex_lite::Regex;
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

/// Pages whose every line names the test that shows it.
const PAGES: [&str; 2] = ["docs/threat-model.md", "docs/compliance.md"];

/// Finds the tests that a page names and that nobody wrote, or that were renamed since.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    let functions = functions(workspace)?;
    let mut missing = Vec::new();
    for page in PAGES {
        let text = sh.read_file(page)?;
        let named = named_tests(&text).into_iter().filter(|name| !functions.contains(*name));
        missing.extend(named.map(|name| format!("{page} names the test `{name}`")));
    }
    ensure!(missing.is_empty(), "{}\nno function has this name", missing.join("\n"));
    Ok(())
}

/// The names of all functions in the checkout's Rust, be it committed or not.
fn functions(workspace: &Workspace) -> Result<HashSet<String>> {
    let sh = &workspace.sh;
    let function = Regex::new(r"\bfn ([a-z0-9_]+)")?;
    let listed = process::read(cmd!(sh, "git ls-files --cached --others --exclude-standard *.rs"))?;
    let mut functions = HashSet::new();
    for path in listed.lines().filter(|path| workspace.path(path).is_file()) {
        let text = sh.read_file(path)?;
        let names = function.captures_iter(&text).filter_map(|found| found.get(1));
        functions.extend(names.map(|name| name.as_str().to_owned()));
    }
    Ok(functions)
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
        let workspace = Workspace::here().expect("there is a checkout");

        let functions = functions(&workspace).expect("it can be read");

        assert!(functions.contains("this_test_finds_itself_and_no_other"));
        assert!(!functions.contains(&format!("a_test_that_{}", "nobody_wrote")));
    }
}
