//! Crates with one direction: each depends on what the plan allows, and reaches nothing that the
//! plan forbids it.

mod graph;
mod tree;

use std::collections::BTreeSet;
use std::fs;

use cargo_metadata::{Dependency, DependencyKind, Metadata, Package};

use crate::failure::Failure;
use crate::finding::{Finding, Place};
use crate::plan::{Plan, Rules};
use graph::Graph;

/// Finds each dependency that the plan does not allow, each way to a crate that it forbids, and
/// each crate that only one of the plan and the workspace knows.
///
/// # Errors
///
/// [`Failure::Tree`] if Cargo does not say how a crate is built.
pub fn links(metadata: &Metadata, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let members = metadata.workspace_packages();
    let names: BTreeSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let graph = Graph::of(metadata);
    let mut found = unknown(plan, &names);
    for member in members {
        let manifest = Manifest::of(metadata, member);
        let Some(rules) = plan.rules(&member.name) else {
            found.push(Finding::new(manifest.line("name"), "this crate is not in the plan"));
            continue;
        };
        found.extend(direct(member, rules, &plan.never_links(rules), &names, &manifest));
        found.extend(reached(metadata, member, plan, rules, &graph, &manifest)?);
    }
    Ok(found)
}

/// Names in the plan that no crate of the workspace has.
fn unknown(plan: &Plan, members: &BTreeSet<&str>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, rules) in plan.crates() {
        let place = plan.place(name);
        if !members.contains(name) {
            found.push(Finding::new(place, format!("the workspace has no crate `{name}`")));
            continue;
        }
        let used = rules.may_use.iter().chain(&rules.tests_may_use);
        for missing in used.filter(|used| !members.contains(used.as_str())) {
            let says = format!("`{name}` may use `{missing}`, which the workspace does not have");
            found.push(Finding::new(place.clone(), says));
        }
    }
    found
}

/// What a crate's own manifest asks for and may not, on whatever platform, optional or not.
fn direct(
    member: &Package,
    rules: &Rules,
    never: &BTreeSet<&str>,
    members: &BTreeSet<&str>,
    manifest: &Manifest,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for dependency in &member.dependencies {
        let name = dependency.name.as_str();
        if name == member.name.as_str() {
            continue;
        }
        let says = if members.contains(name) {
            let tests = is_for_tests(dependency) && rules.tests_may_use.contains(name);
            (!tests && !rules.may_use.contains(name)).then_some("may not use")
        } else if is_for_tests(dependency) {
            None
        } else if never.contains(name) {
            Some("must never link")
        } else {
            let allowed = rules.outside.as_ref().is_none_or(|outside| outside.contains(name));
            (!allowed).then_some("may not take from outside")
        };
        found.extend(says.map(|says| {
            Finding::new(manifest.line(name), format!("`{}` {says} `{name}`", member.name))
        }));
    }
    found
}

fn is_for_tests(dependency: &Dependency) -> bool {
    dependency.kind == DependencyKind::Development
}

/// The forbidden crates that a crate reaches, each with a way to it.
///
/// The graph of the metadata has each feature that any crate of the workspace asks for. What
/// cannot be reached in it is not linked; what can is looked up in the tree of the crate alone.
fn reached(
    metadata: &Metadata,
    member: &Package,
    plan: &Plan,
    rules: &Rules,
    graph: &Graph<'_>,
    manifest: &Manifest,
) -> Result<Vec<Finding>, Failure> {
    let possible = graph.reached_from(&member.id);
    let never = plan.never_links(rules);
    let suspected: BTreeSet<&str> = never.intersection(&possible).copied().collect();
    if suspected.is_empty() {
        return Ok(Vec::new());
    }
    let ways = tree::ways(metadata, &member.name, plan.platforms(), &suspected)?;
    Ok(ways
        .into_iter()
        .map(|way| {
            let first = way.get(1).map_or("name", String::as_str);
            let last = way.last().map_or("", String::as_str);
            let says = format!("`{}` must never link `{last}`: {}", member.name, way.join(" -> "));
            Finding::new(manifest.line(first), says)
        })
        .collect())
}

/// A crate's Cargo.toml, for the line that a finding points at.
struct Manifest {
    place: Place,
    text: String,
}

impl Manifest {
    fn of(metadata: &Metadata, member: &Package) -> Self {
        let path = &member.manifest_path;
        let file = path.strip_prefix(&metadata.workspace_root).unwrap_or(path);
        let place = Place { file: file.into(), line: 1 };
        Self { place, text: fs::read_to_string(path).unwrap_or_default() }
    }

    /// The first line with this key; the first of all if there is none.
    fn line(&self, key: &str) -> Place {
        let begins = |line: &str| {
            let rest = line.trim_start_matches('[').strip_prefix(key);
            rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
        };
        let line = self.text.lines().position(begins).map_or(1, |before| before + 1);
        Place { file: self.place.file.clone(), line }
    }
}
