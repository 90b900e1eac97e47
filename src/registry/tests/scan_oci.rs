//! Scans of registries that speak nothing but the OCI API.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;

use super::script::{Answer, Script, refuse};
use super::shelf::{Scanned, Shelf, image, index, scanned};
use crate::model::{Digest, MissingWhat, ReadState};
use crate::registry::RegistryKind;
use crate::registry::line::transport::TransportError;
use crate::registry::scan::{ScanEnd, ScanOptions};

fn scan(shelf: &Shelf) -> (Scanned, String) {
    let script = shelf.script();
    let options = ScanOptions { concurrency: 1, ..ScanOptions::default() };
    let scanned = scanned(&script, RegistryKind::Oci, &options);
    (scanned, script.told())
}

#[test]
fn everything_that_a_tag_reaches_is_read_once() {
    let shelf = Shelf::of(&["app", "empty", "null"]);
    shelf.tags("app", &["gone", "v1", "v2", "multi"]);
    shelf.put("/v2/null/tags/list", 200, r#"{"name":"null","tags":null}"#);
    let config = shelf.config("app", r#"{"created":"2024-05-06T07:08:09Z"}"#);
    let one = shelf.manifest("app", &image(&config, "one"), &["v1", "v2"]);
    let two = shelf.manifest("app", &image(&config, "two"), &[]);
    let lost = Digest::of(b"lost");
    let inner = shelf.manifest("app", &index(&[&two, &lost]), &[]);
    let outer = shelf.manifest("app", &index(&[&inner, &one, &two]), &["multi"]);

    let (scanned, told) = scan(&shelf);
    let names =
        [("one", &one), ("two", &two), ("inner", &inner), ("outer", &outer), ("lost", &lost)];
    assert_eq!(
        scanned.told(&names),
        [
            "Complete",
            "app Complete: gone=absent multi=outer v1=one v2=one [absent:lost inner one@2024 outer two@2024]",
            "empty Complete: []",
            "null Complete: []",
        ]
    );
    assert_eq!(scanned.end, ScanEnd::Complete);
    assert!(!scanned.inventory.repositories.values().any(|repository| repository.lists_untagged));
    // Each tag is asked for once by name, each child once by digest, and referrers once in all.
    for (part, times) in [
        ("/manifests/v1\n", 1),
        ("/manifests/v2\n", 1),
        ("/manifests/gone\n", 1),
        (&format!("/manifests/{two}\n"), 1),
        (&format!("/manifests/{one}\n"), 0),
        (&format!("/manifests/{outer}\n"), 0),
        ("/referrers/", 1),
        ("/blobs/", 1),
        ("HEAD", 0),
    ] {
        assert_eq!(told.matches(part).count(), times, "{part} in {told}");
    }
    // Byte figures come first.
    assert!(told.lines().last().is_some_and(|line| line.contains("/blobs/")), "{told}");
}

#[test]
fn layers_that_an_index_lists_are_not_asked_for_as_manifests() {
    let shelf = Shelf::of(&["a"]);
    shelf.tags("a", &["cache"]);
    let layer = Digest::of(b"layer");
    let cache = format!(
        r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","digest":"{layer}","size":5}}]}}"#
    );
    let cache = shelf.manifest("a", &cache, &["cache"]);
    // The answer of distribution 2.8.2 to a request for a layer as a manifest.
    let unknown = r#"{"errors":[{"code":"UNKNOWN"}]}"#;
    shelf.put(&format!("/v2/a/manifests/{layer}"), 500, unknown);
    let (scanned, told) = scan(&shelf);
    assert_eq!(scanned.told(&[("cache", &cache)]), ["Complete", "a Complete: cache=cache [cache]"]);
    assert!(!told.contains(&layer.to_string()), "{told}");
}

#[test]
fn referrers_are_found_where_the_registry_lists_them() {
    let shelf = Shelf::of(&["a"]);
    shelf.tags("a", &["v1"]);
    let config = shelf.config("a", "{}");
    let image = shelf.manifest("a", &image(&config, "image"), &["v1"]);
    let empty = Digest::of(b"{}");
    let signature = |about: &Digest| {
        format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{empty}","size":2}},"layers":[],"subject":{{"digest":"{about}","size":1}}}}"#
        )
    };
    let first = shelf.manifest("a", &signature(&image), &[]);
    let second = shelf.manifest("a", &signature(&first), &[]);
    shelf.put(&format!("/v2/a/referrers/{image}"), 200, &index(&[&first]));
    shelf.put(&format!("/v2/a/referrers/{first}"), 200, &index(&[&second]));
    shelf.put(&format!("/v2/a/referrers/{second}"), 200, &index(&[]));

    let (scanned, _) = scan(&shelf);
    let names = [("image", &image), ("first", &first), ("second", &second)];
    assert_eq!(scanned.told(&names), ["Complete", "a Complete: v1=image [first image second]"]);

    // Once the list of referrers has answered, a failure is a gap.
    for status in [0, 404, 500] {
        shelf.put(&format!("/v2/a/referrers/{second}"), status, "");
        let (scanned, _) = scan(&shelf);
        assert_eq!(
            scanned.told(&names)[1..],
            ["a Incomplete: v1=image [first image second]", "missing a referrers second"],
            "{status}"
        );
    }

    // Across origins a browser hides the 404 of a registry without such a list.
    shelf.put(&format!("/v2/a/referrers/{image}"), 0, "");
    let (scanned, told) = scan(&shelf);
    assert_eq!(scanned.told(&names), ["Complete", "a Complete: v1=image [image]"]);
    assert_eq!(told.matches("/referrers/").count(), 2);
}

#[test]
fn a_connection_that_is_lost_once_hides_no_referrers() {
    // One request is lost, or all but one that are under way at first, or all.
    for lost in [1, 3, 4] {
        let shelf = Shelf::of(&["a"]);
        let images: Vec<Digest> = (0..4)
            .map(|at| {
                shelf.manifest(
                    "a",
                    &format!("{{\"schemaVersion\":2,\"at\":{at},\"manifests\":[]}}"),
                    &[&format!("v{at}")],
                )
            })
            .collect();
        shelf.tags("a", &["v0", "v1", "v2", "v3"]);
        let empty = Digest::of(b"{}");
        for image in &images {
            let signature = format!(
                r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{empty}","size":2}},"layers":[],"subject":{{"digest":"{image}","size":1}}}}"#
            );
            let signature = shelf.manifest("a", &signature, &[]);
            shelf.put(&format!("/v2/a/referrers/{image}"), 200, &index(&[&signature]));
            shelf.put(&format!("/v2/a/referrers/{signature}"), 200, &index(&[]));
        }
        let inner = shelf.script();
        let count = Cell::new(0);
        let script = Script::new(move |request, before| {
            if request.url.contains("/referrers/") {
                count.set(count.get() + 1);
                if count.get() <= lost {
                    return Answer::Fails(TransportError::Unreachable);
                }
            }
            inner.answer(request, before)
        });
        let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
        let repository = &scanned.inventory.repositories[&"a".parse().expect("a name")];
        assert_eq!(repository.manifests.len(), 8, "{lost}");
        assert_eq!(scanned.end, ScanEnd::Complete, "{lost}");
    }
}

/// A browser hides all answers about referrers. The question that is asked again has its turn, although the tags of
/// an earlier repository came meanwhile and are more urgent.
#[test]
fn questions_without_an_answer_are_asked_a_bounded_number_of_times() {
    for (concurrency, empty_pages) in (1..=4).flat_map(|at| (0..3).map(move |pages| (at, pages))) {
        let shelf = Shelf::of(&["a", "b"]);
        let tags = ["v0", "v1", "v2", "v3", "v4", "v5"];
        for (name, tags) in [("a", &tags[..]), ("b", &tags[..1])] {
            for tag in tags {
                let body = format!(r#"{{"schemaVersion":2,"in":"{name} {tag}","manifests":[]}}"#);
                let digest = shelf.manifest(name, &body, &[tag]);
                shelf.put(&format!("/v2/{name}/referrers/{digest}"), 0, "");
            }
            shelf.tags(name, tags);
        }
        for at in 0..empty_pages {
            let link =
                if at + 1 < empty_pages { format!("?at={}", at + 1) } else { "?last=".into() };
            let page = format!("{{\"tags\":[]}}\nLink: </v2/a/tags/list{link}>; rel=next");
            let query = if at == 0 { "?n=1000".into() } else { format!("?at={at}") };
            shelf.put(&format!("/v2/a/tags/list{query}"), 200, &page);
        }

        let (script, count) = (shelf.script(), Cell::new(0));
        let script = Script::new(move |request, before| {
            count.set(count.get() + usize::from(request.url.contains("/referrers/")));
            // One question for each of the seven manifests, and the first of them again.
            assert!(count.get() <= 7 + 1, "asked on and on");
            script.answer(request, before)
        });
        let options = ScanOptions { concurrency, ..ScanOptions::default() };
        let scanned = scanned(&script, RegistryKind::Oci, &options);
        assert_eq!(scanned.end, ScanEnd::Complete, "{concurrency} {empty_pages}");
    }
}

/// The question that is asked again fails with an answer that says nothing about the list. The others do not wait
/// for ever: each is asked again in turn.
#[test]
fn a_failure_of_the_question_that_decides_leaves_no_other_unasked() {
    // The number of questions that fail when they are asked again, out of three.
    for failing in 1..=3 {
        let shelf = Shelf::of(&["app"]);
        let tags = ["v0", "v1", "v2"];
        for tag in tags {
            let body = format!(r#"{{"schemaVersion":2,"tag":"{tag}","manifests":[]}}"#);
            let digest = shelf.manifest("app", &body, &[tag]);
            shelf.put(&format!("/v2/app/referrers/{digest}"), 200, r#"{"manifests":[]}"#);
        }
        shelf.tags("app", &tags);
        let (script, failed) = (shelf.script(), Cell::new(0));
        let script = Script::new(move |request, before| {
            if request.url.contains("/referrers/") {
                if before == 0 {
                    return Answer::Fails(TransportError::Unreachable);
                }
                if failed.get() < failing {
                    failed.set(failed.get() + 1);
                    return refuse(403, "DENIED");
                }
            }
            script.answer(request, before)
        });
        let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
        let repository = &scanned.inventory.repositories[&"app".parse().expect("a name")];
        assert_eq!(scanned.end, ScanEnd::Incomplete, "{failing}");
        assert_eq!(repository.state, ReadState::Incomplete, "{failing}");
        assert_eq!(script.told().matches("/referrers/").count(), 3 + 3, "{failing}");
        assert_eq!(repository.missing.len(), failing, "{failing}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let shelf = Shelf::of(&["a", "bad", "forged", "<img src=x>"]);
    shelf.tags("a", &["ok", "broken", "forbidden", "page", "<b>"]);
    let config = Digest::of(b"a config that cannot be read");
    let ok = shelf.manifest("a", &image(&config, "ok"), &["ok"]);
    shelf.put("/v2/a/manifests/broken", 500, "");
    shelf.put("/v2/a/manifests/forbidden", 403, r#"{"errors":[{"code":"DENIED"}]}"#);
    shelf.put("/v2/a/manifests/page", 404, "<html>not found</html>");
    shelf.put("/v2/bad/tags/list", 200, "<html>sign in</html>");
    shelf.tags("forged", &["v1"]);
    let child = Digest::of(b"what it should be");
    let parent = shelf.manifest("forged", &index(&[&child]), &["v1"]);
    shelf.put(&format!("/v2/forged/manifests/{child}"), 200, "{}");

    let (scanned, _) = scan(&shelf);
    let names = [("ok", &ok), ("config", &config), ("parent", &parent), ("child", &child)];
    let mut told = scanned.told(&names);
    told[5..].sort();
    assert_eq!(
        told,
        [
            "Incomplete",
            "a Incomplete: broken=unread forbidden=unread ok=ok page=unread [ok]",
            "bad Incomplete: []",
            "forged Incomplete: v1=parent [parent]",
            "missing registry catalog <img src=x>",
            "missing a config config",
            "missing a manifest broken",
            "missing a manifest forbidden",
            "missing a manifest page",
            "missing a tags <b>",
            "missing bad tags -",
            "missing forged manifest child",
        ]
    );
    assert_eq!(scanned.end, ScanEnd::Incomplete);
    assert!(scanned.why(MissingWhat::Config).contains("does not exist (BLOB_UNKNOWN)"));
}

#[test]
fn a_missing_config_leaves_a_repository_complete() {
    let shelf = Shelf::of(&["a"]);
    shelf.tags("a", &["v1"]);
    let config = Digest::of(b"gone");
    let one = shelf.manifest("a", &image(&config, "one"), &["v1"]);
    let (scanned, _) = scan(&shelf);
    assert_eq!(
        scanned.told(&[("one", &one), ("config", &config)]),
        ["Complete", "a Complete: v1=one [one]", "missing a config config"]
    );
    assert_eq!(scanned.end, ScanEnd::Complete);
}

#[test]
fn a_list_that_breaks_off_keeps_what_it_had() {
    let shelf = Shelf::of(&[]);
    let pages = |next: &str| format!("{{\"repositories\":[\"a\"]}}\nLink: <{next}>; rel=next");
    shelf.put("/v2/_catalog", 200, &pages("https://evil.test/v2/_catalog"));
    let (scanned, told) = scan(&shelf);
    assert_eq!(scanned.told(&[]), ["Incomplete", "a Complete: []", "missing registry catalog -"]);
    assert!(!told.contains("evil"), "{told}");

    shelf.put("/v2/_catalog", 200, &pages("/v2/_catalog?last=a"));
    shelf.put("/v2/_catalog?last=a", 500, "");
    let (scanned, _) = scan(&shelf);
    assert_eq!(scanned.told(&[]), ["Incomplete", "a Complete: []", "missing registry catalog -"]);
    assert_eq!(scanned.end, ScanEnd::Incomplete);

    shelf.tags("a", &["v1"]);
    shelf.put(
        "/v2/a/tags/list?n=1000",
        200,
        "{\"tags\":[\"v1\"]}\nLink: </v2/a/tags/list?last=v1>; rel=next",
    );
    shelf.put("/v2/a/tags/list?last=v1", 403, "");
    let (scanned, _) = scan(&shelf);
    assert_eq!(scanned.told(&[])[1], "a Incomplete: v1=absent []");
}

#[test]
fn endless_nesting_comes_to_an_end() {
    let shelf = Shelf::of(&["a"]);
    shelf.tags("a", &["v1"]);
    let mut digest = shelf.manifest("a", &index(&[]), &[]);
    for _ in 0..30 {
        digest = shelf.manifest("a", &index(&[&digest]), &[]);
    }
    shelf.manifest("a", &index(&[&digest]), &["v1"]);
    let (scanned, _) = scan(&shelf);
    // The tagged one, and sixteen steps down from it.
    assert_eq!(
        scanned.inventory.repositories.values().map(|r| r.manifests.len()).sum::<usize>(),
        17
    );
    assert_eq!(scanned.end, ScanEnd::Incomplete);
    assert!(scanned.why(MissingWhat::Manifest).contains("nested too deeply"));
}

proptest! {
    /// A repository of up to 12 manifests: each an image, or an index of earlier ones; some not
    /// there; some tagged. What a scan finds is what a plain walk from the tags finds.
    #[test]
    fn a_scan_finds_what_a_walk_finds(
        manifests in vec((vec(0_usize..12, 0..4), any::<bool>(), any::<bool>()), 1..12),
        concurrency in 1_usize..10,
    ) {
        let shelf = Shelf::of(&["a"]);
        let config = shelf.config("a", "{}");
        let mut digests: Vec<Digest> = Vec::new();
        let mut children: Vec<Vec<usize>> = Vec::new();
        let mut tags = Vec::new();
        for (at, (names, is_here, is_tagged)) in manifests.iter().enumerate() {
            let below: Vec<usize> = names.iter().copied().filter(|name| *name < at).collect();
            let body = if below.is_empty() {
                image(&config, &format!("image {at}"))
            } else {
                let named: Vec<_> = below.iter().map(|at| &digests[*at]).collect();
                // Each index gets a mark, so that two with the same children differ.
                index(&named).replace('}', &format!(r#","mark":{at}}}"#))
            };
            let tag = format!("t{at}");
            if *is_tagged {
                tags.push((at, tag.clone()));
            }
            if *is_here {
                let tagged: &[&str] = if *is_tagged { &[&tag] } else { &[] };
                shelf.manifest("a", &body, tagged);
            }
            digests.push(Digest::of(body.as_bytes()));
            children.push(below);
        }
        let names: Vec<_> = tags.iter().map(|(_, tag)| tag.as_str()).collect();
        shelf.tags("a", &names);

        let (mut read, mut absent) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        let mut open: Vec<usize> =
            tags.iter().map(|(at, _)| *at).filter(|at| manifests[*at].1).collect();
        while let Some(at) = open.pop() {
            if !manifests[at].1 {
                absent.insert(digests[at].clone());
            } else if read.insert(digests[at].clone()) {
                open.extend(&children[at]);
            }
        }
        let script = shelf.script();
        let options = ScanOptions { concurrency, ..ScanOptions::default() };
        let scanned = scanned(&script, RegistryKind::Oci, &options);
        let repository = scanned.inventory.repositories.values().next().expect("one");
        prop_assert_eq!(&repository.manifests.keys().cloned().collect::<std::collections::BTreeSet<_>>(), &read);
        prop_assert_eq!(&repository.absent, &absent);
        prop_assert!(repository.manifests.values().all(|r| r.config.is_some() != r.manifest.is_index()));
        prop_assert_eq!(scanned.end, ScanEnd::Complete);
        prop_assert!(script.most_in_flight.get() <= concurrency);
    }
}
