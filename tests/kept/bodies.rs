//! A second scan with content kept from the first: the same inventory, without bodies. And a store that is empty,
//! poisoned, cut or of another registry changes nothing but the number of requests.

use std::rc::Rc;

use futures::executor::block_on;
use plimsoll::model::RepositoryName;
use plimsoll::registry::RegistryKind;
use plimsoll::registry::scan::ContentStore as _;
use plimsoll::registry::transport::{Method, Request, Transport as _};

use crate::world::{World, assert_same, for_absent};

#[test]
fn where_lists_give_digests_a_second_scan_reads_only_lists() {
    // Lists of many pages are still under way when the first index is taken from the store.
    let world = World::new(RegistryKind::Acr, r#"{"page_size":7}"#);
    let (first, asked) = world.scan();
    assert!(asked.manifests > 50 && asked.blobs > 20, "{asked:?}");
    let (second, asked) = world.scan();
    assert_eq!(asked, for_absent(&first));
    assert_same(&second, &first);
}

#[test]
fn where_tags_have_no_digest_a_second_scan_reads_no_bodies() {
    let world = World::new(RegistryKind::Oci, "{}");
    let (first, before) = world.scan();
    let (second, asked) = world.scan();
    let absent = for_absent(&first).manifests;
    assert_eq!((asked.manifests, asked.blobs), (absent, 0));
    assert_eq!(asked.heads + absent, before.manifests, "one look for each manifest");
    assert_same(&second, &first);
}

#[test]
fn hidden_digests_cost_three_looks_and_then_tags_are_read_whole() {
    let config = r#"{"hidden_headers":["Docker-Content-Digest"]}"#;
    let world = World::new(RegistryKind::Oci, config);
    let (first, before) = world.scan();
    let (second, asked) = world.scan();
    let tags: usize = first.repositories.values().map(|repository| repository.tags.len()).sum();
    let absent = for_absent(&first).manifests;
    assert_eq!((asked.manifests, asked.blobs), (tags + absent, 0), "each tag, and no child");
    // Looks under way at the third answer come on top.
    let children = before.manifests - tags - absent;
    assert!((children + 3..=children + 3 + 8).contains(&asked.heads), "{asked:?}");
    assert_same(&second, &first);
}

#[test]
fn a_manifest_that_was_deleted_meanwhile_does_not_come_back() {
    for kind in [RegistryKind::Acr, RegistryKind::Oci] {
        let world = World::new(kind, "{}");
        let name: RepositoryName = "web/checkout".parse().expect("a name");
        let (first, _) = world.scan();
        // A child that only an index names, behind the index's back.
        let repository = &first.repositories[&name];
        let mut children = repository.manifests.values().flat_map(|r| r.manifest.children());
        let child = children.next().expect("an index").digest.clone();
        let url = format!("https://sample.invalid/v2/{name}/manifests/{child}");
        let deletion = Request::new(Method::Delete, url, 1 << 16);
        assert_eq!(block_on(world.sample.send(deletion)).expect("an answer").status, 202);
        let (second, _) = world.scan();
        let repository = &second.repositories[&name];
        assert!(!repository.manifests.contains_key(&child), "{kind:?}");
        assert!(repository.absent.contains(&child), "{kind:?}");
        let fresh = World { shelf: Rc::default(), ..world };
        assert_same(&second, &fresh.scan().0);
    }
}

#[test]
fn a_poisoned_or_cut_store_only_costs_requests() {
    let world = World::new(RegistryKind::Acr, "{}");
    let (first, before) = world.scan();
    // Sizes in manifests and dates in configs, which are as good JSON as before.
    for (old, new) in [("\"size\":1", "\"size\":2"), ("\"created\":\"202", "\"created\":\"201")] {
        world.shelf.change(|pack| {
            let text = std::str::from_utf8(pack).expect("JSON");
            *pack = text.replace(old, new).into_bytes();
        });
        let (second, asked) = world.scan();
        assert_same(&second, &first);
        assert!(asked.manifests + asked.blobs > 0, "{asked:?}");
    }
    world.shelf.change(|pack| pack.truncate(pack.len() / 2));
    assert_same(&world.scan().0, &first);
    // Bodies under the digests of others, as a store of another version or a broken one might have them.
    world.shelf.change(|pack| {
        let text = String::from_utf8_lossy(pack).replace("sha256:0", "sha256:1");
        *pack = text.into_bytes();
    });
    assert_same(&world.scan().0, &first);
    world.shelf.change(Vec::clear);
    let (last, asked) = world.scan();
    assert_same(&last, &first);
    assert_eq!(asked, before, "everything anew");
}

#[test]
fn a_store_of_everything_shows_nothing_that_lists_do_not_name() {
    let world = World::new(RegistryKind::Acr, "{}");
    let (first, _) = world.scan();
    let all: Vec<Vec<u8>> = world.shelf.0.borrow().values().flatten().cloned().collect();
    for packs in world.shelf.0.borrow_mut().values_mut() {
        *packs = all.clone();
    }
    assert_same(&world.scan().0, &first);
}

#[test]
fn packs_of_no_use_any_more_are_written_anew() {
    let world = World::new(RegistryKind::Acr, "{}");
    let (first, _) = world.scan();
    let name = "web/checkout";
    let packs: Vec<Vec<u8>> = world.shelf.0.borrow()[&name.parse().expect("a name")].clone();
    for _ in 0..10 {
        packs.iter().for_each(|pack| world.shelf.add(&name.parse().expect("a name"), pack.clone()));
    }
    assert!(world.shelf.packs_of(name) > 10);
    assert_same(&world.scan().0, &first);
    assert_eq!(world.shelf.packs_of(name), 1);
    let (second, asked) = world.scan();
    assert_eq!(asked, for_absent(&first));
    assert_same(&second, &first);
}
