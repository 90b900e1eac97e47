//! zot, by answers of a zot with its search extension.

use futures::executor::block_on;

use super::script::{Answer, Script, refuse, reply};
use super::shelf::{Shelf, image, scanned};
use crate::model::{Digest, Reference, RepositoryName};
use crate::registry::line::transport::{Method, TransportError};
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::{Credentials, Deletion, ErrorKind, RegistryKind};

const SEARCH: &str = "/v2/_zot/ext/search";
const DISCOVER: &str = "/v2/_oci/ext/discover";
const WITH_SEARCH: &str =
    r#"{"extensions":[{"name":"_zot","endpoints":["/v2/_zot/ext/search","/v2/_zot/ext/mgmt"]}]}"#;
const TYPE: &str = "application/vnd.oci.image.manifest.v1+json";

fn options() -> ScanOptions {
    ScanOptions { concurrency: 1, ..ScanOptions::default() }
}

fn name() -> RepositoryName {
    "a".parse().expect("a name")
}

/// The scan of a registry with one image and this list of extensions, whose search answers with `status`
/// and `body`. Also the image's digest, and the requests.
fn searched(extensions: &str, status: u16, body: &str) -> (super::shelf::Scanned, Digest, String) {
    let shelf = Shelf::of(&["a", "b"]);
    let web = shelf.manifest("a", &image(&Digest::of(b"{}"), "web"), &["v1"]);
    shelf.tags("a", &["v1"]);
    shelf.tags("b", &[]);
    shelf.put(DISCOVER, 200, extensions);
    shelf.put(SEARCH, status, &body.replace("WEB", &web.to_string()));
    let script = shelf.script();
    (scanned(&script, RegistryKind::Zot, &options()), web, script.told())
}

#[test]
fn its_search_tells_sizes_and_pulls_as_hints() {
    let told = r#"{"data":{"ExpandedRepoInfo":{"Summary":{"Size":"5000000000"},"Images":[{"Tag":"v1","Digest":"WEB","Size":"4294967296","LastPullTimestamp":"2026-02-03T04:05:06Z","PushTimestamp":"2025-01-02T03:04:05.678Z"},{"Tag":"v2","Digest":"sha256:bad"},7]}}}"#;
    let (scanned, web, asked) = searched(WITH_SEARCH, 200, told);
    assert_eq!(scanned.end, ScanEnd::Complete);
    let repository = &scanned.inventory.repositories[&name()];
    // Beyond 32 bits: a text.
    assert_eq!(repository.hint.manifests[&web].size, Some(1 << 32));
    assert_eq!(repository.hint.stored, Some(5_000_000_000));
    assert_eq!(repository.hint.logical(repository.tags.keys()), Some(1 << 32));
    let pulled = repository.last_pulled(&web).expect("a date");
    assert_eq!(pulled.to_string(), "2026-02-03T04:05:06Z");
    let pushed = repository.manifests[&web].last_updated.expect("a date");
    assert_eq!(pushed.to_string(), "2025-01-02T03:04:05Z");
    // A hint replaces no list: untagged manifests stay invisible, and every manifest is read.
    assert!(!repository.lists_untagged && repository.listed.is_empty());
    assert!(repository.hidden_tags.is_empty());
    // The search was asked once about each repository, also about the empty one.
    assert_eq!(asked.matches(SEARCH).count(), 2);
}

#[test]
fn where_no_search_is_listed_none_is_asked() {
    for extensions in [
        r#"{"extensions":[]}"#,
        r#"{"extensions":[{"name":"_zot","endpoints":["/v2/_zot/ext/mgmt"]}]}"#,
        "<html>",
    ] {
        let (scanned, web, asked) = searched(extensions, 200, "{}");
        assert_eq!(scanned.end, ScanEnd::Complete, "{extensions}");
        assert!(scanned.inventory.repositories[&name()].manifests.contains_key(&web));
        assert_eq!((asked.matches(DISCOVER).count(), asked.matches(SEARCH).count()), (1, 0));
    }
}

