//! Lists of a scan: they come before everything else, and are compared with the registry's counts.

use super::script::{Script, reply};
use super::shelf::{Scanned, Shelf, image, scanned};
use crate::model::{Digest, MediaType, MissingWhat, ReadState, Repository};
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};

const NO_CONFIG: &str = r#"{"schemaVersion":2,"manifests":[]}"#;

fn options() -> ScanOptions {
    ScanOptions { concurrency: 1, ..ScanOptions::default() }
}

fn only(scanned: &Scanned) -> &Repository {
    scanned.inventory.repositories.values().next().expect("one")
}

fn listed(digest: &Digest, rest: &str) -> String {
    format!(r#"{{"digest":"{digest}"{rest}}}"#)
}

fn put_lists(shelf: &Shelf, repository: &str, tags: &[String], manifests: &[String]) {
    let put = |what: &str, entries: &[String]| {
        let body = format!(r#"{{"{what}":[{}]}}"#, entries.join(","));
        shelf.put(&format!("/acr/v1/{repository}/_{what}"), 200, &body);
    };
    put("tags", tags);
    put("manifests", manifests);
}

fn put_counts(shelf: &Shelf, repository: &str, tags: u64, manifests: u64) {
    let body = format!(r#"{{"tagCount":{tags},"manifestCount":{manifests}}}"#);
    shelf.put(&format!("/acr/v1/{repository}"), 200, &body);
}

#[test]
fn what_lists_say_is_kept_of_what_is_read_and_of_what_is_not() {
    let shelf = Shelf::of(&["a"]);
    let config = shelf.config("a", "{}");
    let read = shelf.manifest("a", &image(&config, "read"), &[]);
    let broken = Digest::of(b"broken");
    shelf.put(&format!("/v2/a/manifests/{broken}"), 500, "");
    let facts = r#","imageSize":7,"createdTime":"2020-04-13T00:00:00.1234567Z",
        "lastUpdateTime":"2021-04-13T00:00:00.1234567Z","architecture":"amd64","os":"linux",
        "mediaType":"application/vnd.oci.image.manifest.v1+json",
        "configMediaType":"application/vnd.oci.image.config.v1+json","tags":["v1"],
        "changeableAttributes":{"deleteEnabled":true,"writeEnabled":false,"readEnabled":true,
            "listEnabled":false,"quarantineState":"Quarantined"}"#;
    put_lists(&shelf, "a", &[], &[listed(&read, facts), listed(&broken, r#","imageSize":-1"#)]);
    shelf.put(
        "/acr/v1/a",
        200,
        r#"{"manifestCount":2,"tagCount":0,"lastUpdateTime":"2022-01-01T00:00:00Z",
            "changeableAttributes":{"writeEnabled":false}}"#,
    );
    let scanned = scanned(&shelf.script(), RegistryKind::Acr, &options());
    let repository = only(&scanned);
    let entry = &repository.listed[&read];
    assert_eq!((entry.size, entry.media_type.clone()), (Some(7), Some(MediaType::OciManifest)));
    assert_eq!(entry.config_type, Some(MediaType::OciConfig));
    assert_eq!(entry.platform.as_ref().map(ToString::to_string).as_deref(), Some("linux/amd64"));
    assert_eq!(entry.quarantine.as_deref(), Some("Quarantined"));
    let attributes = entry.attributes;
    assert!(attributes.delete && !attributes.write && attributes.read && !attributes.list);
    assert!(attributes.is_locked() && entry.tagged);
    assert_eq!(entry.created.map(|date| date.to_string()[..4].to_owned()), Some("2020".into()));
    assert_eq!(repository.manifests[&read].last_updated, entry.last_updated);
    assert_eq!(repository.manifests[&read].attributes, attributes);
    // A negative size counts as not stated. A manifest that cannot be read is listed all the same.
    assert_eq!(repository.listed[&broken].size, None);
    assert!(!repository.manifests.contains_key(&broken));
    assert_eq!(repository.lists, ReadState::Complete);
    assert!(repository.is_write_locked());
    let said = repository.entry.expect("it was described");
    assert_eq!((said.manifests, said.tags), (Some(2), Some(0)));
}

#[test]
fn the_lists_of_all_repositories_come_before_any_manifest() {
    let shelf = Shelf::of(&["a", "b", "c"]);
    for name in ["a", "b", "c"] {
        let digest = shelf.manifest(name, NO_CONFIG, &[]);
        put_lists(&shelf, name, &[], &[listed(&digest, "")]);
        put_counts(&shelf, name, 0, 1);
    }
    let script = shelf.script();
    let scanned = scanned(&script, RegistryKind::Acr, &options());
    assert_eq!(scanned.end, ScanEnd::Complete);
    let told = script.told();
    let lines: Vec<&str> = told.lines().collect();
    let first = lines.iter().position(|line| line.contains("/manifests/sha256:"));
    let last = lines.iter().rposition(|line| line.contains("/acr/v1/"));
    // The catalog and three lists of three repositories.
    assert_eq!((first, last), (Some(10), Some(9)), "{told}");
}

/// A repository of two manifests and the tag `v1` on the first.
fn two(shelf: &Shelf) -> (Digest, Digest) {
    let config = shelf.config("a", "{}");
    let one = shelf.manifest("a", &image(&config, "one"), &[]);
    let two = shelf.manifest("a", &image(&config, "two"), &[]);
    (one, two)
}

#[test]
fn a_list_that_is_shorter_than_what_the_registry_counts_is_asked_again_and_not_called_whole() {
    let check = |tags: u64, manifests: u64, words: Option<&str>| {
        let shelf = Shelf::of(&["a"]);
        let (one, two) = two(&shelf);
        let tag = format!(r#"{{"name":"v1","digest":"{one}"}}"#);
        put_lists(&shelf, "a", &[tag], &[listed(&one, r#","tags":["v1"]"#), listed(&two, "")]);
        put_counts(&shelf, "a", tags, manifests);
        let script = shelf.script();
        let scanned = scanned(&script, RegistryKind::Acr, &options());
        let repository = only(&scanned);
        let state = if words.is_some() { ReadState::Incomplete } else { ReadState::Complete };
        assert_eq!((repository.state, repository.lists), (state, state), "{tags} {manifests}");
        assert!(scanned.why(MissingWhat::Counts).starts_with(words.unwrap_or_default()));
        assert_eq!(scanned.inventory.all_missing().count(), usize::from(words.is_some()));
        // Every listed manifest was read, and each once.
        assert_eq!((repository.tags.len(), repository.manifests.len()), (1, 2));
        let times = if words.is_some() { 2 } else { 1 };
        assert_eq!(script.told().matches("/acr/v1/a/_tags").count(), times);
        assert_eq!(script.told().matches("/manifests/sha256:").count(), 2);
    };
    check(1, 2, None);
    check(1, 3, Some("The registry counts 3 manifests here and lists 2"));
    check(1, 1, Some("The registry counts 1 manifests here and lists 2"));
    check(2, 2, Some("The registry counts 2 tags here and lists 1"));
}

#[test]
fn a_push_between_lists_and_counts_makes_no_difference() {
    let shelf = Shelf::of(&["a"]);
    let (one, two) = two(&shelf);
    put_lists(&shelf, "a", &[], &[listed(&one, ""), listed(&two, "")]);
    let inner = shelf.script();
    let first = listed(&one, "");
    // `two` is pushed after the lists were asked for the first time.
    let script = Script::new(move |request, before| match request.url.as_str() {
        "https://r.test/acr/v1/a" => reply(200, r#"{"tagCount":0,"manifestCount":2}"#),
        "https://r.test/acr/v1/a/_manifests?n=1000" if before == 0 => {
            reply(200, format!(r#"{{"manifests":[{first}]}}"#))
        }
        _ => inner.answer(request, before),
    });
    let scanned = scanned(&script, RegistryKind::Acr, &options());
    assert_eq!(scanned.end, ScanEnd::Complete);
    assert_eq!(only(&scanned).listed.len(), 2);
    assert_eq!(only(&scanned).manifests.len(), 2);
}

#[test]
fn a_hidden_tag_explains_the_difference_and_holds_its_manifest() {
    let shelf = Shelf::of(&["a"]);
    let (one, two) = two(&shelf);
    let tag = format!(r#"{{"name":"v1","digest":"{one}"}}"#);
    let manifests = [listed(&one, r#","tags":["v1"]"#), listed(&two, r#","tags":["secret"]"#)];
    put_lists(&shelf, "a", &[tag], &manifests);
    put_counts(&shelf, "a", 2, 2);
    let scanned = scanned(&shelf.script(), RegistryKind::Acr, &options());
    assert_eq!(scanned.end, ScanEnd::Complete);
    let repository = only(&scanned);
    assert_eq!(repository.hidden_tags.iter().collect::<Vec<_>>(), [&two]);
    assert_eq!(repository.tags.len(), 1);
}

#[test]
fn a_hidden_tag_beside_one_that_is_listed_is_not_overlooked() {
    let shelf = Shelf::of(&["a"]);
    let (one, two) = two(&shelf);
    let tag = format!(r#"{{"name":"v1","digest":"{one}"}}"#);
    let manifests = [listed(&one, r#","tags":["v1","secret"]"#), listed(&two, "")];
    put_lists(&shelf, "a", &[tag], &manifests);
    put_counts(&shelf, "a", 2, 2);
    let scanned = scanned(&shelf.script(), RegistryKind::Acr, &options());
    assert_eq!(scanned.end, ScanEnd::Complete);
    assert_eq!(only(&scanned).hidden_tags.iter().collect::<Vec<_>>(), [&one]);
}

#[test]
fn a_repository_that_is_not_described_is_read_and_nobody_knows_whether_its_lists_are_whole() {
    let check = |status: u16, body: &str, is_whole: bool| {
        let shelf = Shelf::of(&["a"]);
        let (one, two) = two(&shelf);
        put_lists(&shelf, "a", &[], &[listed(&one, ""), listed(&two, "")]);
        shelf.put("/acr/v1/a", status, body);
        let scanned = scanned(&shelf.script(), RegistryKind::Acr, &options());
        let state = if is_whole { ReadState::Complete } else { ReadState::Incomplete };
        assert_eq!(only(&scanned).state, state, "{status}");
        assert_eq!(only(&scanned).manifests.len(), 2, "{status}");
        let mut told = scanned.inventory.all_missing();
        assert!(told.all(|gap| gap.what == MissingWhat::Counts));
        assert_eq!(scanned.inventory.all_missing().count(), usize::from(!is_whole), "{status}");
    };
    check(200, "{}", true);
    // Emptied since it was listed.
    check(404, r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#, true);
    check(404, "404 page not found", false);
    check(403, r#"{"errors":[{"code":"DENIED"}]}"#, false);
    check(500, "", false);
    check(200, "<html>", false);
}

#[test]
fn at_most_as_many_requests_as_asked_for_are_under_way() {
    let names: Vec<String> = (0..20).map(|at| format!("r{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let shelf = Shelf::of(&names);
    for name in &names {
        put_lists(&shelf, name, &[], &[]);
        put_counts(&shelf, name, 0, 0);
    }
    let script = shelf.script();
    let scanned = scanned(&script, RegistryKind::Acr, &ScanOptions::default());
    assert_eq!((scanned.end, script.most_in_flight.get()), (ScanEnd::Complete, 8));
}
