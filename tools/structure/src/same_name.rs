//! No two types of one name in one crate.
//!
//! What only one file sees may be called as another file's private type, and not as a type that
//! others see.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Ident, Item, ItemEnum, ItemStruct, ItemTrait, ItemType, ItemUnion, Visibility};

use crate::finding::{Finding, Place};
use crate::source::{ModulePath, Tree, attributes, test_only};

/// Finds the names that two types have, but for the excepted, and each exception without a case.
#[must_use]
pub fn same_name(tree: &Tree, plan: &Place, excepted: &BTreeSet<String>) -> Vec<Finding> {
    let types = types(tree);
    let twice: BTreeMap<&String, &Vec<Type>> = types.iter().filter(|(_, all)| clash(all)).collect();
    let idle = excepted.iter().filter(|name| !twice.contains_key(name)).map(|name| {
        Finding::new(
            plan.clone(),
            format!("no two types are called `{name}`: the exception is idle"),
        )
    });
    let clashes =
        twice.iter().filter(|(name, _)| !excepted.contains(**name)).filter_map(|(name, all)| {
            let first = all.iter().find(|one| one.visible)?;
            let says = format!("{} types are called `{name}`", all.len());
            let others = all.iter().filter(|one| one.place != first.place);
            Some(Finding::new(first.place.clone(), says).with(others.map(Type::line).collect()))
        });
    idle.chain(clashes).collect()
}

/// Whether others see one of them, and another stands elsewhere. Two in one module are one type,
/// each under its own `#[cfg]`.
fn clash(all: &[Type]) -> bool {
    let modules: BTreeSet<&ModulePath> = all.iter().map(|one| &one.module).collect();
    modules.len() > 1 && all.iter().any(|one| one.visible)
}

struct Type {
    module: ModulePath,
    place: Place,
    visible: bool,
}

impl Type {
    fn line(&self) -> String {
        let how = if self.visible { "another" } else { "a private one" };
        format!("{}: {how}", self.place)
    }
}

fn types(tree: &Tree) -> BTreeMap<String, Vec<Type>> {
    let mut found: BTreeMap<String, Vec<Type>> = BTreeMap::new();
    for (path, module) in tree.modules() {
        let mut reader = Reader { found: Vec::new() };
        module.items.iter().for_each(|item| reader.visit_item(item));
        for (name, visible) in reader.found {
            let place = Place { file: module.file.clone(), line: name.span().start().line };
            found.entry(name.to_string()).or_default().push(Type {
                module: path.clone(),
                place,
                visible,
            });
        }
    }
    found
}

/// Reads the types of a module, those inside its functions as well.
struct Reader {
    found: Vec<(Ident, bool)>,
}

impl Reader {
    fn note(&mut self, name: &Ident, visibility: &Visibility) {
        self.found.push((name.clone(), !matches!(visibility, Visibility::Inherited)));
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if !test_only(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        self.note(&item.ident, &item.vis);
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.note(&item.ident, &item.vis);
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        self.note(&item.ident, &item.vis);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast ItemType) {
        self.note(&item.ident, &item.vis);
    }

    fn visit_item_union(&mut self, item: &'ast ItemUnion) {
        self.note(&item.ident, &item.vis);
    }
}
