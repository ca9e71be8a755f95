//! The files of a crate, from its root on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::{Module, ModulePath, Tree, imports, test_only};
use crate::failure::Failure;

/// Reads a crate from its root file, which the workspace's folder contains.
///
/// # Errors
///
/// [`Failure::File`] and [`Failure::Rust`], with the file that the compiler would not take either.
pub fn read(workspace: &Path, root: &Path) -> Result<Tree, Failure> {
    let mut reader = Reader { workspace, modules: BTreeMap::new() };
    let folder = root.parent().unwrap_or(workspace);
    reader.file(ModulePath::root(), root, folder)?;
    Ok(Tree { modules: reader.modules })
}

struct Reader<'a> {
    workspace: &'a Path,
    modules: BTreeMap<ModulePath, Module>,
}

/// A file, and the folder that holds the files of the modules declared in it.
struct Home<'a> {
    file: &'a Path,
    folder: &'a Path,
}

impl Reader<'_> {
    fn file(&mut self, path: ModulePath, file: &Path, folder: &Path) -> Result<(), Failure> {
        let text = fs::read_to_string(file)
            .map_err(|reason| Failure::File { file: file.to_owned(), reason })?;
        let parsed = syn::parse_file(&text).map_err(|reason| Failure::Rust {
            file: file.to_owned(),
            line: reason.span().start().line,
            reason,
        })?;
        if test_only(&parsed.attrs) {
            return Ok(());
        }
        self.module(path, parsed.items, &Home { file, folder })
    }

    fn module(
        &mut self,
        path: ModulePath,
        items: Vec<Item>,
        home: &Home<'_>,
    ) -> Result<(), Failure> {
        let mut module = Module {
            file: home.file.strip_prefix(self.workspace).unwrap_or(home.file).to_owned(),
            items: Vec::new(),
            children: BTreeSet::new(),
            definitions: BTreeMap::new(),
            imports: Vec::new(),
        };
        for item in items.into_iter().filter(|item| !test_only(attributes(item))) {
            match item {
                Item::Mod(declared) => {
                    let name = declared.ident.to_string();
                    self.child(path.child(&name), declared, home)?;
                    module.children.insert(name);
                }
                Item::Use(item) => {
                    module.imports.extend(imports(&item));
                    module.items.push(Item::Use(item));
                }
                item => {
                    module.definitions.extend(definition(&item));
                    module.items.push(item);
                }
            }
        }
        // A file whose first line says that it is for tests has no module here.
        module.children.retain(|name| self.modules.contains_key(&path.child(name)));
        self.modules.insert(path, module);
        Ok(())
    }

    fn child(
        &mut self,
        path: ModulePath,
        declared: ItemMod,
        home: &Home<'_>,
    ) -> Result<(), Failure> {
        let name = declared.ident.to_string();
        let folder = home.folder.join(&name);
        if let Some((_, items)) = declared.content {
            return self.module(path, items, &Home { file: home.file, folder: &folder });
        }
        if let Some(named) = path_attribute(&declared.attrs) {
            let file = home.file.with_file_name(named);
            let folder = file.parent().unwrap_or(home.folder).to_owned();
            return self.file(path, &file, &folder);
        }
        let beside: PathBuf = home.folder.join(format!("{name}.rs"));
        let file = if beside.exists() { beside } else { folder.join("mod.rs") };
        self.file(path, &file, &folder)
    }
}

/// The file that `#[path = "…"]` names.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

/// The name that an item defines, and the names inside it if it is an enum.
fn definition(item: &Item) -> Option<(String, Vec<String>)> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => {
            let variants = item.variants.iter().map(|variant| variant.ident.to_string());
            return Some((item.ident.to_string(), variants.collect()));
        }
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some((name.to_string(), Vec::new()))
}

/// What is written above an item.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
