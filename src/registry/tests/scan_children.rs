//! Long lists of children: a sample is asked for, and nothing is claimed about what was not.

use std::collections::BTreeSet;

use futures::executor::block_on;

use super::script::Script;
use super::shelf::{Scanned, Shelf, image, scanned};
use crate::model::{Digest, Inventory, ReadState, Repository};
use crate::registry::scan::{ScanEnd, ScanOptions, read_children};
use crate::registry::{Cancel, Credentials, RegistryKind};

const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";

/// An index of these digests, each with this media type.
fn index_of(digests: &[Digest], media_type: &str) -> String {
    let entries: Vec<_> = digests
        .iter()
        .map(|digest| format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":9}}"#))
        .collect();
    format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","))
}

/// So many digests that no registry holds.
fn lost(count: usize) -> Vec<Digest> {
    (0..count).map(|at| Digest::of(format!("lost {at}").as_bytes())).collect()
}

/// A shelf with an index of these digests under the tag `all`.
fn shelf_of(digests: &[Digest], media_type: &str) -> (Shelf, Digest) {
    let shelf = Shelf::of(&["a"]);
    shelf.tags("a", &["all"]);
    let index = shelf.manifest("a", &index_of(digests, media_type), &["all"]);
    (shelf, index)
}

fn scan_as(kind: RegistryKind, shelf: &Shelf) -> (Scanned, usize) {
    let script = shelf.script();
    let scanned = scanned(&script, kind, &ScanOptions::default());
    (scanned, asked(&script))
}

/// The manifests by digest that were asked for.
fn asked(script: &Script) -> usize {
    script.told().lines().filter(|line| line.contains("/manifests/sha256:")).count()
}

fn repository(inventory: &Inventory) -> &Repository {
    &inventory.repositories[&"a".parse().expect("a name")]
}

#[test]
fn of_twenty_thousand_absent_children_a_sample_is_asked_for() {
    let (shelf, _) = shelf_of(&lost(20_000), IMAGE);
    let (scanned, asked) = scan_as(RegistryKind::Oci, &shelf);
    assert_eq!((asked, scanned.end), (32, ScanEnd::Complete));
    let found = repository(&scanned.inventory);
    assert_eq!((found.absent.len(), found.unasked.len()), (32, 19_968));
    assert_eq!(found.state, ReadState::Complete);
}

#[test]
fn one_child_of_the_sample_that_is_there_has_all_asked_for() {
    let config = Digest::of(b"config");
    let shelf = Shelf::of(&["a"]);
    shelf.tags("a", &["all"]);
    let mut all = lost(499);
    all.push(shelf.manifest("a", &image(&config, "here"), &[]));
    // The sample is spread over the digests in their order, so some of many present ones is in it.
    for at in 0..40 {
        all.push(shelf.manifest("a", &image(&config, &format!("here {at}")), &[]));
    }
    shelf.manifest("a", &index_of(&all, IMAGE), &["all"]);
    let (scanned, asked) = scan_as(RegistryKind::Oci, &shelf);
    assert_eq!((asked, scanned.end), (540, ScanEnd::Complete));
    let found = repository(&scanned.inventory);
    assert_eq!((found.absent.len(), found.unasked.len(), found.manifests.len()), (499, 0, 42));
}

#[test]
fn a_child_of_the_sample_that_cannot_be_read_has_all_asked_for_and_is_a_gap() {
    let all = lost(200);
    let (shelf, _) = shelf_of(&all, IMAGE);
    for digest in &all {
        shelf.put(&format!("/v2/a/manifests/{digest}"), 403, r#"{"errors":[{"code":"DENIED"}]}"#);
    }
    let (scanned, _) = scan_as(RegistryKind::Oci, &shelf);
    assert_eq!(scanned.end, ScanEnd::Incomplete);
    let found = repository(&scanned.inventory);
    assert_eq!((found.missing.len(), found.unasked.len()), (200, 0));
}

#[test]
fn children_that_may_list_others_are_all_asked_for() {
    let all = lost(300);
    for media_type in ["application/vnd.oci.image.index.v1+json", "text/plain"] {
        let (shelf, _) = shelf_of(&all, media_type);
        let (scanned, asked) = scan_as(RegistryKind::Oci, &shelf);
        assert_eq!(
            (asked, repository(&scanned.inventory).absent.len()),
            (300, 300),
            "{media_type}"
        );
    }
    // An ordinary index is asked about child by child.
    let (shelf, _) = shelf_of(&all[..100], IMAGE);
    assert_eq!(scan_as(RegistryKind::Oci, &shelf).1, 100);
}

#[test]
fn a_whole_list_of_manifests_proves_the_rest_absent() {
    let (shelf, index) = shelf_of(&lost(300), IMAGE);
    shelf.put("/acr/v1/a", 200, "{}");
    let tags = format!(r#"{{"tags":[{{"name":"all","digest":"{index}"}}]}}"#);
    shelf.put("/acr/v1/a/_tags", 200, &tags);
    let manifests = format!(r#"{{"manifests":[{{"digest":"{index}","tags":["all"]}}]}}"#);
    shelf.put("/acr/v1/a/_manifests", 200, &manifests);
    let (scanned, asked) = scan_as(RegistryKind::Acr, &shelf);
    assert_eq!((asked, scanned.end), (33, ScanEnd::Complete));
    let found = repository(&scanned.inventory);
    assert_eq!((found.absent.len(), found.unasked.len()), (300, 0));
}

#[test]
fn children_that_were_left_out_are_read_on_demand() {
    let config = Digest::of(b"config");
    let all = lost(400);
    let (shelf, _) = shelf_of(&all, IMAGE);
    let Scanned { mut inventory, .. } = scan_as(RegistryKind::Oci, &shelf).0;
    let before = repository(&inventory).clone();
    // One of them is there, behind the sample's back.
    let left = before.unasked.iter().nth(7).expect("left out").clone();
    let script = shelf.script();
    let here = shelf.manifest("a", &image(&config, "here"), &[]);
    let open: BTreeSet<Digest> = before.unasked.iter().cloned().chain([here.clone()]).collect();
    let known = before.manifests.keys().cloned().collect();
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let name = "a".parse().expect("a name");
    let read = |cancel: &Cancel, open: BTreeSet<Digest>, inventory: &mut Inventory| {
        let known: BTreeSet<Digest> = BTreeSet::clone(&known);
        block_on(read_children(&client, &name, (known, open), 8, cancel, &mut |event| {
            event.apply(inventory);
        }))
    };

    // Stopped before the first answer, nothing is different.
    let cancel = Cancel::default();
    cancel.cancel();
    assert_eq!(read(&cancel, open.clone(), &mut inventory), ScanEnd::Cancelled);
    assert_eq!(repository(&inventory).state, ReadState::Complete);
    assert_eq!(repository(&inventory).unasked, before.unasked);

    assert_eq!(read(&Cancel::default(), open, &mut inventory), ScanEnd::Complete);
    let found = repository(&inventory);
    assert_eq!((found.state, found.unasked.len()), (ReadState::Complete, 0));
    assert!(found.absent.contains(&left) && found.manifests.contains_key(&here));
    assert_eq!((found.absent.len(), found.tags.len()), (400, 1));

    // One that cannot be read closes the repository.
    shelf.put(&format!("/v2/a/manifests/{left}"), 403, r#"{"errors":[{"code":"DENIED"}]}"#);
    let end = read(&Cancel::default(), BTreeSet::from([left]), &mut inventory);
    assert_eq!((end, repository(&inventory).state), (ScanEnd::Incomplete, ReadState::Incomplete));
}