#[test]
fn a_search_that_fails_leaves_nothing_missing_and_is_given_up_where_it_is_not_for_us() {
    let unknown = r#"{"errors":[{"message":"repo metadata not found for given repo name","path":["ExpandedRepoInfo"]}],"data":{"ExpandedRepoInfo":null}}"#;
    for (status, body, times) in [
        (404, "404 page not found", 1),
        (403, "", 1),
        // The answer is about one repository, so the next one is asked about, too.
        (200, unknown, 2),
        (200, r#"{"data":{"ExpandedRepoInfo":{"Images":null}}}"#, 2),
        (200, "<html>", 2),
        (500, "", 2),
    ] {
        let (scanned, web, asked) = searched(WITH_SEARCH, status, body);
        assert_eq!(scanned.end, ScanEnd::Complete, "{body}");
        let repository = &scanned.inventory.repositories[&name()];
        assert!(repository.manifests.contains_key(&web) && repository.hint.tags.is_empty());
        assert_eq!(asked.matches(SEARCH).count(), times, "{asked}");
    }
}

#[test]
fn never_pulled_and_the_future_are_no_dates() {
    let hint = r#"{"data":{"ExpandedRepoInfo":{"Images":[{"Tag":"v1","Digest":"WEB","Size":"12","LastPullTimestamp":"1970-01-01T00:00:00Z","PushTimestamp":"2199-01-01T00:00:00Z"}]}}}"#;
    let (scanned, web, _) = searched(WITH_SEARCH, 200, hint);
    let entry = &scanned.inventory.repositories[&name()].hint.manifests[&web];
    assert_eq!((entry.size, entry.last_pulled, entry.last_updated), (Some(12), None, None));
}

/// Reads `a:v1` of a zot that holds `image` there and answers for its bytes by `blob`. Returns the digest
/// and the requests.
fn read(
    image: &'static str,
    hides_digest: bool,
    blob: fn(&str) -> Answer,
) -> (Result<Digest, ErrorKind>, String) {
    let digest = Digest::of(image.as_bytes());
    let script = Script::new(move |request, _| {
        if request.url.contains("/blobs/") {
            return blob(image);
        }
        let body = if request.method == Method::Head { "" } else { image };
        let answer = reply(200, body).with("Content-Type", TYPE);
        if hides_digest { answer } else { answer.with("Docker-Content-Digest", digest.to_string()) }
    });
    let client = script.client(RegistryKind::Zot, Credentials::None);
    let tag = Reference::Tag("v1".parse().expect("a tag"));
    let answer = block_on(client.manifest(&name(), &tag));
    let told = script.told().replace("https://r.test/v2/a/", "");
    (answer.map(|manifest| manifest.digest).map_err(|error| error.kind), told)
}

#[test]
fn a_manifest_is_read_without_counting_as_pulled() {
    let image = r#"{"schemaVersion":2,"layers":[]}"#;
    let digest = Digest::of(image.as_bytes());
    let (found, told) = read(image, false, |image| reply(200, image));
    assert_eq!(found, Ok(digest.clone()));
    assert_eq!(told, format!("HEAD manifests/v1\nGET blobs/{digest}\n"));
    // Bytes that do not fit the digest are refused, and no other way is tried.
    let (found, told) = read(image, false, |_| reply(200, "{}"));
    assert_eq!(found, Err(ErrorKind::DigestMismatch));
    assert!(!told.contains("GET manifests"), "{told}");
}

#[test]
fn where_its_bytes_cannot_be_had_otherwise_it_is_pulled() {
    let image = r#"{"schemaVersion":2,"layers":[]}"#;
    let digest = Digest::of(image.as_bytes());
    // Across origins the digest may be hidden, or the blob out of reach.
    let (found, told) = read(image, true, |_| Answer::Never);
    assert_eq!(
        (found, told.as_str()),
        (Ok(digest.clone()), "HEAD manifests/v1\nGET manifests/v1\n")
    );
    let absent: fn(&str) -> Answer = |_| refuse(404, "BLOB_UNKNOWN");
    let elsewhere: fn(&str) -> Answer = |_| Answer::Fails(TransportError::Unreachable);
    for blob in [absent, elsewhere] {
        let (found, told) = read(image, false, blob);
        assert_eq!(found, Ok(digest.clone()));
        assert_eq!(told, format!("HEAD manifests/v1\nGET blobs/{digest}\nGET manifests/v1\n"));
    }
}

#[test]
fn a_blob_that_outlives_its_manifest_is_not_one() {
    let digest = Digest::of(b"{}");
    let script = Script::new(|request, _| match request.url.contains("/blobs/") {
        true => reply(200, "{}"),
        false if request.method == Method::Head => reply(404, ""),
        false => refuse(404, "MANIFEST_UNKNOWN"),
    });
    let client = script.client(RegistryKind::Zot, Credentials::None);
    let answer = block_on(client.manifest(&name(), &Reference::Digest(digest)));
    assert!(answer.is_err_and(|error| error.is_absent()));
}

#[test]
fn a_link_on_the_last_page_leads_to_an_empty_one_and_no_further() {
    let script = Script::new(|request, _| match request.url.as_str() {
        "https://r.test/v2/_catalog?n=1000" => reply(200, r#"{"repositories":["a","b"]}"#)
            .with("Link", r#"</v2/_catalog?n=1000&last=b>; rel="next""#),
        "https://r.test/v2/_catalog?n=1000&last=b" => reply(200, r#"{"repositories":[]}"#),
        _ => reply(200, r#"{"tags":[]}"#),
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
        let outcome = block_on(client.repeating().delete_manifest(&name(), &digest));
        assert_eq!(outcome.map_err(|error| error.kind), expected, "{answer:?}");
    };
    check((404, "MANIFEST_UNKNOWN"), Ok(Deletion::AlreadyGone));
    // zot answers 400 for a repository that it does not know.
    check((400, "NAME_UNKNOWN"), Ok(Deletion::AlreadyGone));
    check((400, "UNSUPPORTED"), Err(ErrorKind::BadRequest));
    check((405, "DENIED"), Err(ErrorKind::PartOfIndex));
    // The manifest has several tags, and accessControl does not let this sign-in delete one of these.
    check((409, "MANIFEST_INVALID"), Err(ErrorKind::SeveralTags));
    check((409, "OTHER"), Err(ErrorKind::Conflict));
    // A deletion by tag is answered alike.
    let script = Script::new(|_, _| refuse(400, "NAME_UNKNOWN"));
    let client = script.client(RegistryKind::Zot, Credentials::None);
    let outcome = block_on(client.repeating().untag(
        &name(),
        &"v1".parse().expect("a tag"),
        Some(&Digest::of(b"x")),
    ));
    assert_eq!(outcome.map_err(|error| error.kind), Ok(Deletion::AlreadyGone));
    // Only for zot does this 400 mean "gone".
    let script = Script::new(|_, _| refuse(400, "NAME_UNKNOWN"));
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let outcome = block_on(client.repeating().delete_manifest(&name(), &digest));
    assert_eq!(outcome.map_err(|error| error.kind), Err(ErrorKind::BadRequest));
}
