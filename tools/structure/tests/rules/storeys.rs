//! No arrow runs up.

use countersign_structure::{Arrows, storeys};

use crate::support::{first_lines, plan, tree};

const GATEWAY: [(&str, &str); 5] = [
    ("lib.rs", "mod api;\nmod model;\nmod storage;\n"),
    ("api/mod.rs", "mod device;\n"),
    ("api/device.rs", "use crate::{model::Id, storage::Row};\npub struct Answer(Id, Row);\n"),
    ("storage.rs", "use crate::model::Id;\npub struct Row(Id);\n"),
    ("model.rs", "pub struct Id;\n"),
];

fn order(storeys: &[&[&str]]) -> Vec<Vec<String>> {
    let names = |names: &&[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    storeys.iter().map(names).collect()
}

#[test]
fn what_uses_only_what_is_below_it_stands() {
    let tree = tree(&GATEWAY);
    let order = order(&[&["model"], &["storage"], &["api"]]);

    let found = storeys(&tree, &Arrows::of(&tree), &plan(), &order);

    assert_eq!(found, []);
}

#[test]
fn a_planted_use_of_a_higher_storey_is_found() {
    let mut files = GATEWAY;
    files[3].1 = "use crate::model::Id;\nuse crate::api::device::Answer;\npub struct Row(Id);\n";
    let tree = tree(&files);
    let order = order(&[&["model"], &["storage"], &["api"]]);

    let found = storeys(&tree, &Arrows::of(&tree), &plan(), &order);

    assert_eq!(
        first_lines(&found),
        ["storage.rs:2: `storage` is below `api` and uses crate::api::device::Answer"]
    );
}

#[test]
fn a_module_on_no_storey_and_a_storey_without_its_module_are_found() {
    let tree = tree(&GATEWAY);
    let order = order(&[&["model"], &["storage"], &["web"]]);

    let found = storeys(&tree, &Arrows::of(&tree), &plan(), &order);

    assert_eq!(
        first_lines(&found),
        [
            "lib.rs:1: the module `api` stands on no storey of the plan",
            "crates.toml:7: no module `web` stands in lib.rs",
        ]
    );
}
