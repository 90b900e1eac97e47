//! Circles of files: each file uses those whose paths it names, and some use each other in a circle.
//!
//! A path is followed to the file that defines what it names, through re-exports. A file that only
//! declares and re-exports its folder uses nothing. Tests, comments and documentation do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module's path without `crate`, as `["registry", "line", "gate"]`.
type Module = Vec<String>;

/// The files of a crate, and what each of them names.
struct Files {
    /// Each module's file and its code.
    all: BTreeMap<Module, (PathBuf, String)>,
    /// Names that are re-exported, each with the path that it is defined at.
    exports: BTreeMap<Module, Module>,
}

/// Groups of files, within a room, of which each uses all others by way of the rest. Relative to `source`.
pub(crate) fn circles(source: &Path, files: Vec<PathBuf>) -> Vec<Vec<String>> {
    let files = Files::of(source, files);
    let mut reached: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    let direct: BTreeMap<&Module, BTreeSet<Module>> =
        files.all.keys().map(|module| (module, files.uses(module))).collect();
    for module in direct.keys() {
        let mut open: Vec<&Module> = vec![module];
        let mut found = BTreeSet::new();
        while let Some(next) = open.pop() {
            open.extend(direct[next].iter().filter(|used| found.insert((*used).clone())));
        }
        reached.insert(module, found);
    }
    let mut circles = BTreeSet::new();
    for (module, uses) in &reached {
        if uses.contains(*module) {
            let together = uses.iter().filter(|other| reached[other].contains(*module));
            let name = |module: &Module| {
                let (path, _) = &files.all[module];
                path.strip_prefix(source).unwrap_or(path).display().to_string()
            };
            circles.insert(together.map(name).collect::<Vec<_>>());
        }
    }
    circles.into_iter().collect()
}

impl Files {
    fn of(source: &Path, files: Vec<PathBuf>) -> Self {
        let mut all = BTreeMap::new();
        for file in files {
            let within = file.strip_prefix(source).expect("a file of the crate").with_extension("");
            let mut module: Module =
                within.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if module.iter().any(|part| part == "tests") || module.len() == 1 && module[0] != "ui" {
                continue;
            }
            if module.last().is_some_and(|name| name == "mod") {
                module.pop();
            }
            let text = std::fs::read_to_string(&file).expect("readable");
            all.insert(module, (file, code(&text)));
        }
        let mut files = Self { all, exports: BTreeMap::new() };
        for (module, (_, code)) in &files.all {
            for (path, _) in imports(code).into_iter().filter(|(_, is_public)| *is_public) {
                if let Some(target) = files.absolute(module, &path) {
                    let name = target.last().cloned().unwrap_or_default();
                    let own: Module = module.iter().cloned().chain([name]).collect();
                    if own != target {
                        files.exports.insert(own, target);
                    }
                }
            }
        }
        files
    }

    /// The files of the same room that `module` uses.
    fn uses(&self, module: &Module) -> BTreeSet<Module> {
        let (file, code) = &self.all[module];
        if file.ends_with("mod.rs") && !defines_something(code) {
            return BTreeSet::new();
        }
        let private = imports(code).into_iter().filter(|(_, is_public)| !is_public);
        let mut paths: Vec<Module> =
            private.filter_map(|(path, _)| self.absolute(module, &path)).collect();
        let imported: BTreeMap<String, Module> =
            paths.iter().filter_map(|path| Some((path.last()?.clone(), path.clone()))).collect();
        for path in named(code) {
            let (first, rest) = path.split_first().expect("a path of two or more");
            match imported.get(first) {
                // Through a module that was imported.
                Some(start) => paths.push(start.iter().chain(rest).cloned().collect()),
                None => paths.extend(self.absolute(module, &path)),
            }
        }
        let is_own_room = |used: &Module| used != module && used.first() == module.first();
        // A folder's own name leads to nothing that its file defines.
        let is_folder = |path: &Module, used: &Module| path == used && self.is_folder(used);
        let used = paths.iter().filter_map(|path| Some((path, self.resolve(path, 8)?)));
        used.filter(|(path, used)| is_own_room(used) && !is_folder(path, used))
            .map(|(_, used)| used)
            .collect()
    }

