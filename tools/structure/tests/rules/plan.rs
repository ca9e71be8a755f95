//! What a plan may say.

use std::path::Path;

use countersign_structure::Plan;

use crate::support::folder;

#[test]
fn a_word_that_no_rule_has_is_refused() {
    let folder = folder(&[("crates.toml", "[crates.a]\nmay-use = []\nmay-sue = []\n")]);

    let refused = Plan::read(folder.path(), Path::new("crates.toml"));

    assert!(refused.is_err_and(|failure| failure.to_string().contains("line 3")));
}

#[test]
fn an_exception_needs_its_reason() {
    let text = "[crates.a]\nmay-use = []\nsame-name = [\"Error\"]\n";
    let folder = folder(&[("crates.toml", text)]);

    let refused = Plan::read(folder.path(), Path::new("crates.toml"));

    assert!(refused.is_err());
}
