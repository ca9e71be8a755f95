//! What each crate depends on, as Cargo resolves the whole workspace.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, PackageId, TargetKind};

/// The crates that a build of the workspace links, without those that only tests or macros need.
pub(super) struct Graph<'a> {
    names: BTreeMap<&'a PackageId, &'a str>,
    uses: BTreeMap<&'a PackageId, Vec<&'a PackageId>>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(metadata: &'a Metadata) -> Self {
        let packages = metadata.packages.iter();
        let macros: BTreeSet<&PackageId> = packages
            .filter(|package| {
                package.targets.iter().any(|target| target.is_kind(TargetKind::ProcMacro))
            })
            .map(|package| &package.id)
            .collect();
        let names = metadata.packages.iter().map(|package| (&package.id, package.name.as_str()));
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let uses = nodes.map(|node| {
            let linked = node.deps.iter().filter(|dependency| {
                let mut kinds = dependency.dep_kinds.iter();
                kinds.any(|kind| kind.kind != DependencyKind::Development)
                    && !macros.contains(&dependency.pkg)
            });
            (&node.id, linked.map(|dependency| &dependency.pkg).collect())
        });
        Self { names: names.collect(), uses: uses.collect() }
    }

    /// The names of all crates that one reaches, without its own.
    pub(super) fn reached_from(&self, start: &PackageId) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            for used in self.uses.get(id).into_iter().flatten() {
                if reached.insert(*used) {
                    open.push(used);
                }
            }
        }
        reached.iter().filter_map(|id| self.names.get(*id).copied()).collect()
    }
}