    fn is_folder(&self, module: &Module) -> bool {
        self.all[module].0.ends_with("mod.rs")
    }

    /// `path`, as `module` writes it, from the crate's root; `None` where it leads out of the crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.clone(),
            "super" => {
                let above = module[..module.len().saturating_sub(1)].to_vec();
                return if rest.first().is_some_and(|next| next == "super") {
                    self.absolute(&above, rest)
                } else {
                    Some(above.into_iter().chain(rest.iter().cloned()).collect())
                };
            }
            _ => {
                let own: Module = module.iter().cloned().chain([first.clone()]).collect();
                self.all.contains_key(&own).then_some(())?;
                own
            }
        };
        Some(start.into_iter().chain(rest.iter().cloned()).collect())
    }

    /// The module whose file defines what `path` leads to, through at most `hops` re-exports.
    fn resolve(&self, path: &[String], hops: usize) -> Option<Module> {
        for length in (1..=path.len()).rev() {
            let (start, rest) = path.split_at(length);
            if let (Some(target), 1..) = (self.exports.get(start), hops) {
                let path: Module = target.iter().chain(rest).cloned().collect();
                return self.resolve(&path, hops - 1);
            }
            if self.all.contains_key(start) {
                return Some(start.to_vec());
            }
        }
        None
    }
}

/// `text` without comments and without its tests, which stand at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    text.lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

fn defines_something(code: &str) -> bool {
    let words = ["fn ", "struct ", "enum ", "impl", "trait ", "const ", "static ", "type "];
    code.lines().any(|line| {
        let line = line.trim_start();
        let line = match line.strip_prefix("pub") {
            Some(rest) if rest.starts_with('(') => {
                rest.split_once(')').map_or(rest, |(_, rest)| rest)
            }
            Some(rest) => rest,
            None => line,
        };
        words.iter().any(|word| line.trim_start().starts_with(word))
    })
}

/// Every path that a `use` of `code` names, and whether it is re-exported.
fn imports(code: &str) -> Vec<(Vec<String>, bool)> {
    let mut found = Vec::new();
    for statement in code.split(';') {
        let Some((before, tree)) = statement.rsplit_once("use ") else { continue };
        let line = before.rsplit('\n').next().unwrap_or_default().trim();
        let is_use =
            line.is_empty() || line == "pub" || line.starts_with("pub(") && line.ends_with(')');
        if is_use {
            expand(&[], tree, &mut |path| found.push((path, !line.is_empty())));
        }
    }
    found
}

/// The paths of a tree like `a::{b, c::{self, D}}`.
fn expand(start: &[String], tree: &str, found: &mut dyn FnMut(Vec<String>)) {
    let tree = tree.trim();
    let (path, group) = match tree.split_once('{') {
        Some((path, group)) => (path, Some(group.trim_end().trim_end_matches('}'))),
        None => (tree.split(" as ").next().unwrap_or_default(), None),
    };
    let parts = path.split("::").map(str::trim).filter(|part| !part.is_empty());
    let mut path: Vec<String> = start.to_vec();
    path.extend(parts.map(str::to_owned));
    let Some(group) = group else {
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        return found(path);
    };
    let (mut depth, mut begin) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&path, &group[begin..at], found);
                begin = at + 1;
            }
            _ => {}
        }
    }
    if !group[begin..].trim().is_empty() {
        expand(&path, &group[begin..], found);
    }
}

/// Every path of two or more parts that begins with a small letter, outside of `use`.
fn named(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let lines = code.split('\n').filter(|line| !line.trim_start().contains("use "));
    for line in lines {
        for word in line.split(|c: char| !is_part(c)) {
            let parts: Vec<String> =
                word.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
            let begins_small = word.starts_with(|c: char| c.is_ascii_lowercase());
            if parts.len() > 1 && begins_small && !word.contains(":::") {
                found.push(parts);
            }
        }
    }
    found
}
