//! A registry in memory, a store for its content, and scans of both.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::executor::block_on;
use futures::future::{LocalBoxFuture, ready};
use plimsoll::model::{Inventory, ManifestRecord, RepositoryName};
use plimsoll::registry::scan::{ContentStore, ScanEnd, ScanEvent, ScanOptions, Store, scan};
use plimsoll::registry::transport::Method;
use plimsoll::registry::{Cancel, Client, Credentials, Endpoint, RegistryKind};
use stand_in::{Config, StandIn};

/// A store in memory.
#[derive(Default)]
pub(crate) struct Shelf(pub(crate) RefCell<BTreeMap<RepositoryName, Vec<Vec<u8>>>>);

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
    pub(crate) fn change(&self, change: impl Fn(&mut Vec<u8>)) {
        self.0.borrow_mut().values_mut().flatten().for_each(change);
    }

    pub(crate) fn packs_of(&self, name: &str) -> usize {
        self.0.borrow().get(&name.parse().expect("a name")).map_or(0, Vec::len)
    }
}

/// A registry, and a store for it.
pub(crate) struct World {
    pub(crate) sample: Rc<StandIn>,
    pub(crate) shelf: Rc<Shelf>,
    pub(crate) kind: RegistryKind,
}

/// Requests of one scan: GETs of manifests, HEADs of manifests, GETs of blobs.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) manifests: usize,
    pub(crate) heads: usize,
    pub(crate) blobs: usize,
}

/// The requests for manifests that are not there: nothing of them can be kept.
pub(crate) fn for_absent(inventory: &Inventory) -> Asked {
    let absent = inventory.repositories.values().map(|repository| repository.absent.len());
    Asked { manifests: absent.sum(), heads: 0, blobs: 0 }
}

impl World {
    pub(crate) fn new(kind: RegistryKind, config: &str) -> Self {
        let config = Config::from_json(config).expect("a configuration");
        let sample = Rc::new(StandIn::new("https://sample.invalid", config));
        Self { sample, shelf: Rc::default(), kind }
    }

    pub(crate) fn client(&self) -> Client {
        let endpoint = Endpoint::new(self.sample.base(), "sample.invalid", self.kind);
        Client::new(self.sample.clone(), endpoint.expect("an endpoint"), Credentials::None)
    }

    /// The inventory that a scan by `client` reads of some repositories, and its end.
    pub(crate) fn scan_by(&self, client: &Client) -> (Inventory, ScanEnd) {
        let store = Some(Store(self.shelf.clone()));
        let names = ["library/nginx", "web/checkout", "web/search"];
        let repositories = Some(names.map(|name| name.parse().expect("a name")).to_vec());
        let options = ScanOptions { store, repositories, ..ScanOptions::default() };
        let mut inventory = Inventory::default();
        let mut apply = |event: ScanEvent| event.apply(&mut inventory);
        let end = block_on(scan(client, &options, &Cancel::default(), &mut apply));
        (inventory, end)
    }

    /// The inventory that a scan reads, and what it asked for.
    pub(crate) fn scan(&self) -> (Inventory, Asked) {
        let before = self.sample.requests().len();
        let (inventory, end) = self.scan_by(&self.client());
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

pub(crate) fn assert_same(found: &Inventory, expected: &Inventory) {
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
