//! A registry that asks to slow down for minutes: all requests keep to it, and none waits for ever.

use std::cell::Cell;
use std::rc::Rc;

use futures::executor::block_on;
use futures::future::join_all;

use super::script::{Script, refuse, reply};
use super::shelf::scanned;
use crate::model::{Digest, MissingWhat, RepositoryName};
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::{Credentials, ErrorKind, RegistryKind};

/// The result for several readers of a registry that throttles them.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    failed: usize,
    /// Requests before the time that the registry had asked for.
    early: usize,
    sent: usize,
    seconds: i64,
}

/// Runs so many `readers` at once against a registry that answers 429 to everything for `outage` seconds,
/// each time with `Retry-After: retry_after` (0: without that header).
fn read(readers: usize, retry_after: i64, outage: i64) -> Told {
    let (refused_at, until, early) = (Cell::new(-1), Cell::new(0), Rc::new(Cell::new(0)));
    let count = Rc::clone(&early);
    let script = Script::by_time(move |_, now| {
        // Requests that were sent together are refused together.
        let is_early = now < until.get() && now != refused_at.get();
        count.set(count.get() + usize::from(is_early));
        if now >= outage * 1000 {
            return reply(200, r#"{"tags":[]}"#);
        }
        refused_at.set(now);
        until.set(now + retry_after * 1000);
        let refusal = refuse(429, "TOOMANYREQUESTS");
        if retry_after == 0 {
            refusal
        } else {
            refusal.with("Retry-After", retry_after.to_string())
        }
    });
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let names: Vec<RepositoryName> =
        (0..readers).map(|at| format!("r{at}").parse().expect("a name")).collect();
    let answers = block_on(join_all(names.iter().map(|name| client.tags(name))));
    let failed: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert!(failed.iter().all(|error| error.kind == ErrorKind::Throttled), "{failed:?}");
    Told {
        failed: failed.len(),
        early: early.get(),
        sent: script.log.borrow().len(),
        seconds: script.seconds(),
    }
}

#[test]
fn while_everybody_is_asked_to_wait_nobody_fails_and_nothing_is_sent_early() {
    // Readers, seconds in `Retry-After`, seconds of the outage; most requests, most seconds.
    for (readers, retry_after, outage, sent, seconds) in [
        (8, 5, 30, 40, 60),
        (8, 5, 120, 40, 180),
        (16, 5, 120, 64, 180),
        (32, 10, 100, 128, 160),
        (8, 60, 240, 40, 300),
        (8, 0, 120, 40, 180),
        (1, 5, 120, 12, 180),
    ] {
        let told = read(readers, retry_after, outage);
        let case = format!("{readers} readers, {retry_after} s, for {outage} s: {told:?}");
        assert_eq!((told.failed, told.early), (0, 0), "{case}");
        assert!(told.sent <= sent && told.seconds <= seconds, "{case}");
    }
}

#[test]
fn a_registry_that_never_stops_asking_to_wait_ends_it_in_the_end() {
    for (readers, retry_after) in [(1, 5), (8, 5), (32, 60), (8, 0)] {
        let told = read(readers, retry_after, i64::MAX / 2000);
        let case = format!("{readers} readers, {retry_after} s: {told:?}");
        assert_eq!((told.failed, told.early), (readers, 0), "{case}");
        assert!(told.sent <= 4 * readers + 12, "{case}");
        // The first readers give up after five minutes; the last ones one after the other, each at its
        // turn.
        assert!((300..=360 + 60 * readers as i64).contains(&told.seconds), "{case}");
    }
}

#[test]
fn one_that_alone_is_refused_fails_without_the_others() {
    let script = Script::by_time(|request, _| match request.url.contains("/r0/") {
        true => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "5"),
        false => reply(200, r#"{"tags":[]}"#),
    });
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let names: Vec<RepositoryName> =
        (0..8).map(|at| format!("r{at}").parse().expect("a name")).collect();
    let answers = block_on(join_all(names.iter().map(|name| client.tags(name))));
    let failed: Vec<_> = answers.iter().map(Result::is_err).collect();
    assert_eq!(failed, [true, false, false, false, false, false, false, false]);
    assert!(script.log.borrow().len() < 30);
}

#[test]
fn a_scan_of_a_registry_that_only_asks_to_wait_stops_and_says_so() {
    let digests: Vec<_> = (0..500_usize).map(|at| Digest::of(&at.to_le_bytes())).collect();
    let rows: Vec<_> = digests.iter().map(|digest| format!(r#"{{"digest":"{digest}"}}"#)).collect();
    let lists = format!(r#"{{"repositories":["a"],"tags":[],"manifests":[{}]}}"#, rows.join(","));
    let script = Script::by_time(move |request, _| match request.url.contains("/manifests/") {
        true => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "5"),
        false => reply(200, lists.clone()),
    });
    let scanned = scanned(&script, RegistryKind::Acr, &ScanOptions::default());
    assert_eq!(scanned.end, ScanEnd::Incomplete);
    assert!(script.log.borrow().len() < 60, "{}", script.log.borrow().len());
    assert!(script.seconds() < 600, "{}", script.seconds());
    assert_eq!(
        scanned.why(MissingWhat::Manifests),
        "The registry only asked to slow down (429) for minutes, so reading stopped. Scan again later."
    );
}
