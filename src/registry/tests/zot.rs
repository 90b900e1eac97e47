//! zot, by answers as a zot with its search extension gave them.

use futures::executor::block_on;

use super::script::{Script, refuse, reply};
use super::shelf::{Shelf, image, scanned};
use crate::model::{Digest, RepositoryName};
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::{Credentials, Deletion, ErrorKind, RegistryKind};

const SEARCH: &str = "/v2/_zot/ext/search";

fn options() -> ScanOptions {
    ScanOptions { concurrency: 1, repositories: None, also: Vec::new() }
}

fn name() -> RepositoryName {
    "a".parse().expect("a name")
}

/// A registry with one image, and whatever its search says.
fn searched(status: u16, body: &str) -> (super::shelf::Scanned, Digest, String) {
    let shelf = Shelf::of(&["a", "b"]);
    let web = shelf.manifest("a", &image(&Digest::of(b"{}"), "web"), &["v1"]);
    shelf.tags("a", &["v1"]);
    shelf.tags("b", &[]);
    shelf.put(SEARCH, status, &body.replace("WEB", &web.to_string()));
    let script = shelf.script();
    (scanned(&script, RegistryKind::Zot, &options()), web, script.told())
}

#[test]
fn its_search_tells_sizes_and_pulls_as_hints() {
    let hint = r#"{"data":{"ExpandedRepoInfo":{"Images":[{"Digest":"WEB","MediaType":"application/vnd.oci.image.manifest.v1+json","Size":"4294967296","LastPullTimestamp":"2026-02-03T04:05:06Z","PushTimestamp":"2025-01-02T03:04:05.678Z"},{"Digest":"sha256:bad"},7]}}}"#;
    let (scanned, web, told) = searched(200, hint);
    assert_eq!(scanned.end, ScanEnd::Complete);
    let repository = &scanned.inventory.repositories[&name()];
    let entry = &repository.listed[&web];
    // Beyond 32 bits: a text.
    assert_eq!(entry.size, Some(1 << 32));
    assert_eq!(entry.last_pulled.expect("a date").to_string(), "2026-02-03T04:05:06Z");
    assert_eq!(repository.manifests[&web].last_updated, entry.last_updated);
    // A hint is no list: what is untagged stays invisible, and every manifest is read.
    assert!(!repository.lists_untagged);
    assert!(repository.hidden_tags.is_empty());
    assert_eq!(told.matches(SEARCH).count(), 2);
}

#[test]
fn without_its_search_nothing_is_missing_and_it_is_asked_once() {
    for (status, body) in [
        (404, "404 page not found"),
        (
            200,
            r#"{"errors":[{"message":"no such field","path":["ExpandedRepoInfo"]}],"data":null}"#,
        ),
        (200, r#"{"data":{"ExpandedRepoInfo":{"Images":null}}}"#),
        (200, "<html>"),
        (403, ""),
    ] {
        let (scanned, web, told) = searched(status, body);
        assert_eq!(scanned.end, ScanEnd::Complete, "{body}");
        let repository = &scanned.inventory.repositories[&name()];
        assert!(repository.manifests.contains_key(&web) && repository.listed.is_empty());
        assert_eq!(told.matches(SEARCH).count(), 1, "{told}");
    }
}

#[test]
fn never_pulled_is_no_date() {
    let hint = r#"{"data":{"ExpandedRepoInfo":{"Images":[{"Digest":"WEB","Size":"12","LastPullTimestamp":"1970-01-01T00:00:00Z","PushTimestamp":""}]}}}"#;
    let (scanned, web, _) = searched(200, hint);
    let entry = &scanned.inventory.repositories[&name()].listed[&web];
    assert_eq!((entry.size, entry.last_pulled, entry.last_updated), (Some(12), None, None));
}

#[test]
fn a_link_on_the_last_page_leads_to_an_empty_one_and_no_further() {
    let script = Script::new(|request, _| match request.url.as_str() {
        "https://r.test/v2/_catalog?n=1000" => reply(200, r#"{"repositories":["a","b"]}"#)
            .with("Link", r#"</v2/_catalog?n=1000&last=b>; rel="next""#),
        "https://r.test/v2/_catalog?n=1000&last=b" => reply(200, r#"{"repositories":[]}"#),
        _ => reply(200, r#"{"name":"a","tags":[]}"#),
    });
    let scanned = scanned(&script, RegistryKind::Zot, &options());
    assert_eq!(scanned.end, ScanEnd::Complete);
    assert_eq!(scanned.inventory.repositories.len(), 2);
}

#[test]
fn what_its_refusals_of_a_deletion_mean() {
    let digest = Digest::of(b"");
    let check = |answer: (u16, &'static str), expected: Result<Deletion, ErrorKind>| {
        let script = Script::new(move |_, _| refuse(answer.0, answer.1));
        let client = script.client(RegistryKind::Zot, Credentials::None);
        let outcome = block_on(client.delete_manifest(&name(), &digest));
        assert_eq!(outcome.map_err(|error| error.kind), expected, "{answer:?}");
    };
    check((404, "MANIFEST_UNKNOWN"), Ok(Deletion::AlreadyGone));
    // Of a repository that it does not know it says so with 400.
    check((400, "NAME_UNKNOWN"), Ok(Deletion::AlreadyGone));
    check((400, "UNSUPPORTED"), Err(ErrorKind::BadRequest));
    check((405, "DENIED"), Err(ErrorKind::PartOfIndex));
    check((409, "MANIFEST_INVALID"), Err(ErrorKind::Conflict));
    // Only zot says it so.
    let script = Script::new(|_, _| refuse(400, "NAME_UNKNOWN"));
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let outcome = block_on(client.delete_manifest(&name(), &digest));
    assert_eq!(outcome.map_err(|error| error.kind), Err(ErrorKind::BadRequest));
}
