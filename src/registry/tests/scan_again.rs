//! Answers that fail for a while or are cut on their way: they are asked for again before they count as gaps.

use std::rc::Rc;

use super::script::{Answer, Script, refuse, reply};
use super::shelf::{Scanned, Shelf, image, scanned};
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};

/// Two repositories, each with these images, and the requests that a scan of them takes.
fn shelf(images: usize) -> (Shelf, usize) {
    let shelf = Shelf::of(&["a", "b"]);
    for name in ["a", "b"] {
        let config = shelf.config(name, &format!(r#"{{"os":"{name}"}}"#));
        let tags: Vec<_> = (0..images).map(|n| format!("v{n}")).collect();
        for tag in &tags {
            shelf.manifest(name, &image(&config, tag), &[tag]);
        }
        shelf.tags(name, &tags.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let script = shelf.script();
    assert_eq!(scan(&script).end, ScanEnd::Complete);
    let requests = script.log.borrow().len();
    (shelf, requests)
}

fn scan(script: &Rc<Script>) -> Scanned {
    let options = ScanOptions { concurrency: 1, ..ScanOptions::default() };
    scanned(script, RegistryKind::Oci, &options)
}

#[test]
fn an_answer_that_was_cut_on_its_way_is_asked_for_once_more() {
    let (shelf, requests) = shelf(3);
    for what in ["_catalog", "/a/tags/list", "/a/manifests/v1", "/b/blobs/"] {
        for spoil in [|body: &mut Vec<u8>| body.truncate(9), |body: &mut Vec<u8>| body[9] ^= 1] {
            let inner = shelf.script();
            let script = Script::new(move |request, before| match inner.answer(request, before) {
                Answer::Is(mut response) if request.url.contains(what) && before == 0 => {
                    spoil(&mut response.body);
                    Answer::Is(response).with("Docker-Content-Digest", digest_of(&inner, request))
                }
                answer => answer,
            });
            let scanned = scan(&script);
            assert_eq!(scanned.end, ScanEnd::Complete, "{what} {}", script.told());
            assert_eq!(script.log.borrow().len(), requests + 1, "{what} {}", script.told());
        }
    }
}

/// The digest of the whole answer.
fn digest_of(script: &Rc<Script>, request: &crate::registry::line::transport::Request) -> String {
    match script.answer(request, 0) {
        Answer::Is(response) => crate::model::Digest::of(&response.body).to_string(),
        _ => String::new(),
    }
}

#[test]
fn an_outage_of_some_seconds_leaves_no_gap() {
    let (shelf, _) = shelf(40);
    // From the lists on, from the first manifests on, and for longer than a request is tried again.
    for what in ["/tags/list", "/manifests/", "/blobs/", "/v39"] {
        for (status, seconds) in [(502, 8), (502, 14), (500, 10), (200, 8)] {
            let inner = shelf.script();
            let begun = std::cell::Cell::new(None);
            let script = Script::by_time(move |request, now| {
                if request.url.contains(what) && begun.get().is_none() {
                    begun.set(Some(now));
                }
                match begun.get() {
                    // A proxy's page, or a fault.
                    Some(begun) if now < begun + seconds * 1000 => reply(status, "<html>"),
                    _ => inner.answer(request, 0),
                }
            });
            let scanned = scan(&script);
            let missing: Vec<_> = scanned.inventory.all_missing().collect();
            assert_eq!((scanned.end, missing.len()), (ScanEnd::Complete, 0), "{what} {status}");
            let tags: usize = scanned.inventory.repositories.values().map(|r| r.tags.len()).sum();
            assert_eq!(tags, 80, "{what} {status}");
        }
    }
}

#[test]
fn what_fails_for_good_is_a_gap_after_a_second_pass() {
    let (shelf, requests) = shelf(3);
    let check = |what: &'static str, answer: fn() -> Answer, tries: usize, gaps: usize| {
        let inner = shelf.script();
        let script = Script::new(move |request, before| match request.url.contains(what) {
            true => answer(),
            false => inner.answer(request, before),
        });
        let scanned = scan(&script);
        assert_eq!(scanned.inventory.all_missing().count(), gaps, "{what} {}", script.told());
        assert_eq!(script.log.borrow().len(), requests - 1 + tries, "{what} {}", script.told());
    };
    // Four tries, twice; between them it is asked whether the registry is back.
    check("/a/manifests/v1", || reply(503, ""), 8 + 1, 1);
    // Asked for twice, twice.
    check("/a/manifests/v1", || reply(200, "{}"), 4 + 1, 1);
    check("/a/blobs/", || reply(200, "{}"), 4 + 1, 1);
    // A refusal is an answer.
    check("/a/manifests/v1", || refuse(403, "DENIED"), 1, 1);
    check("/a/manifests/v1", || refuse(404, "MANIFEST_UNKNOWN"), 1, 0);
}

#[test]
fn the_rest_of_a_list_is_asked_for_again_where_it_broke_off() {
    let (shelf, _) = shelf(3);
    let inner = shelf.script();
    let script = Script::by_time(move |request, now| match request.url.as_str() {
        "https://r.test/v2/a/tags/list?n=1000" => reply(200, r#"{"tags":["v0"]}"#)
            .with("Link", r#"</v2/a/tags/list?n=1000&last=v0>; rel="next""#),
        "https://r.test/v2/a/tags/list?n=1000&last=v0" if now < 6000 => reply(502, ""),
        "https://r.test/v2/a/tags/list?n=1000&last=v0" => reply(200, r#"{"tags":["v1","v2"]}"#),
        _ => inner.answer(request, 0),
    });
    let scanned = scan(&script);
    assert_eq!((scanned.end, scanned.inventory.all_missing().count()), (ScanEnd::Complete, 0));
    let first = script.told().matches("a/tags/list?n=1000\n").count();
    assert_eq!(first, 1, "{}", script.told());
}

#[test]
fn while_the_registry_is_down_nothing_is_asked_again() {
    let (shelf, _) = shelf(3);
    let inner = shelf.script();
    let is_down = std::cell::Cell::new(false);
    let script = Script::new(move |request, before| {
        is_down.set(is_down.get() || request.url.contains("/manifests/v1"));
        if is_down.get() { reply(502, "down") } else { inner.answer(request, before) }
    });
    let scanned = scan(&script);
    assert_eq!(scanned.end, ScanEnd::Incomplete);
    // Each says its own reason.
    assert!(scanned.inventory.all_missing().all(|gap| gap.why.contains("502")));
    assert_eq!(script.told().matches("/a/manifests/v1\n").count(), 4, "{}", script.told());
    assert_eq!(script.told().matches("/v2/\n").count(), 4, "{}", script.told());
}
