//! The ends of scans: cancelled, refused, cut off; and their progress until then.

use std::pin::pin;

use futures::executor::block_on;
use futures::join;

use super::script::{Answer, Script, refuse, reply};
use super::shelf::{Shelf, image, index, scanned};
use crate::model::{Inventory, MissingWhat, ReadState};
use crate::registry::Cancel;
use crate::registry::line::transport::TransportError;
use crate::registry::scan::{ScanEnd, ScanEvent, ScanOptions, scan};
use crate::registry::{Credentials, ErrorKind, RegistryKind};

/// Three repositories with an index, its two children and a tag on one of them each.
fn shelf() -> Shelf {
    let shelf = Shelf::of(&["a", "b", "c"]);
    for name in ["a", "b", "c"] {
        let config = shelf.config(name, &format!(r#"{{"os":"{name}"}}"#));
        let one = shelf.manifest(name, &image(&config, &format!("{name}1")), &["one"]);
        let two = shelf.manifest(name, &image(&config, &format!("{name}2")), &[]);
        shelf.manifest(name, &index(&[&one, &two]), &["multi"]);
        shelf.tags(name, &["multi", "one"]);
    }
    shelf
}

#[test]
fn requests_under_way_stay_within_bounds() {
    for concurrency in [0, 1, 3, 8] {
        let script = shelf().script();
        let options = ScanOptions { concurrency, ..ScanOptions::default() };
        let scanned = scanned(&script, RegistryKind::Oci, &options);
        assert_eq!(scanned.end, ScanEnd::Complete);
        let most = script.most_in_flight.get();
        assert!(most <= concurrency.max(1) && most >= concurrency.min(3), "{most}");
    }
}

#[test]
fn byte_figures_come_before_configs() {
    // While one long chain of indexes is followed, seven requests could run, but configs wait all the same.
    let shelf = Shelf::of(&["a"]);
    let config = shelf.config("a", "{}");
    shelf.manifest("a", &image(&config, "one"), &["one"]);
    let mut deep = shelf.manifest("a", &image(&config, "deep"), &[]);
    for _ in 0..5 {
        deep = shelf.manifest("a", &index(&[&deep]), &[]);
    }
    shelf.manifest("a", &index(&[&deep]), &["deep"]);
    shelf.tags("a", &["one", "deep"]);
    let script = shelf.script();
    let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
    let told = script.told();
    let first_config = told.find("/blobs/").expect("configs");
    let last_manifest = told.rfind("/manifests/").expect("manifests");
    assert!(last_manifest < first_config, "{told}");
    assert_eq!(told.matches("/blobs/").count(), 1, "{told}");
    let repository = scanned.inventory.repositories.values().next().expect("one");
    assert_eq!(repository.manifests.values().filter(|r| r.config.is_some()).count(), 2);
}

#[test]
fn a_child_that_a_tag_brought_is_not_asked_for_again() {
    let script = shelf().script();
    let options = ScanOptions { concurrency: 1, ..ScanOptions::default() };
    scanned(&script, RegistryKind::Oci, &options);
    // In each repository only the child without a tag is left to be read by its digest.
    assert_eq!(script.told().matches("/manifests/sha256:").count(), 3, "{}", script.told());
}

#[test]
fn progress_only_grows_and_ends_at_one() {
    for kind in [RegistryKind::Oci, RegistryKind::Acr] {
        let script = shelf().script();
        let scanned = scanned(&script, kind, &ScanOptions::default());
        for pair in scanned.progress.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            assert!(after.fraction >= before.fraction, "{before:?} {after:?}");
            assert!(after.manifests_known >= before.manifests_known);
            assert!(after.manifests_read >= before.manifests_read);
            assert!(before.fraction < 1.0, "{before:?}");
        }
        let last = scanned.progress.last().expect("some");
        assert!(last.fraction >= 1.0 && last.catalog_done, "{last:?}");
        assert_eq!((last.repositories_found, last.repositories_done), (3, 3));
        assert_eq!(last.manifests_known, last.manifests_read);
        assert_eq!(last.configs_known, last.configs_read);
        assert_eq!(last.requests_sent as usize, script.log.borrow().len());
    }
    // The progress has steps in the middle.
    let scanned = scanned(&shelf().script(), RegistryKind::Oci, &ScanOptions::default());
    assert!(scanned.progress.iter().any(|step| (0.2..0.8).contains(&step.fraction)));
}

#[test]
fn cancelling_at_any_event_ends_it_there() {
    let mut events = 0;
    let client = shelf().script().client(RegistryKind::Oci, Credentials::None);
    block_on(scan(&client, &ScanOptions::default(), &Cancel::default(), &mut |_| events += 1));
    assert!(events > 30, "{events}");

    for stop in 0..events {
        let script = shelf().script();
        let client = script.client(RegistryKind::Oci, Credentials::None);
        let cancel = Cancel::default();
        let mut inventory = Inventory::default();
        let mut seen = 0;
        let mut sent = 0;
        let end = block_on(scan(&client, &ScanOptions::default(), &cancel, &mut |event| {
            event.apply(&mut inventory);
            if seen == stop {
                cancel.cancel();
                sent = client.requests_sent();
            }
            seen += 1;
        }));
        assert!(cancel.is_cancelled());
        assert_eq!(client.requests_sent(), sent, "nothing is sent after event {stop}");
        if stop + 1 < events {
            assert_eq!(end, ScanEnd::Cancelled, "{stop}");
        }
        for repository in inventory.repositories.values() {
            assert_ne!(repository.state, ReadState::Reading, "{stop}");
            let unread = repository.tags.values().any(|tag| tag.digest().is_none());
            assert!(repository.state != ReadState::Complete || !unread, "{stop}");
        }
        assert_ne!(inventory.state, ReadState::Reading, "{stop}");
    }
}

#[test]
fn cancelling_ends_requests_that_never_would() {
    let script = Script::new(|request, _| match request.url.contains("_catalog") {
        true => reply(200, r#"{"repositories":["a","b"]}"#),
        false => Answer::Never,
    });
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let cancel = Cancel::default();
    let mut inventory = Inventory::default();
    let mut on_event = |event: ScanEvent| event.apply(&mut inventory);
    let options = ScanOptions::default();
    let (end, ()) = block_on(async {
        let running = pin!(scan(&client, &options, &cancel, &mut on_event));
        let stopping = async {
            while script.log.borrow().len() < 3 {
                crate::registry::line::transport::Transport::sleep(
                    &*script,
                    std::time::Duration::ZERO,
                )
                .await;
            }
            cancel.cancel();
        };
        join!(running, stopping)
    });
    assert_eq!(end, ScanEnd::Cancelled);
    assert_eq!(script.in_flight(), 0);
    assert!(inventory.repositories.values().all(|r| r.state == ReadState::Incomplete));
}

#[test]
fn a_list_of_repositories_that_is_refused_ends_it_with_the_reason() {
    for (status, kind) in [
        (401, ErrorKind::SignInRequired),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::NotAllowed),
    ] {
        let script = Script::new(move |_, _| refuse(status, "X"));
        let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
        let ScanEnd::Failed(error) = &scanned.end else { panic!("{:?}", scanned.end) };
        assert_eq!(error.kind, kind);
        assert_eq!(scanned.why(MissingWhat::Catalog), error.sentence());
        assert_eq!(scanned.inventory.state, ReadState::Incomplete);
    }
}

#[test]
fn reading_a_repository_again_forgets_what_it_had() {
    let shelf = shelf();
    let first = scanned(&shelf.script(), RegistryKind::Oci, &ScanOptions::default());
    let mut inventory = first.inventory;
    shelf.tags("b", &[]);
    let client = shelf.script().client(RegistryKind::Oci, Credentials::None);
    let name: crate::model::RepositoryName = "b".parse().expect("a name");
    let options = ScanOptions { repositories: Some(vec![name.clone()]), ..ScanOptions::default() };
    block_on(scan(&client, &options, &Cancel::default(), &mut |e| e.apply(&mut inventory)));
    let counts: Vec<_> = inventory.repositories.values().map(|r| r.manifests.len()).collect();
    assert_eq!(counts, [3, 0, 3]);
    assert!(inventory.is_complete());
}

#[test]
fn when_the_line_breaks_reading_stops_soon() {
    check_broken_line(|| Answer::Fails(TransportError::Unreachable));
}

#[test]
fn when_the_registry_behind_a_proxy_is_gone_reading_stops_soon() {
    check_broken_line(|| reply(502, "The registry behind this page cannot be reached."));
}

/// Scans a registry that lists 2000 repositories and answers everything else with `broken`.
fn check_broken_line(broken: fn() -> Answer) {
    let names: Vec<_> = (0..2000).map(|at| format!("r{at}")).collect();
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let catalog = format!(r#"{{"repositories":[{}]}}"#, quoted.join(","));
    let script = Script::new(move |request, _| match request.url.contains("last=") {
        true => reply(200, r#"{"repositories":[]}"#),
        false if request.url.contains("_catalog") => reply(200, catalog.clone()),
        false => broken(),
    });
    let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
    assert_eq!(scanned.end, ScanEnd::Incomplete);
    assert!(script.log.borrow().len() < 300, "{}", script.log.borrow().len());
    let unfinished = scanned.inventory.repositories.values();
    assert!(unfinished.clone().all(|repository| repository.state == ReadState::Incomplete));
    assert_eq!(scanned.inventory.all_missing().count(), 2000);
}
