//! Every path that a crate's code writes, and the modules that it leads through.
//!
//! Calls of methods write no path: an `impl` may be spread over as many files as it likes.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemMacro, ItemUse, Macro, Path, TraitItem, Visibility};

use crate::finding::Place;
use crate::source::{Module, ModulePath, Tree, imports, test_only};

/// One path in the code.
#[derive(Debug)]
pub(crate) struct Reference {
    /// The module that writes it.
    pub(crate) from: ModulePath,
    /// The modules of the same crate that it leads through.
    pub(crate) through: BTreeSet<ModulePath>,
    /// Where it stands.
    pub(crate) place: Place,
    /// How it is written.
    pub(crate) written: String,
}

/// All of a crate's references to itself.
pub(crate) fn references(tree: &Tree) -> Vec<Reference> {
    let macros = macros(tree);
    let mut found = Vec::new();
    for (from, module) in tree.modules() {
        let mut reader = Reader { tree, macros: &macros, from, module, found: &mut found };
        module.items.iter().for_each(|item| reader.visit_item(item));
    }
    found
}

/// Where each macro is defined: its name reaches modules that import nothing.
fn macros(tree: &Tree) -> BTreeMap<String, BTreeSet<ModulePath>> {
    let mut found: BTreeMap<String, BTreeSet<ModulePath>> = BTreeMap::new();
    for (path, module) in tree.modules() {
        for item in &module.items {
            if let Item::Macro(ItemMacro { ident: Some(name), .. }) = item {
                found.entry(name.to_string()).or_default().insert(path.clone());
            }
        }
    }
    found
}

struct Reader<'a> {
    tree: &'a Tree,
    macros: &'a BTreeMap<String, BTreeSet<ModulePath>>,
    from: &'a ModulePath,
    module: &'a Module,
    found: &'a mut Vec<Reference>,
}

impl Reader<'_> {
    /// Notes a path in the code, unless all that it leads through was noted at the `use` that brings
    /// its first name in.
    fn path(&mut self, segments: &[String], line: usize) {
        let through = self.tree.follow(self.from, segments);
        let brought = segments.first().map(|name| self.module.imported(name)).into_iter().flatten();
        let known = brought.flat_map(|import| self.tree.follow(self.from, &import.path)).collect();
        if !through.is_subset(&known) {
            self.note(segments, line, through);
        }
    }

    fn note(&mut self, segments: &[String], line: usize, through: BTreeSet<ModulePath>) {
        if !through.is_empty() {
            self.found.push(Reference {
                from: self.from.clone(),
                through,
                place: Place { file: self.module.file.clone(), line },
                written: segments.join("::"),
            });
        }
    }

    /// The paths among the tokens of a macro: `a::b`, and not `a.b` nor a single name.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut scan = Scan::default();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let line = ident.span().start().line;
                    if let Some((path, line)) = scan.name(ident.to_string(), line) {
                        self.path(&path, line);
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => scan.colon(),
                other => {
                    if let Some((path, line)) = scan.end() {
                        self.path(&path, line);
                    }
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        if let Some((path, line)) = scan.end() {
            self.path(&path, line);
        }
    }

    /// The paths in the strings of an attribute, as in `#[serde(with = "crate::time")]`.
    fn strings(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.strings(group.stream()),
                TokenTree::Literal(literal) => {
                    let line = literal.span().start().line;
                    let text = literal.to_string();
                    let path = syn::parse_str::<Path>(text.trim_matches('"'));
                    if let Some(names) = path.ok().and_then(|path| names(&path))
                        && names.len() > 1
                    {
                        self.path(&names, line);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !test_only(crate::source::attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !test_only(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            _ => return visit::visit_trait_item(self, item),
        };
        if !test_only(attributes) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        for import in imports(item) {
            let through = self.tree.follow(self.from, &import.path);
            self.note(&import.path, import.line, through);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if let Some(names) = names(path) {
            self.path(&names, line(path));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        if let Some(names) = names(&called.path)
            && let Some(name) = names.last()
            && let Some(homes) = self.macros.get(name)
            && !homes.contains(self.from)
        {
            self.note(&names, line(&called.path), homes.clone());
        }
        visit::visit_macro(self, called);
        self.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        visit::visit_attribute(self, attribute);
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
            self.strings(list.tokens.clone());
        }
    }

    // `pub(in path)` says who may come here, not where this goes.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// A path's names, without its arguments; none if it begins with `::`, which is another crate's.
fn names(path: &Path) -> Option<Vec<String>> {
    let names = || path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    path.leading_colon.is_none().then(names)
}

/// The line that a path begins in.
fn line(path: &Path) -> usize {
    path.segments.first().map_or(1, |segment| segment.ident.span().start().line)
}

/// A path that is being read from tokens.
#[derive(Default)]
struct Scan {
    names: Vec<String>,
    line: usize,
    colons: usize,
}

impl Scan {
    /// The next name; returns the path before it if it does not belong to that.
    fn name(&mut self, name: String, line: usize) -> Option<(Vec<String>, usize)> {
        let before = if self.colons == 2 { None } else { self.end() };
        if self.names.is_empty() {
            self.line = line;
        }
        self.names.push(name);
        self.colons = 0;
        before
    }

    fn colon(&mut self) {
        self.colons += 1;
    }

    /// Ends the path, and returns it if it has more than one name.
    fn end(&mut self) -> Option<(Vec<String>, usize)> {
        let names = std::mem::take(&mut self.names);
        self.colons = 0;
        (names.len() > 1).then_some((names, self.line))
    }
}
