//! What a path names: each module that it leads through, re-exports and `*` included.

use std::collections::BTreeSet;

use super::{ModulePath, Tree};

impl Tree {
    /// The modules of this crate that a path written in `from` leads through, the one that defines
    /// what it names among them. Empty for what another crate defines.
    pub(crate) fn follow(&self, from: &ModulePath, segments: &[String]) -> BTreeSet<ModulePath> {
        let mut walk = Walk { tree: self, from, asked: Vec::new(), passed: BTreeSet::new() };
        let ends = walk.follow(from, segments);
        // A module is neither a type nor a value: a path of one name that only a module has is a
        // variable's.
        let named = ends.into_iter().filter(|end| segments.len() > 1 || end.is_item());
        let homes = named.map(End::home);
        let passed = walk.passed;
        homes.chain(passed).collect()
    }
}

/// What a name leads to.
#[derive(Clone)]
enum End {
    Module(ModulePath),
    Item { home: ModulePath, name: String },
}

impl End {
    fn is_item(&self) -> bool {
        matches!(self, Self::Item { .. })
    }

    fn home(self) -> ModulePath {
        match self {
            Self::Module(home) | Self::Item { home, .. } => home,
        }
    }
}

struct Walk<'a> {
    tree: &'a Tree,
    from: &'a ModulePath,
    /// The questions that are open: an import may name itself, as in `use random::random`.
    asked: Vec<(ModulePath, String)>,
    passed: BTreeSet<ModulePath>,
}

impl Walk<'_> {
    fn follow(&mut self, from: &ModulePath, segments: &[String]) -> Vec<End> {
        let Some((first, rest)) = segments.split_first() else { return Vec::new() };
        let mut ends = match first.as_str() {
            "crate" => vec![End::Module(ModulePath::root())],
            "self" => vec![End::Module(from.clone())],
            "super" => from.parent().map(End::Module).into_iter().collect(),
            name => self.look_up(from, name),
        };
        for segment in rest {
            ends = ends.into_iter().flat_map(|end| self.step(end, segment)).collect();
        }
        ends
    }

    fn step(&mut self, end: End, segment: &str) -> Vec<End> {
        match end {
            // A variant, or what an `impl` adds: it is where its type is.
            End::Item { .. } => vec![end],
            End::Module(module) if segment == "super" => {
                module.parent().map(End::Module).into_iter().collect()
            }
            End::Module(module) => {
                let found = self.look_up(&module, segment);
                self.passed.insert(module);
                found
            }
        }
    }

    fn look_up(&mut self, module: &ModulePath, name: &str) -> Vec<End> {
        let question = (module.clone(), name.to_owned());
        let mut found = self.defined(module, name);
        if self.asked.contains(&question) {
            return found;
        }
        self.asked.push(question);
        found.extend(self.imported(module, name));
        if found.is_empty() {
            found = self.through_globs(module, name);
        }
        self.asked.pop();
        found
    }

    fn defined(&self, path: &ModulePath, name: &str) -> Vec<End> {
        let mut found = Vec::new();
        if let Some(module) = self.tree.module(path) {
            if module.children.contains(name) {
                found.push(End::Module(path.child(name)));
            }
            if module.definitions.contains_key(name) {
                found.push(End::Item { home: path.clone(), name: name.to_owned() });
            }
        }
        found
    }

    fn imported(&mut self, path: &ModulePath, name: &str) -> Vec<End> {
        let Some(module) = self.tree.module(path) else { return Vec::new() };
        let inside = self.from.is_within(path);
        let seen = module.imported(name).filter(|import| import.public || inside);
        seen.flat_map(|import| self.follow(path, &import.path)).collect()
    }

    fn through_globs(&mut self, path: &ModulePath, name: &str) -> Vec<End> {
        let Some(module) = self.tree.module(path) else { return Vec::new() };
        let inside = self.from.is_within(path);
        let globs = module.imports.iter().filter(|import| import.name.is_none());
        let seen = globs.filter(|import| import.public || inside);
        let mut found = Vec::new();
        for import in seen {
            let before = self.passed.clone();
            let through: Vec<End> = self
                .follow(path, &import.path)
                .into_iter()
                .flat_map(|end| self.inside(end, name))
                .collect();
            if through.is_empty() {
                self.passed = before;
            }
            found.extend(through);
        }
        found
    }

    fn inside(&mut self, end: End, name: &str) -> Vec<End> {
        match &end {
            End::Module(module) => self.look_up(module, name),
            End::Item { home, name: of } => {
                let module = self.tree.module(home);
                let variants = module.and_then(|module| module.definitions.get(of));
                let is_variant = variants.is_some_and(|all| all.iter().any(|one| one == name));
                if is_variant { vec![end] } else { Vec::new() }
            }
        }
    }
}
