//! Scans of registries that list digests, dates and locks.

use super::script::{Script, reply};
use super::shelf::{Shelf, image, index, scanned};
use crate::model::{Digest, MissingWhat};
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};

fn row(digest: &Digest, year: u32, rest: &str) -> String {
    format!(r#"{{"digest":"{digest}","lastUpdateTime":"{year}-04-13T00:00:00.1234567Z"{rest}}}"#)
}

fn options() -> ScanOptions {
    ScanOptions { concurrency: 1, ..ScanOptions::default() }
}

#[test]
fn lists_tell_everything_and_each_manifest_is_read_once() {
    let shelf = Shelf::of(&["a", "gone"]);
    let config = shelf.config("a", r#"{"created":"2010-01-01T00:00:00Z"}"#);
    let child = shelf.manifest("a", &image(&config, "child"), &[]);
    let parent = shelf.manifest("a", &index(&[&child]), &[]);
    let orphan = shelf.manifest("a", &image(&config, "orphan"), &[]);
    let hidden = shelf.manifest("a", &image(&config, "hidden"), &[]);
    let lost = Digest::of(b"lost");
    let locked = r#","changeableAttributes":{"deleteEnabled":false}"#;
    // The index comes on the first page, its child only on the second.
    shelf.put(
        "/acr/v1/a/_manifests",
        200,
        &format!(
            "{{\"manifests\":[{},{}]}}\nLink: </acr/v1/a/_manifests?last=x&orderby=>; rel=\"next\"",
            row(&parent, 2021, r#","tags":["v1"]"#),
            row(&lost, 2021, "")
        ),
    );
    shelf.put(
        "/acr/v1/a/_manifests?last=x&orderby=",
        200,
        &format!(r#"{{"manifests":[{},{}]}}"#, row(&child, 2022, locked), row(&orphan, 2023, "")),
    );
    shelf.put(
        "/acr/v1/a/_tags",
        200,
        &format!(
            r#"{{"tags":[{{"name":"v1",{},{{"name":"v2",{}]}}"#,
            &row(&parent, 2024, r#","changeableAttributes":{"writeEnabled":false}"#)[1..],
            &row(&hidden, 2024, "")[1..],
        ),
    );
    shelf.put("/acr/v1/a", 200, "{}");
    shelf.put("/acr/v1/gone", 404, r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#);
    shelf.put("/acr/v1/gone/_tags", 404, r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#);
    shelf.put("/acr/v1/gone/_manifests", 404, r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#);

    let script = shelf.script();
    let scanned = scanned(&script, RegistryKind::Acr, &options());
    let names = [
        ("child", &child),
        ("parent", &parent),
        ("orphan", &orphan),
        ("hidden", &hidden),
        ("lost", &lost),
    ];
    assert_eq!(
        scanned.told(&names),
        [
            "Complete",
            "a Complete: v1=parent! v2=hidden [absent:lost child!@2022 hidden@2010 orphan@2023 parent@2021]",
            "gone Complete: []",
        ]
    );
    assert_eq!(scanned.end, ScanEnd::Complete);
    assert!(scanned.inventory.repositories.values().all(|repository| repository.lists_untagged));
    let told = script.told();
    for (part, times) in [
        ("/manifests/sha256:", 5),
        ("/manifests/v", 0),
        ("/referrers/", 0),
        ("/tags/list", 0),
        (&format!("/manifests/{child}"), 1),
        ("/blobs/", 1),
    ] {
        assert_eq!(told.matches(part).count(), times, "{part} in {told}");
    }
}

#[test]
fn a_child_that_is_named_before_it_is_listed_waits_for_its_date() {
    let shelf = Shelf::of(&["a"]);
    shelf.put("/acr/v1/a", 200, "{}");
    let child = shelf.manifest("a", "{\"schemaVersion\":2,\"manifests\":[]}", &[]);
    let parent = shelf.manifest("a", &index(&[&child]), &[]);
    let inner = shelf.script();
    let (listed, late) = (row(&parent, 2021, ""), row(&child, 2022, ""));
    let script = Script::new(move |request, before| match request.url.as_str() {
        "https://r.test/acr/v1/a/_manifests?n=1000" => {
            reply(200, format!(r#"{{"manifests":[{listed}]}}"#))
                .with("Link", "</acr/v1/a/_manifests?last=x>; rel=next")
        }
        // Slow: it takes four tries.
        "https://r.test/acr/v1/a/_manifests?last=x" if before < 3 => reply(503, ""),
        "https://r.test/acr/v1/a/_manifests?last=x" => {
            reply(200, format!(r#"{{"manifests":[{late}]}}"#))
        }
        "https://r.test/acr/v1/a/_tags?n=1000" => reply(200, r#"{"tags":null}"#),
        _ => inner.answer(request, before),
    });
    let scanned = scanned(&script, RegistryKind::Acr, &ScanOptions::default());
    assert_eq!(
        scanned.told(&[("child", &child), ("parent", &parent)]),
        ["Complete", "a Complete: [child@2022 parent@2021]"]
    );
}

#[test]
fn a_list_of_manifests_that_fails_leaves_untagged_ones_unknown() {
    let shelf = Shelf::of(&["a"]);
    let config = shelf.config("a", "{}");
    let child = shelf.manifest("a", &image(&config, "child"), &[]);
    let parent = shelf.manifest("a", &index(&[&child]), &[]);
    let tags = format!(r#"{{"tags":[{{"name":"v1","digest":"{parent}"}}]}}"#);
    shelf.put("/acr/v1/a/_tags", 200, &tags);
    let first = format!(
        "{{\"manifests\":[{}]}}\nLink: </acr/v1/a/_manifests?last=x>; rel=next",
        row(&parent, 2021, "")
    );
    let check = |first: &str, second: (u16, &str), date: &str| {
        shelf.put("/acr/v1/a/_manifests", 200, first);
        shelf.put("/acr/v1/a/_manifests?last=x", second.0, second.1);
        let scanned = scanned(&shelf.script(), RegistryKind::Acr, &options());
        let repository = scanned.inventory.repositories.values().next().expect("one");
        assert!(!repository.lists_untagged);
        assert!(!scanned.why(MissingWhat::Manifests).is_empty());
        assert_eq!(
            scanned.told(&[("child", &child), ("parent", &parent)])[1],
            format!("a Incomplete: v1=parent [child parent{date}]")
        );
    };
    check(&first, (500, ""), "@2021");
    check(&first, (404, r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#), "@2021");
    check("<html>", (200, ""), "");
    check(&format!(r#"{{"manifests":[{},{{}}]}}"#, row(&parent, 2021, "")), (200, ""), "@2021");
}

#[test]
fn a_hundred_thousand_manifests_are_no_trouble() {
    const MANY: usize = 100_000;
    let body = |at: usize| format!(r#"{{"schemaVersion":2,"manifests":[],"mark":{at}}}"#);
    let digests: Vec<_> = (0..MANY).map(|at| Digest::of(body(at).as_bytes())).collect();
    let places: std::collections::HashMap<_, _> =
        digests.iter().enumerate().map(|(at, digest)| (digest.to_string(), at)).collect();
    let script = Script::new(move |request, _| {
        let path = request.url.strip_prefix("https://r.test").expect("at home");
        if let Some(digest) = path.strip_prefix("/v2/a/manifests/") {
            return reply(200, body(places[digest]));
        }
        if path.starts_with("/acr/v1/a/_manifests") {
            let from: usize = path.rsplit_once("from=").map_or(0, |(_, at)| at.parse().expect("n"));
            let rows: Vec<_> = digests[from..from + 1000]
                .iter()
                .map(|d| format!(r#"{{"digest":"{d}"}}"#))
                .collect();
            let answer = reply(200, format!(r#"{{"manifests":[{}]}}"#, rows.join(",")));
            let next = from + 1000;
            return if next < MANY {
                answer.with("Link", format!("</acr/v1/a/_manifests?from={next}>; rel=next"))
            } else {
                answer
            };
        }
        reply(200, r#"{"repositories":["a"],"tags":[]}"#)
    });
    let scanned = scanned(&script, RegistryKind::Acr, &ScanOptions::default());
    assert_eq!(scanned.end, ScanEnd::Complete);
    assert_eq!(
        scanned.inventory.repositories.values().map(|r| r.manifests.len()).sum::<usize>(),
        MANY
    );
}
