//! The rooms keep their order: a room uses only the rooms before it, and only the browser's own
//! files name the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "rooms/circles.rs"]
mod circles;
#[path = "rooms/literals.rs"]
mod literals;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each room with the rooms that it may use. `site` and `sample` are side rooms: nothing in the
/// library leans on them.
const ROOMS: [(&str, &[&str]); 7] = [
    ("model", &[]),
    ("registry", &["model"]),
    ("site", &["registry"]),
    ("sample", &["model", "registry"]),
    ("storage", &["model"]),
    ("cleanup", &["model", "registry", "storage"]),
    ("present", &["model", "registry", "storage", "cleanup"]),
];

#[test]
fn a_room_uses_only_the_rooms_before_it() {
    let mut seen = 0;
    for (room, may_use) in ROOMS {
        for file in files(&root().join("src").join(room)) {
            let text = read(&file);
            for used in uses(&text, "crate::") {
                let is_known = ROOMS.iter().any(|(name, _)| *name == used);
                let is_allowed = used == room || may_use.contains(&used.as_str());
                assert!(!is_known || is_allowed, "{}: {room} uses {used}", file.display());
                seen += usize::from(is_known);
            }
            for browser in ["leptos", "web_sys", "gloo", "wasm_bindgen", "js_sys"] {
                assert!(!text.contains(&format!("{browser}::")), "{}: {browser}", file.display());
            }
        }
    }
    assert!(seen > 50, "found only {seen} uses: this test no longer reads them");
}

#[test]
fn every_room_is_listed_here() {
    let listed: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).chain(["ui"]).collect();
    for entry in std::fs::read_dir(root().join("src")).expect("src is there") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
            assert!(listed.contains(name), "src/{name} has no place in the order of rooms");
        }
    }
}

#[test]
fn only_the_browsers_own_files_name_web_sys() {
    for file in files(&root().join("src/ui")) {
        let is_browser = file.starts_with(root().join("src/ui/browser"));
        let text = read(&file);
        let names_it =
            ["web_sys::", "js_sys::", "gloo_net::"].iter().any(|name| text.contains(name));
        assert!(is_browser || !names_it, "{} names the browser", file.display());
    }
}

#[test]
fn components_know_neither_registry_nor_router() {
    for file in files(&root().join("src/ui/components")) {
        let text = read(&file);
        for word in ["registry::", "leptos_router", "ui::session", "ui::pages", "ui::paths"] {
            assert!(!text.contains(word), "{} knows {word}", file.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for file in files(&root().join("src")) {
        assert!(read(&file).starts_with("//!"), "{} does not", file.display());
    }
}

/// Code for tests alone stands in `tests/`, or behind `cfg(test)`; code for one target hides from the
/// lints of the other.
#[test]
fn the_library_is_the_same_for_every_target() {
    for (room, _) in ROOMS {
        for file in files(&root().join("src").join(room)) {
            let text = read(&file).replace("cfg(test)", "");
            assert!(!text.contains("cfg("), "{} has code of one target only", file.display());
        }
    }
}

/// Files that name kinds of registries. Everybody else asks for capabilities and facts, or speaks a dialect, so
/// that a new kind is a dialect and its rows in `kind`.
const KNOW_KINDS: [&str; 3] = ["src/registry/dialect", "src/registry/kind", "src/sample"];

#[test]
fn only_dialects_and_their_rows_name_kinds_of_registries() {
    let kinds = ["Acr", "Distribution2", "Distribution3", "Zot", "Harbor", "Oci"];
    for room in ROOMS.map(|(room, _)| room).into_iter().chain(["ui"]) {
        for file in files(&root().join("src").join(room)) {
            let is_test = file.components().any(|part| part.as_os_str() == "tests");
            if is_test || KNOW_KINDS.iter().any(|folder| file.starts_with(root().join(folder))) {
                continue;
            }
            let text = read(&file);
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(!code.contains("RegistryKind::{"), "{} imports kinds", file.display());
            for kind in kinds {
                let named = format!("RegistryKind::{kind}");
                assert!(!code.contains(&named), "{} names {named}", file.display());
            }
        }
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let source = root().join("src");
    let circles = circles::circles(&source, files(&source));
    let circles: Vec<String> = circles.iter().map(|circle| circle.join(" ↔ ")).collect();
    assert!(circles.is_empty(), "circles of files:\n{}", circles.join("\n"));
}

/// rustc keeps `ui` from `Changes`, because it is another crate. This test keeps the rooms of the library
/// from it.
#[test]
fn only_cleanup_changes_a_registry() {
    for room in ROOMS.map(|(room, _)| room) {
        if ["registry", "cleanup"].contains(&room) {
            continue;
        }
        for file in files(&root().join("src").join(room)) {
            let text = read(&file);
            for changing in ["registry::Changes", ".attempting("] {
                assert!(!text.contains(changing), "{}: {changing}", file.display());
            }
        }
    }
}

/// Literals of several words in the rooms that have reasons, and no sentences: a file of `src` and how the
/// literal begins. Each is no text for people.
const NO_SENTENCES: [(&str, &str); 2] = [
    // The annotation of a placeholder, stored in the registry.
    ("cleanup/perform/placeholder.rs", r#"{{"schemaVersion""#),
    // A moment that RFC 3339 cannot write, displayed.
    ("model/timestamp.rs", "out of range"),
];

#[test]
fn sentences_for_people_stand_in_present_and_ui() {
    let mut unseen: BTreeSet<(&str, &str)> = NO_SENTENCES.into_iter().collect();
    for room in ["model", "storage", "cleanup"] {
        for file in files(&root().join("src").join(room)) {
            if file.components().any(|part| part.as_os_str() == "tests") {
                continue;
            }
            let text = read(&file);
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for literal in
                literals::literals(code).into_iter().filter(|literal| literals::has_words(literal))
            {
                let is_listed = |(path, begins): &(&str, &str)| {
                    file.ends_with(Path::new("src").join(path)) && literal.starts_with(begins)
                };
                let listed = NO_SENTENCES.iter().find(|one| is_listed(one));
                assert!(listed.is_some(), "{}: {literal:?}", file.display());
                listed.map(|one| unseen.remove(one));
            }
        }
    }
    assert!(unseen.is_empty(), "these exceptions stand for nothing any more: {unseen:?}");
}

/// Names that count things, in literals: a number of more than three digits would stand there without its gaps. Words
/// that hold a counted number have other names.
const RAW_COUNTS: [&str; 5] = ["{count}", "{number}", "{read}", "{more} more", "{len}"];

#[test]
fn counts_in_sentences_are_grouped() {
    for room in ["present", "ui"] {
        for file in files(&root().join("src").join(room)) {
            let text = read(&file);
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for literal in literals::literals(code) {
                let raw = RAW_COUNTS.iter().find(|raw| literal.contains(**raw));
                let is_pattern = literal.contains("Access-Control");
                assert!(raw.is_none() || is_pattern, "{}: {literal:?}", file.display());
            }
        }
    }
}

/// The first path segment after each `prefix`, in code and in documentation.
fn uses(text: &str, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in text.split(prefix).skip(1) {
        let words = match rest.strip_prefix('{') {
            // `use crate::{model::…, storage::…}`
            Some(group) => group.split('}').next().unwrap_or_default(),
            None => rest,
        };
        let first = |word: &str| {
            word.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned)
        };
        let single = !rest.starts_with('{');
        found.extend(words.split(',').take(if single { 1 } else { usize::MAX }).filter_map(first));
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the room is there") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            all.push(path);
        }
    }
    all
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("readable")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
