//! The repository that somebody looks at is read before all others, whatever the list says.

use super::script::{Script, refuse};
use super::shelf::{Shelf, image, scanned};
use crate::model::{MissingWhat, RepositoryName};
use crate::registry::RegistryKind;
use crate::registry::scan::{LookedAt, ScanEnd, ScanOptions};

/// Repositories of two tags each.
fn shelf(names: &[&str]) -> Shelf {
    let shelf = Shelf::of(names);
    for name in names {
        let config = shelf.config(name, "{}");
        for tag in ["v1", "v2"] {
            shelf.manifest(name, &image(&config, &format!("{name}{tag}")), &[tag]);
        }
        shelf.tags(name, &["v1", "v2"]);
    }
    shelf
}

fn one_at_a_time() -> ScanOptions {
    ScanOptions { concurrency: 1, ..ScanOptions::default() }
}

fn first(name: &str) -> ScanOptions {
    ScanOptions { first: Some(name.parse().expect("a name")), ..one_at_a_time() }
}

#[test]
fn it_is_read_before_the_lists_of_others_and_once() {
    let shelf = shelf(&["a", "b", "z"]);
    let script = shelf.script();
    let read = scanned(&script, RegistryKind::Oci, &first("z"));
    assert_eq!((read.end, read.inventory.repositories.len()), (ScanEnd::Complete, 3));
    let told = script.told();
    let of = |part: &str| told.lines().position(|line| line.contains(part)).expect(part);
    assert!(of("/z/manifests/v2") < of("/a/tags/list"), "{told}");
    assert_eq!(told.matches("/z/tags/list").count(), 1, "{told}");
    // No request more.
    let whole = shelf.script();
    scanned(&whole, RegistryKind::Oci, &one_at_a_time());
    assert_eq!(script.log.borrow().len(), whole.log.borrow().len());
}

#[test]
fn one_that_comes_into_view_is_read_next() {
    let shelf = shelf(&["a", "b", "c", "z"]);
    // Somebody opens z while the first manifest of a is under way, when nobody has named z but the list.
    for moment in ["/a/manifests/v1", "/a/tags/list"] {
        let looked_at = LookedAt::default();
        let (inner, seen) = (shelf.script(), looked_at.clone());
        let script = Script::new(move |request, before| {
            if request.url.contains(moment) {
                seen.set(Some("z".parse().expect("a name")));
            }
            inner.answer(request, before)
        });
        let options = ScanOptions { looked_at, ..one_at_a_time() };
        let read = scanned(&script, RegistryKind::Oci, &options);
        assert_eq!((read.end, read.inventory.repositories.len()), (ScanEnd::Complete, 4));
        let told = script.told();
        let of = |part: &str| told.lines().position(|line| line.contains(part)).expect(part);
        assert!(of("/z/manifests/v2") < of("/a/manifests/v2"), "{told}");
        assert!(of("/z/manifests/v2") < of("/b/manifests/v1"), "{told}");
        let whole = shelf.script();
        scanned(&whole, RegistryKind::Oci, &one_at_a_time());
        assert_eq!(script.log.borrow().len(), whole.log.borrow().len());
    }
}

#[test]
fn without_a_list_it_is_read_all_the_same() {
    let shelf = shelf(&["a", "z"]);
    let check = |status: u16, code: &'static str, is_later: bool| {
        let inner = shelf.script();
        let script = Script::new(move |request, before| match request.url.contains("_catalog") {
            true => refuse(status, code),
            false => inner.answer(request, before),
        });
        let read = scanned(&script, RegistryKind::Oci, &first("z"));
        assert_eq!(read.end, ScanEnd::Incomplete, "{status}");
        let all: Vec<_> = read.inventory.repositories.iter().collect();
        assert_eq!((all.len(), all[0].0.as_str(), all[0].1.tags.len()), (1, "z", 2), "{status}");
        let why = read.why(MissingWhat::Catalog);
        assert_eq!(why.contains("later"), is_later, "{status}: {why}");
    };
    check(500, "UNKNOWN", false);
    check(501, "UNSUPPORTED", false);
    check(404, "X", false);
    check(405, "UNSUPPORTED", false);
    check(403, "DENIED", false);
    // Only this may pass.
    check(503, "UNAVAILABLE", true);
}

#[test]
fn a_repository_that_is_neither_listed_nor_has_contents_is_not_there() {
    let check = |shelf: &Shelf, options: &ScanOptions, name: &str, is_there: bool| {
        let read = scanned(&shelf.script(), RegistryKind::Oci, options);
        let name: RepositoryName = name.parse().expect("a name");
        assert_eq!(read.end, ScanEnd::Complete, "{name}");
        assert_eq!(read.inventory.repositories.contains_key(&name), is_there, "{name}");
    };
    let full = shelf(&["a"]);
    check(&full, &first("nothing"), "nothing", false);
    // Hidden from the list.
    full.tags("hidden", &[]);
    check(&full, &first("hidden"), "hidden", false);
    full.manifest("hidden", r#"{"schemaVersion":2,"manifests":[]}"#, &["v1"]);
    full.tags("hidden", &["v1"]);
    check(&full, &first("hidden"), "hidden", true);
    // Listed, and empty; or somebody typed its name.
    check(&Shelf::of(&["a", "empty"]), &first("empty"), "empty", true);
    let also = vec!["typed".parse().expect("a name")];
    check(&full, &ScanOptions { also, ..first("typed") }, "typed", true);
}
