//! No arrow runs up: a module uses what stands on its own storey or below.

use std::collections::BTreeMap;

use crate::arrows::Arrows;
use crate::finding::{Finding, Place};
use crate::source::{ModulePath, Tree};

/// Finds each line of a crate by which a module uses one above it, each module that stands on no
/// storey, and each name on a storey that no module has.
///
/// The storeys are those of the modules in the crate's root, from the lowest up.
#[must_use]
pub fn storeys(tree: &Tree, arrows: &Arrows, plan: &Place, order: &[Vec<String>]) -> Vec<Finding> {
    let heights: BTreeMap<&str, usize> = order
        .iter()
        .enumerate()
        .flat_map(|(height, names)| names.iter().map(move |name| (name.as_str(), height)))
        .collect();
    let mut found = misplaced(tree, plan, &heights);
    let root = ModulePath::root();
    let level = arrows.levels().find(|(path, _)| **path == root).map(|(_, level)| level);
    for (from, to, written) in level.into_iter().flat_map(|level| level.arrows()) {
        let (Some(ours), Some(theirs)) = (heights.get(from), heights.get(to)) else { continue };
        if ours < theirs {
            found.extend(written.iter().map(|written| {
                let says = format!("`{from}` is below `{to}` and uses {}", written.path);
                Finding::new(written.place.clone(), says)
            }));
        }
    }
    found
}

fn misplaced(tree: &Tree, plan: &Place, heights: &BTreeMap<&str, usize>) -> Vec<Finding> {
    let Some(root) = tree.module(&ModulePath::root()) else { return Vec::new() };
    let children: Vec<&str> = root.children().collect();
    let homeless = children.iter().filter(|name| !heights.contains_key(**name)).map(|name| {
        let place = Place { file: root.file.clone(), line: 1 };
        Finding::new(place, format!("the module `{name}` stands on no storey of the plan"))
    });
    let empty = heights.keys().filter(|name| !children.contains(*name)).map(|name| {
        let says = format!("no module `{name}` stands in {}", root.file.display());
        Finding::new(plan.clone(), says)
    });
    homeless.chain(empty).collect()
}
