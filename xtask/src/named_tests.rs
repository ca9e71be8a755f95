//! The pages that name a test as their evidence name tests that exist.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// Pages whose every line names the test that shows it.
const PAGES: [&str; 2] = ["docs/threat-model.md", "docs/compliance.md"];
/// Where the tests are.
const ROOMS: [&str; 4] = ["core", "gateway", "sandbox", "xtask"];

/// Finds the tests that a page names and that nobody wrote, or that were renamed since.
///
/// # Errors
///
/// [`Failure::NotAsAgreed`] with all of them.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let mut functions = HashSet::new();
    for room in ROOMS {
        collect(&workspace.path(room), &mut functions).map_err(failed(room))?;
    }
    let mut missing = Vec::new();
    for page in PAGES {
        let text = fs::read_to_string(workspace.path(page)).map_err(failed(page))?;
        let named = named_tests(&text).into_iter().filter(|name| !functions.contains(*name));
        missing.extend(named.map(|name| format!("{page} names the test `{name}`")));
    }
    if missing.is_empty() {
        return Ok(());
    }
    missing.push("no function has this name".to_owned());
    Err(Failure::NotAsAgreed(missing.join("\n")))
}

fn failed(path: &str) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |reason| Failure::File { path, reason }
}

/// Adds the names of all functions in the Rust files of a folder.
fn collect(folder: &Path, functions: &mut HashSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, functions)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            functions.extend(text.split("fn ").skip(1).map(|rest| name(rest).to_owned()));
        }
    }
    Ok(())
}

fn name(text: &str) -> &str {
    text.split(|c: char| !is_part(c)).next().unwrap_or_default()
}

fn is_part(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

/// Sentences written with underscores, between backticks: a test's name has four words or more,
/// a field of the protocol fewer.
fn named_tests(page: &str) -> Vec<&str> {
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

        collect(&Workspace::here().path("xtask"), &mut functions).expect("it can be read");

        assert!(functions.contains("this_test_finds_itself_and_no_other"));
        assert!(!functions.contains(&format!("a_test_that_{}", "nobody_wrote")));
    }
}
