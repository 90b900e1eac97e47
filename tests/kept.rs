//! A second scan with content kept from the first: the same inventory, without bodies. And a store that is empty,
//! poisoned, cut or of another registry changes nothing but the number of requests.
#![cfg(not(target_arch = "wasm32"))]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::executor::block_on;
use futures::future::{LocalBoxFuture, ready};
use plimsoll::model::{Inventory, ManifestRecord, RepositoryName};
use plimsoll::registry::scan::{ContentStore, ScanEnd, ScanEvent, ScanOptions, Store, scan};
use plimsoll::registry::transport::{Method, Request, Transport};
use plimsoll::registry::{Cancel, Client, Credentials, Endpoint, RegistryKind};
use stand_in::{Config, StandIn};

/// A store in memory.
#[derive(Default)]
struct Shelf(RefCell<BTreeMap<RepositoryName, Vec<Vec<u8>>>>);

impl ContentStore for Shelf {
    fn packs(&self, repository: &RepositoryName) -> LocalBoxFuture<'static, Vec<Vec<u8>>> {
        ready(self.0.borrow().get(repository).cloned().unwrap_or_default()).boxed_local()
    }

    fn add(&self, repository: &RepositoryName, pack: Vec<u8>) {
        self.0.borrow_mut().entry(repository.clone()).or_default().push(pack);
    }

    fn replace(&self, repository: &RepositoryName, pack: Vec<u8>) {
        self.0.borrow_mut().insert(repository.clone(), vec![pack]);
    }
}

impl Shelf {
    fn change(&self, change: impl Fn(&mut Vec<u8>)) {
        self.0.borrow_mut().values_mut().flatten().for_each(change);
    }

    fn packs_of(&self, name: &str) -> usize {
        self.0.borrow().get(&name.parse().expect("a name")).map_or(0, Vec::len)
    }
}

/// A registry, and a store for it.
struct World {
    sample: Rc<StandIn>,
    shelf: Rc<Shelf>,
    kind: RegistryKind,
}

/// Requests of one scan: GETs of manifests, HEADs of manifests, GETs of blobs.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Asked {
    manifests: usize,
    heads: usize,
    blobs: usize,
}

/// The requests for manifests that are not there: nothing of them can be kept.
fn for_absent(inventory: &Inventory) -> Asked {
    let absent = inventory.repositories.values().map(|repository| repository.absent.len());
    Asked { manifests: absent.sum(), heads: 0, blobs: 0 }
}

impl World {
    fn new(kind: RegistryKind, config: &str) -> Self {
        let config = Config::from_json(config).expect("a configuration");
        let sample = Rc::new(StandIn::new("https://sample.invalid", config));
        Self { sample, shelf: Rc::default(), kind }
    }

    fn scan(&self) -> (Inventory, Asked) {
        let before = self.sample.requests().len();
        let endpoint = Endpoint::new(self.sample.base(), "sample.invalid", self.kind);
        let client =
            Client::new(self.sample.clone(), endpoint.expect("an endpoint"), Credentials::None);
        let store = Some(Store(self.shelf.clone()));
        let names = ["library/nginx", "web/checkout", "web/search"];
        let repositories = Some(names.map(|name| name.parse().expect("a name")).to_vec());
        let options = ScanOptions { store, repositories, ..ScanOptions::default() };
        let mut inventory = Inventory::default();
        let mut apply = |event: ScanEvent| event.apply(&mut inventory);
        let end = block_on(scan(&client, &options, &Cancel::default(), &mut apply));
        assert_eq!(end, ScanEnd::Complete);
        let log = self.sample.requests().split_off(before);
        let count = |method: Method, part: &str| {
            log.iter().filter(|(own, path)| *own == method && path.contains(part)).count()
        };
        let asked = Asked {
            manifests: count(Method::Get, "/manifests/"),
            heads: count(Method::Head, "/manifests/"),
            blobs: count(Method::Get, "/blobs/"),
        };
        (inventory, asked)
    }
}

fn assert_same(found: &Inventory, expected: &Inventory) {
    let names = |inventory: &Inventory| inventory.repositories.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected));
    for (name, repository) in &found.repositories {
        let other = &expected.repositories[name];
        assert_eq!(repository.tags, other.tags, "{name}");
        assert_eq!(repository.absent, other.absent, "{name}");
        assert_eq!(repository.missing, other.missing, "{name}");
        let fields = |record: &ManifestRecord| {
            let ManifestRecord { manifest, config, last_updated, attributes } = record.clone();
            (manifest, config, last_updated, attributes)
        };
        let records = |of: &plimsoll::model::Repository| {
            of.manifests.values().map(fields).collect::<Vec<_>>()
        };
        assert_eq!(records(repository), records(other), "{name}");
    }
}

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
