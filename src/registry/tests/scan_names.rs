//! Repositories that somebody named are read beside the list of all, instead of it, and where it fails.

use super::script::{Script, refuse, reply};
use super::shelf::{Shelf, image, scanned};
use crate::model::{MissingWhat, ReadState, RepositoryName};
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};

fn name(text: &str) -> RepositoryName {
    text.parse().expect("a name")
}

/// Three repositories with two images each, both tagged.
fn shelf() -> Shelf {
    let shelf = Shelf::of(&["a", "b", "c"]);
    for name in ["a", "b", "c"] {
        let config = shelf.config(name, &format!(r#"{{"os":"{name}"}}"#));
        shelf.manifest(name, &image(&config, &format!("{name}1")), &["one"]);
        shelf.manifest(name, &image(&config, &format!("{name}2")), &["two"]);
        shelf.tags(name, &["one", "two"]);
    }
    shelf
}

#[test]
fn repositories_that_the_list_hides_are_read_with_it() {
    let script = shelf().script();
    let listed = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
    let names: Vec<_> = listed.inventory.repositories.keys().cloned().collect();
    let also = vec![name("hidden"), names[0].clone(), name("hidden")];
    let options = ScanOptions { also, ..ScanOptions::default() };
    let scanned = scanned(&script, RegistryKind::Oci, &options);
    let mut expected = [names, vec![name("hidden")]].concat();
    expected.sort();
    assert!(scanned.inventory.repositories.keys().eq(&expected));
    assert_eq!(scanned.inventory.state, ReadState::Complete);
    assert_eq!(script.told().matches("/v2/hidden/tags/list").count(), 1, "{}", script.told());
}

#[test]
fn named_repositories_are_read_without_the_list_of_all() {
    let shelf = shelf();
    shelf.put("/v2/_catalog", 403, "");
    let script = shelf.script();
    let names = vec![name("b"), name("unknown"), name("b")];
    let options = ScanOptions { repositories: Some(names), ..ScanOptions::default() };
    let scanned = scanned(&script, RegistryKind::Oci, &options);
    assert_eq!(scanned.end, ScanEnd::Complete);
    let states: Vec<_> = scanned
        .inventory
        .repositories
        .iter()
        .map(|(name, repository)| (name.to_string(), repository.state, repository.manifests.len()))
        .collect();
    assert_eq!(
        states,
        [("b".to_owned(), ReadState::Complete, 2), ("unknown".to_owned(), ReadState::Complete, 0)]
    );
    // The scan does not know whether there are other repositories.
    assert_eq!(scanned.inventory.state, ReadState::Unread);
    assert!(!scanned.inventory.is_complete());
    assert!(!script.told().contains("_catalog"));
}

/// A registry that answers the list of repositories with `status`, at once or after a page of it.
fn breaks_off(status: u16, is_first: bool) -> std::rc::Rc<Script> {
    Script::new(move |request, _| {
        if !request.url.contains("_catalog") {
            return reply(200, r#"{"tags":[],"manifests":[]}"#);
        }
        if is_first || request.url.contains("last=a") {
            return refuse(status, "X");
        }
        reply(200, r#"{"repositories":["a"]}"#).with("Link", "</v2/_catalog?last=a>; rel=next")
    })
}

#[test]
fn where_the_list_fails_those_that_were_named_are_read_all_the_same() {
    for status in [403, 404, 405, 500, 503] {
        for (is_first, read) in [(true, &["hidden"][..]), (false, &["a", "hidden"][..])] {
            let script = breaks_off(status, is_first);
            let options = ScanOptions { also: vec![name("hidden")], ..ScanOptions::default() };
            let scanned = scanned(&script, RegistryKind::Acr, &options);
            let case = format!("{status}, first page: {is_first}");
            assert_eq!(scanned.end, ScanEnd::Incomplete, "{case}");
            let repositories = scanned.inventory.repositories.iter();
            let names: Vec<_> = repositories.clone().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, read, "{case}");
            assert!(repositories.clone().all(|(_, r)| r.state == ReadState::Complete), "{case}");
            // The scan reports that there may be other repositories.
            assert_eq!(scanned.inventory.state, ReadState::Incomplete, "{case}");
            assert!(!scanned.why(MissingWhat::Catalog).is_empty(), "{case}");
        }
    }
}

#[test]
fn where_the_list_fails_and_nobody_named_any_the_reason_is_the_end() {
    for status in [403, 404, 405, 503] {
        let script = breaks_off(status, true);
        let scanned = scanned(&script, RegistryKind::Acr, &ScanOptions::default());
        let ScanEnd::Failed(error) = &scanned.end else { panic!("{:?}", scanned.end) };
        assert_eq!(error.status, Some(status));
    }
}

#[test]
fn a_sign_in_that_may_not_list_is_told_before_anything_else_is_read() {
    let script = breaks_off(401, true);
    let options = ScanOptions { also: vec![name("hidden")], ..ScanOptions::default() };
    let scanned = scanned(&script, RegistryKind::Acr, &options);
    assert!(matches!(scanned.end, ScanEnd::Failed(_)), "{:?}", scanned.end);
    assert!(!script.told().contains("hidden"), "{}", script.told());
}
