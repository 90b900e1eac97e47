//! The registry of a storm: the stand-in for Azure's, the small registry for all other kinds.
//!
//! Both are behind one enum, so that judge and witness are written once. `tests/fake/mod.rs` says why
//! neither replaces the other.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures::executor::block_on;
use plimsoll::model::{Digest, Inventory};
use plimsoll::registry::Cancel;
use plimsoll::registry::scan::{ScanOptions, scan};
use plimsoll::registry::transport::{Method, Request, Response, Transport};
use plimsoll::registry::{Capabilities, Client, Credentials, Endpoint, RegistryKind};
use stand_in::{Config, Outcome, StandIn};

use crate::fake::Fake;

/// The only repository of a storm.
pub(crate) const NAME: &str = "app";
const BASE: &str = "https://registry.test";

/// The contents of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Holds {
    pub(crate) manifests: BTreeSet<Digest>,
    pub(crate) tags: BTreeMap<String, Digest>,
}

/// The registry that the storm rages in.
pub(crate) enum Registry {
    Sample(Rc<StandIn>),
    Fake(Rc<Fake>, RegistryKind, Capabilities),
}

impl Registry {
    pub(crate) fn sample() -> Self {
        let config = Config { repositories: Some(Vec::new()), ..Config::default() };
        Self::Sample(Rc::new(StandIn::new(BASE, config)))
    }

    pub(crate) fn fake(kind: RegistryKind, does: Capabilities) -> Self {
        Self::Fake(Fake::that_does(kind, does), kind, does)
    }

    pub(crate) fn kind(&self) -> RegistryKind {
        match self {
            Self::Sample(_) => RegistryKind::Acr,
            Self::Fake(_, kind, _) => *kind,
        }
    }

    pub(crate) fn capabilities(&self) -> Capabilities {
        match self {
            Self::Sample(_) => RegistryKind::Acr.capabilities(),
            Self::Fake(.., does) => *does,
        }
    }

    pub(crate) fn tags_path(&self) -> String {
        match self {
            Self::Sample(_) => format!("acr/v1/{NAME}/_tags"),
            Self::Fake(..) => format!("v2/{NAME}/manifests"),
        }
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        match self {
            Self::Sample(sample) => &**sample,
            Self::Fake(fake, ..) => &**fake,
        }
    }

    /// A client whose requests go through `transport`.
    pub(crate) fn client_through(&self, transport: Rc<dyn Transport>) -> Client {
        let endpoint = Endpoint::new(BASE, "", self.kind()).expect("an address");
        let endpoint = endpoint.with_capabilities(self.capabilities());
        Client::new(transport, endpoint, Credentials::None)
    }

    /// The answer to a request, at once.
    pub(crate) fn ask(&self, request: &Request) -> Response {
        match self {
            Self::Sample(sample) => match sample.answer(request) {
                Outcome::Answer(response) => response,
                other => panic!("an answer was expected: {other:?}"),
            },
            Self::Fake(fake, ..) => fake.ask(request),
        }
    }

    /// Uploads a blob, where a manifest's blobs must be uploaded first.
    pub(crate) fn blob(&self, bytes: &str) -> Digest {
        let digest = Digest::of(bytes.as_bytes());
        if let Self::Sample(_) = self {
            let start = request(Method::Post, &format!("/v2/{NAME}/blobs/uploads/"));
            let started = self.ask(&start);
            // A locked repository takes none.
            if let Some(path) = started.headers.get("location") {
                let mut put = request(Method::Put, &format!("{path}&digest={digest}"));
                put.body = bytes.as_bytes().to_vec();
                self.ask(&put);
            }
        }
        digest
    }

    /// The inventory that a scan finds.
    pub(crate) fn inventory(&self) -> Inventory {
        match self {
            Self::Fake(fake, ..) => fake.inventory(),
            Self::Sample(sample) => {
                let client = self.client_through(sample.clone());
                let mut inventory = Inventory::default();
                let (options, cancel) = (ScanOptions::default(), Cancel::default());
                block_on(scan(&client, &options, &cancel, &mut |event| {
                    event.apply(&mut inventory)
                }));
                inventory
            }
        }
    }

    /// The true inventory, read without requests.
    pub(crate) fn truth(&self) -> Inventory {
        match self {
            Self::Sample(sample) => sample.inventory(),
            Self::Fake(fake, ..) => fake.inventory(),
        }
    }

    pub(crate) fn holds(&self) -> Holds {
        let truth = self.truth();
        let Some(repository) = truth.repositories.get(&NAME.parse().expect("a name")) else {
            return Holds::default();
        };
        let tags = repository.tags.iter();
        Holds {
            manifests: repository.manifests.keys().cloned().collect(),
            tags: tags.filter_map(|(n, t)| Some((n.to_string(), t.digest()?.clone()))).collect(),
        }
    }
}

/// A request of another client.
pub(crate) fn request(method: Method, path: &str) -> Request {
    Request::new(method, format!("{BASE}{path}"), 1 << 20)
}
