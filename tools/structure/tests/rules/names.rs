//! No two types of one name in one crate.

use std::collections::BTreeSet;

use countersign_structure::same_name;

use crate::support::{first_lines, plan, tree};

#[test]
fn two_visible_types_of_one_name_are_found() {
    let tree = tree(&[
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "pub(crate) struct Reading;\n"),
        ("b.rs", "\npub enum Reading {}\n"),
    ]);

    let found = same_name(&tree, &plan(), &BTreeSet::new());

    assert_eq!(first_lines(&found), ["a.rs:1: 2 types are called `Reading`"]);
    assert_eq!(found[0].details, ["b.rs:2: another"]);
}

#[test]
fn a_private_type_may_not_be_called_as_one_that_others_see() {
    let tree = tree(&[
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "fn f() { struct Claims; }\n"),
        ("b.rs", "pub trait Claims {}\n"),
    ]);

    let found = same_name(&tree, &plan(), &BTreeSet::new());

    assert_eq!(first_lines(&found), ["b.rs:1: 2 types are called `Claims`"]);
    assert_eq!(found[0].details, ["a.rs:1: a private one"]);
}

#[test]
fn private_types_of_two_files_may_have_one_name() {
    let tree = tree(&[
        ("lib.rs", "mod a;\nmod b;\n#[cfg(test)] mod tests { pub struct Body; }\n"),
        ("a.rs", "struct Body;\n"),
        ("b.rs", "type Body = u8;\n"),
    ]);

    let found = same_name(&tree, &plan(), &BTreeSet::new());

    assert_eq!(found, []);
}

#[test]
fn two_of_one_module_are_one_type_on_two_platforms() {
    let tree = tree(&[
        ("lib.rs", "mod a;\n"),
        ("a.rs", "#[cfg(unix)] pub struct Clock;\n#[cfg(windows)] pub struct Clock;\n"),
    ]);

    let found = same_name(&tree, &plan(), &BTreeSet::new());

    assert_eq!(found, []);
}

#[test]
fn an_exception_holds_while_there_is_a_case_for_it() {
    let tree = tree(&[
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "pub struct Error;\n"),
        ("b.rs", "pub struct Error;\n"),
    ]);
    let excepted = ["Error", "Row"].map(str::to_owned).into();

    let found = same_name(&tree, &plan(), &excepted);

    assert_eq!(
        first_lines(&found),
        ["crates.toml:7: no two types are called `Row`: the exception is idle"]
    );
}
