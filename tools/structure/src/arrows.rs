//! Which module uses which of its siblings, what is inside each counted as its own.
//!
//! A child that uses its parent, and a parent that uses its child, make no arrow: a parent's own
//! file is what its children share.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Place;
use crate::references::references;
use crate::source::{ModulePath, Tree};

/// The arrows between the modules of one crate, level by level.
#[derive(Debug, Default)]
pub struct Arrows {
    levels: BTreeMap<ModulePath, Level>,
}

/// The arrows between the modules inside one module.
#[derive(Debug, Default)]
pub(crate) struct Level {
    arrows: BTreeMap<(String, String), BTreeSet<Written>>,
}

/// A path in the code that makes an arrow.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Written {
    /// Where it stands.
    pub(crate) place: Place,
    /// The path.
    pub(crate) path: String,
}

impl Arrows {
    /// Draws the arrows of a crate.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut arrows = Self::default();
        for reference in references(tree) {
            for home in &reference.through {
                let Some((level, from, to)) = reference.from.parting(home) else { continue };
                let arrow = (from.to_owned(), to.to_owned());
                let level = arrows.levels.entry(level).or_default();
                level.arrows.entry(arrow).or_default().insert(Written {
                    place: reference.place.clone(),
                    path: reference.written.clone(),
                });
            }
        }
        arrows
    }

    /// The levels that have arrows, from the crate's root down.
    pub(crate) fn levels(&self) -> impl Iterator<Item = (&ModulePath, &Level)> {
        self.levels.iter()
    }
}

impl Level {
    /// All arrows, and where each is written.
    pub(crate) fn arrows(&self) -> impl Iterator<Item = (&str, &str, &BTreeSet<Written>)> {
        self.arrows.iter().map(|((from, to), written)| (from.as_str(), to.as_str(), written))
    }

    /// The modules that can be reached from one, itself only if an arrow leads back.
    pub(crate) fn reached_from<'a>(&'a self, start: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![start];
        while let Some(module) = open.pop() {
            for (from, to, _) in self.arrows() {
                if from == module && reached.insert(to) {
                    open.push(to);
                }
            }
        }
        reached
    }
}
