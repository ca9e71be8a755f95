//! `use`: a tree of braces as the list of what it brings in.

use syn::{ItemUse, UseTree, Visibility};

/// One name that a `use` brings in, or all names of a module.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    /// What it is called here; none for `*`.
    pub(crate) name: Option<String>,
    /// The path as written.
    pub(crate) path: Vec<String>,
    /// Whether others than this module and those inside it may name it through here.
    pub(crate) public: bool,
    /// Where it stands.
    pub(crate) line: usize,
}

/// What a `use` brings in; nothing if its path begins with `::`, which is another crate's.
pub(crate) fn imports(item: &ItemUse) -> Vec<Import> {
    let mut found = Vec::new();
    if item.leading_colon.is_none() {
        let public = !matches!(item.vis, Visibility::Inherited);
        collect(&item.tree, &[], public, &mut found);
    }
    found
}

fn collect(tree: &UseTree, before: &[String], public: bool, found: &mut Vec<Import>) {
    let and = |name: &str| [before, &[name.to_owned()]].concat();
    match tree {
        UseTree::Path(path) => collect(&path.tree, &and(&path.ident.to_string()), public, found),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| collect(tree, before, public, found));
        }
        UseTree::Glob(glob) => found.push(Import {
            name: None,
            path: before.to_vec(),
            public,
            line: glob.star_token.spans.first().map_or(1, |span| span.start().line),
        }),
        UseTree::Name(name) => {
            let line = name.ident.span().start().line;
            // `a::{self}` is called as the module that it is.
            let path =
                if name.ident == "self" { before.to_vec() } else { and(&name.ident.to_string()) };
            found.push(Import { name: path.last().cloned(), path, public, line });
        }
        UseTree::Rename(rename) => {
            let line = rename.ident.span().start().line;
            let path = if rename.ident == "self" {
                before.to_vec()
            } else {
                and(&rename.ident.to_string())
            };
            found.push(Import { name: Some(rename.rename.to_string()), path, public, line });
        }
    }
}
