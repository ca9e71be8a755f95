//! No circle of imports between siblings.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrows::{Arrows, Level, Written};
use crate::finding::{Finding, Place};
use crate::source::{ModulePath, Tree};

/// How many of the lines that make an arrow are printed.
const SHOWN: usize = 3;

/// Finds each circle, with the lines that make it.
#[must_use]
pub fn circles(tree: &Tree, arrows: &Arrows) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, level) in arrows.levels() {
        let Some(parent) = tree.module(path) else { continue };
        for circle in circles_of(level) {
            let names: Vec<&str> = circle.iter().copied().collect();
            let says = format!("circle of {} modules in {path}: {}", names.len(), names.join(", "));
            let place = Place { file: parent.file.clone(), line: 1 };
            found.push(Finding::new(place, says).with(lines(path, level, &circle)));
        }
    }
    found
}

/// The sets of modules that all reach each other.
fn circles_of(level: &Level) -> Vec<BTreeSet<&str>> {
    let modules: BTreeSet<&str> = level.arrows().map(|(from, ..)| from).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        modules.iter().map(|module| (*module, level.reached_from(module))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|all| all.contains(to));
    let mut circles = BTreeSet::new();
    for module in modules.iter().filter(|module| reaches(module, module)) {
        let circle: BTreeSet<&str> = modules
            .iter()
            .filter(|other| reaches(module, other) && reaches(other, module))
            .copied()
            .collect();
        circles.insert(circle);
    }
    circles.into_iter().collect()
}

/// The arrows inside a circle, those that fewest lines make first: they are the easiest to cut.
fn lines(path: &ModulePath, level: &Level, circle: &BTreeSet<&str>) -> Vec<String> {
    let inside = |(from, to, _): &(&str, &str, _)| circle.contains(from) && circle.contains(to);
    let mut arrows: Vec<_> = level.arrows().filter(inside).collect();
    arrows.sort_by_key(|(from, to, written)| (written.len(), *from, *to));
    let mut lines = Vec::new();
    for (from, to, written) in arrows {
        lines.push(format!("{} -> {to}", path.child(from)));
        lines.extend(written.iter().take(SHOWN).map(line));
        if written.len() > SHOWN {
            lines.push(format!("  and {} lines more", written.len() - SHOWN));
        }
    }
    lines
}

fn line(written: &Written) -> String {
    format!("  {}: {}", written.place, written.path)
}
