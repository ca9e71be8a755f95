//! A crate as its files say it: modules, what they define, and what they import.

mod import;
mod names;
mod path;
mod read;
mod test_only;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub(crate) use import::{Import, imports};
pub(crate) use path::ModulePath;
pub(crate) use read::attributes;
pub use read::read;
pub(crate) use test_only::test_only;

/// One crate: a library or a program, without what only its tests see.
pub struct Tree {
    modules: BTreeMap<ModulePath, Module>,
}

/// One module, in a file of its own or in the braces of another.
pub(crate) struct Module {
    /// Its file, as seen from the root of the workspace.
    pub(crate) file: PathBuf,
    /// All that stands in it, but for what is compiled for tests only.
    pub(crate) items: Vec<syn::Item>,
    /// The names of the modules inside it.
    children: BTreeSet<String>,
    /// The names that it defines, an enum's with its variants.
    definitions: BTreeMap<String, Vec<String>>,
    /// What it imports.
    imports: Vec<Import>,
}

impl Tree {
    /// All modules with their paths, the root first.
    pub(crate) fn modules(&self) -> impl Iterator<Item = (&ModulePath, &Module)> {
        self.modules.iter()
    }

    /// One module.
    pub(crate) fn module(&self, path: &ModulePath) -> Option<&Module> {
        self.modules.get(path)
    }
}

impl Module {
    /// The names of the modules inside it.
    pub(crate) fn children(&self) -> impl Iterator<Item = &str> {
        self.children.iter().map(String::as_str)
    }

    /// The imports that bring in a name.
    pub(crate) fn imported<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Import> {
        self.imports.iter().filter(move |import| import.name.as_deref() == Some(name))
    }
}
