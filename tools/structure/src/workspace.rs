//! All rules, on a whole workspace.

use std::path::Path;

use cargo_metadata::{Metadata, MetadataCommand, Package, Target, TargetKind};

use crate::arrows::Arrows;
use crate::circles::circles;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::links::links;
use crate::plan::Plan;
use crate::same_name::same_name;
use crate::source::read;
use crate::storeys::storeys;
use crate::style::style;

/// Where a crate has Rust.
const FOLDERS: [&str; 4] = ["src", "tests", "benches", "examples"];

/// Finds every breach of a rule in the workspace that contains a folder.
///
/// # Errors
///
/// A [`Failure`] if a rule could not be judged.
pub fn check(folder: &Path, plan: &Path) -> Result<Vec<Finding>, Failure> {
    let bare = MetadataCommand::new().current_dir(folder).no_deps().exec()?;
    let plan = Plan::read(bare.workspace_root.as_std_path(), plan)?;
    let metadata = describe(folder, &plan)?;
    let mut found = links(&metadata, &plan)?;
    for member in metadata.workspace_packages() {
        found.extend(inside(&metadata, member, &plan)?);
    }
    Ok(found)
}

/// What Cargo knows of a workspace on the platforms of the plan.
fn describe(folder: &Path, plan: &Plan) -> Result<Metadata, Failure> {
    let mut options = vec!["--locked".to_owned()];
    for platform in plan.platforms() {
        options.extend(["--filter-platform".to_owned(), platform.clone()]);
    }
    Ok(MetadataCommand::new().current_dir(folder).other_options(options).exec()?)
}

/// The rules for what is inside a crate.
fn inside(metadata: &Metadata, member: &Package, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let workspace = metadata.workspace_root.as_std_path();
    let place = plan.place(&member.name);
    let rules = plan.rules(&member.name);
    let mut found = Vec::new();
    for target in member.targets.iter().filter(|target| is_product(target)) {
        let tree = read(workspace, target.src_path.as_std_path())?;
        let arrows = Arrows::of(&tree);
        found.extend(circles(&tree, &arrows));
        let rules = rules.filter(|_| {
            !target.is_bin() || member.targets.iter().all(|target| !is_library(target))
        });
        if let Some(rules) = rules.filter(|rules| is_library(target) && !rules.storeys.is_empty()) {
            found.extend(storeys(&tree, &arrows, &place, &rules.storeys));
        }
        let excepted = rules.map(|rules| rules.same_name.keys().cloned().collect());
        found.extend(same_name(&tree, &place, &excepted.unwrap_or_default()));
    }
    for folder in FOLDERS {
        found.extend(style(
            workspace,
            &member.manifest_path.with_file_name(folder).into_std_path_buf(),
        )?);
    }
    Ok(found)
}

fn is_product(target: &Target) -> bool {
    target.is_bin() || is_library(target)
}

fn is_library(target: &Target) -> bool {
    let kinds = [TargetKind::Lib, TargetKind::CDyLib, TargetKind::StaticLib, TargetKind::ProcMacro];
    kinds.into_iter().any(|kind| target.is_kind(kind))
}
