//! A small registry in memory, with hooks: others push, lock or delete at the moment of any request,
//! and answers get lost.
//!
//! The stand-in does not replace it. The stand-in is the sample, and the sample is Azure's registry;
//! this one is any kind, by its `Capabilities`: it deletes children along or refuses to, untags by
//! DELETE, has no list of referrers. And it shares no code with the sample: a run is proven against
//! two registries that were written apart. It answers only the requests that a run sends.

#![allow(dead_code, reason = "each test uses its part")]

pub(crate) mod acts;
mod changes;
pub(crate) mod run;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use futures::future::LocalBoxFuture;
use plimsoll::model::{
    Attributes, Digest, Inventory, Manifest, ManifestRecord, ReadState, Repository, RepositoryName,
    Tag, TagName, TagTarget, Timestamp,
};
use plimsoll::registry::transport::{Method, Request, Response, Transport, TransportError};
use plimsoll::registry::{Capabilities, Client, Credentials, Endpoint, RegistryKind};

/// A hook: called when a request arrives, before it is answered.
type Hook = Box<dyn FnMut(&mut State)>;

/// The loss of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// No answer comes at all.
    Silence,
    /// The answer breaks off.
    Part,
    /// A gateway answers 504 instead.
    Fault,
}

/// The registry as a transport.
pub(crate) struct Fake {
    pub(crate) state: RefCell<State>,
    kind: RegistryKind,
    does: Capabilities,
    /// The present in milliseconds; sleeping moves it.
    clock: Cell<i64>,
}

/// The contents, and the events to come.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) manifests: BTreeMap<String, BTreeMap<Digest, Vec<u8>>>,
    pub(crate) tags: BTreeMap<String, BTreeMap<String, Digest>>,
    pub(crate) locked: BTreeSet<Digest>,
    pub(crate) locked_tags: BTreeSet<String>,
    pub(crate) locked_repositories: BTreeSet<String>,
    /// A deletion by tag also deletes the manifest.
    pub(crate) untag_takes_all: bool,
    /// A deletion of the last tag also deletes the manifest, as in zot before 2.1.2.
    pub(crate) last_untag_takes_all: bool,
    /// Tags that no list of tags shows; true if ACR's list of manifests names them.
    pub(crate) hidden: BTreeMap<String, bool>,
    /// Requests in the order of arrival: `GET /v2/app/manifests/…`.
    pub(crate) log: Vec<String>,
    /// Part of a log line, and the answer to every request with it.
    pub(crate) faults: Vec<(String, u16, String)>,
    /// Part of a log line, the loss of the answer to a request with it, and the number of losses. The
    /// requests are carried out.
    pub(crate) lost: Vec<(String, Lost, usize)>,
    /// Part of a log line, and the hook of the first request with it.
    hooks: Vec<(String, Hook)>,
    in_flight: usize,
    pub(crate) most_in_flight: usize,
}

impl Fake {
    pub(crate) fn new(kind: RegistryKind) -> Rc<Self> {
        Self::that_does(kind, kind.capabilities())
    }

    /// A registry of this kind with other capabilities than its kind has.
    pub(crate) fn that_does(kind: RegistryKind, does: Capabilities) -> Rc<Self> {
        Rc::new(Self { state: RefCell::default(), kind, does, clock: Cell::new(1_800_000_000_000) })
    }

    pub(crate) fn client(self: &Rc<Self>) -> Client {
        self.client_that_expects(self.does)
    }

    /// A client that expects these capabilities, whatever the registry has.
    pub(crate) fn client_that_expects(self: &Rc<Self>, does: Capabilities) -> Client {
        let endpoint = Endpoint::new("https://registry.test", "", self.kind).expect("an address");
        Client::new(self.clone(), endpoint.with_capabilities(does), Credentials::None)
    }

    /// The contents without hidden tags, as a scan without other gaps finds them.
    pub(crate) fn inventory(&self) -> Inventory {
        let state = self.state.borrow();
        let mut inventory = Inventory { state: ReadState::Complete, ..Inventory::default() };
        for (name, manifests) in &state.manifests {
            let mut repository = Repository {
                state: ReadState::Complete,
                lists_untagged: true,
                ..Repository::default()
            };
            for (digest, bytes) in manifests {
                let mut record = ManifestRecord::of(Manifest::read(bytes, None, None));
                record.attributes = Attributes::locked_if(state.locked.contains(digest));
                repository.manifests.insert(digest.clone(), record);
            }
            for (tag, digest) in state.listed_tags(name) {
                let target = TagTarget::Digest(digest.clone());
                let tag: TagName = tag.parse().expect("a tag");
                let attributes = Attributes::locked_if(state.locked_tags.contains(tag.as_str()));
                repository.tags.insert(tag, Tag { target, last_updated: None, attributes });
            }
            let name: RepositoryName = name.parse().expect("a repository name");
            inventory.repositories.insert(name, repository);
        }
        inventory
    }

    /// Calls `hook` at the first request whose log line holds `part`.
    pub(crate) fn when(&self, part: &str, hook: impl FnMut(&mut State) + 'static) {
        self.state.borrow_mut().when(part, hook);
    }

    /// Answers every request whose log line holds `part` with this status and body.
    pub(crate) fn fault(&self, part: &str, status: u16, body: &str) {
        self.state.borrow_mut().faults.push((part.to_owned(), status, body.to_owned()));
    }

    /// Loses the answers to the next requests whose log line holds `part`, so many `times`. The
    /// requests are carried out.
    pub(crate) fn lose(&self, part: &str, lost: Lost, times: usize) {
        self.state.borrow_mut().lost.push((part.to_owned(), lost, times));
    }

    /// The answer to a request of another client, at once and without a line in the log.
    pub(crate) fn ask(&self, request: &Request) -> Response {
        self.state.borrow_mut().answer(request, &log_line(request), &self.does)
    }

    /// The DELETEs so far, by the digests' short forms.
    pub(crate) fn deletes(&self) -> Vec<String> {
        let state = self.state.borrow();
        let deletes = state.log.iter().filter_map(|line| line.strip_prefix("DELETE "));
        deletes.map(|path| path.rsplit("sha256:").next().unwrap_or(path)[..12].to_owned()).collect()
    }
}

impl State {
    /// Calls `hook` as [`Fake::when`] does.
    pub(crate) fn when(&mut self, part: &str, hook: impl FnMut(&mut State) + 'static) {
        self.hooks.push((part.to_owned(), Box::new(hook)));
    }

    /// Pushes an image of one layer, perhaps with a subject.
    pub(crate) fn image(&mut self, name: &str, what: &str, subject: Option<&Digest>) -> Digest {
        let (config, layer) = (Digest::of(b"config"), Digest::of(what.as_bytes()));
        let subject = subject.map(|digest| {
            format!(r#","subject":{{"mediaType":"x","digest":"{digest}","size":1}}"#)
        });
        self.push(
            name,
            format!(
                r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                "config":{{"mediaType":"x","digest":"{config}","size":2}},
                "layers":[{{"mediaType":"x","digest":"{layer}","size":1000}}]{}}}"#,
                subject.unwrap_or_default()
            ),
        )
    }

    /// Pushes an index of these children, and returns its digest.
    pub(crate) fn index(&mut self, name: &str, children: &[&Digest]) -> Digest {
        let children: Vec<String> = children
            .iter()
            .map(|digest| format!(r#"{{"mediaType":"x","digest":"{digest}","size":1}}"#))
            .collect();
        self.push(
            name,
            format!(
                r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",
                "manifests":[{}]}}"#,
                children.join(",")
            ),
        )
    }

    pub(crate) fn push(&mut self, name: &str, text: String) -> Digest {
        let digest = Digest::of(text.as_bytes());
        let manifests = self.manifests.entry(name.to_owned()).or_default();
        manifests.insert(digest.clone(), text.into_bytes());
        digest
    }

    fn listed_tags(&self, name: &str) -> impl Iterator<Item = (&String, &Digest)> {
        let tags = self.tags.get(name).into_iter().flatten();
        tags.filter(|(tag, _)| !self.hidden.contains_key(*tag))
    }

    pub(crate) fn tag(&mut self, name: &str, tag: &str, digest: &Digest) {
        self.tags.entry(name.to_owned()).or_default().insert(tag.to_owned(), digest.clone());
    }

    fn answer(&mut self, request: &Request, line: &str, does: &Capabilities) -> Response {
        if let Some((_, status, body)) = self.faults.iter().find(|(part, ..)| line.contains(part)) {
            return answer(*status, body.clone().into_bytes());
        }
        let (method, path) = line.split_once(' ').expect("a log line");
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        if let Some(changed) = self.change(request, &segments, does) {
            return changed;
        }
        match segments.as_slice() {
            ["v2", name, "tags", "list"] => {
                // A page goes on behind `last`.
                let last = request.url.split_once("last=").map(|(_, last)| last);
                let last = last.and_then(|last| last.split('&').next()).unwrap_or_default();
                let tags = self.listed_tags(name).filter(|(tag, _)| tag.as_str() > last);
                let tags: Vec<String> = tags.map(|(tag, _)| format!("{tag:?}")).collect();
                json(format!(r#"{{"name":"{name}","tags":[{}]}}"#, tags.join(",")))
            }
            ["acr", "v1", name, "_tags"] => {
                let tags: Vec<String> = self
                    .listed_tags(name)
                    .map(|(tag, digest)| {
                        let may = !self.locked_tags.contains(tag);
                        format!(
                            r#"{{"name":"{tag}","digest":"{digest}","changeableAttributes":{{"deleteEnabled":{may}}}}}"#
                        )
                    })
                    .collect();
                json(format!(r#"{{"tags":[{}]}}"#, tags.join(",")))
            }
            ["acr", "v1", name, "_manifests"] => {
                let manifests = self.manifests.get(*name).into_iter().flatten();
                let manifests: Vec<String> = manifests
                    .map(|(digest, _)| {
                        let may = !self.locked.contains(digest);
                        let tags = self.tags.get(*name).into_iter().flatten();
                        let named = tags.filter(|(tag, target)| {
                            *target == digest && self.hidden.get(*tag).is_none_or(|named| *named)
                        });
                        let named: Vec<String> = named.map(|(tag, _)| format!("{tag:?}")).collect();
                        let named = named.join(",");
                        format!(
                            r#"{{"digest":"{digest}","tags":[{named}],"changeableAttributes":{{"deleteEnabled":{may}}}}}"#
                        )
                    })
                    .collect();
                json(format!(r#"{{"manifests":[{}]}}"#, manifests.join(",")))
            }
            ["v2", name, "referrers", subject] if does.cascades_referrers => {
                let refers = |bytes: &[u8]| {
                    let manifest = Manifest::read(bytes, None, None);
                    manifest.subject.is_some_and(|digest| digest.to_string() == *subject)
                };
                let manifests = self.manifests.get(*name).into_iter().flatten();
                let found: Vec<String> = manifests
                    .filter(|(_, bytes)| refers(bytes))
                    .map(|(digest, _)| {
                        format!(r#"{{"mediaType":"x","digest":"{digest}","size":1}}"#)
                    })
                    .collect();
                json(format!(
                    r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{}]}}"#,
                    found.join(",")
                ))
            }
            ["v2", name, "manifests", reference] => {
                let digest = match reference.parse::<Digest>() {
                    Ok(digest) => Some(digest),
                    Err(_) => self.tags.get(*name).and_then(|tags| tags.get(*reference)).cloned(),
                };
                self.manifest(method, name, digest)
            }
            ["acr", "v1", name] if self.manifests.contains_key(*name) => {
                let may = !self.locked_repositories.contains(*name);
                let manifests = self.manifests.get(*name).map_or(0, BTreeMap::len);
                let tags = self.tags.get(*name).map_or(0, BTreeMap::len);
                json(format!(
                    r#"{{"manifestCount":{manifests},"tagCount":{tags},"changeableAttributes":{{"deleteEnabled":{may}}}}}"#
                ))
            }
            ["acr", "v1", _] => answer(404, br#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#.to_vec()),
            _ => answer(404, b"404 page not found".to_vec()),
        }
    }

    fn manifest(&mut self, method: &str, name: &str, digest: Option<Digest>) -> Response {
        let absent = || absent(method == "HEAD");
        let Some(digest) = digest else { return absent() };
        let Some(bytes) = self.manifests.get(name).and_then(|all| all.get(&digest)) else {
            return absent();
        };
        let mut found = answer(200, if method == "HEAD" { Vec::new() } else { bytes.clone() });
        found.headers.push("docker-content-digest", digest.to_string());
        found.headers.push("content-type", "application/vnd.oci.image.manifest.v1+json");
        found
    }
}

impl Transport for Fake {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>> {
        let line = log_line(&request);
        Box::pin(async move {
            {
                let state = &mut *self.state.borrow_mut();
                state.log.push(line.clone());
                state.in_flight += 1;
                state.most_in_flight = state.most_in_flight.max(state.in_flight);
            }
            // Other requests get their turn before the answer, as on a network. Deletions take longest.
            for _ in 0..if request.method == Method::Delete { 5 } else { 1 } {
                pause().await;
            }
            let state = &mut *self.state.borrow_mut();
            state.in_flight -= 1;
            if let Some(place) = state.hooks.iter().position(|(part, _)| line.contains(part)) {
                let (_, mut hook) = state.hooks.remove(place);
                hook(state);
            }
            let said = state.answer(&request, &line, &self.does);
            let mut lost = state.lost.iter_mut();
            let Some((_, lost, left)) = lost.find(|(part, _, n)| *n > 0 && line.contains(part))
            else {
                return Ok(said);
            };
            *left -= 1;
            match lost {
                Lost::Silence => Err(TransportError::Unreachable),
                Lost::Part => Err(TransportError::Truncated),
                Lost::Fault => Ok(answer(504, Vec::new())),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        let millis = i64::try_from(duration.as_millis()).expect("a wait");
        let end = self.clock.get() + millis;
        Box::pin(async move {
            pause().await;
            // Requests that sleep at the same time move the clock once.
            self.clock.set(self.clock.get().max(end));
        })
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.get())
    }
}

fn log_line(request: &Request) -> String {
    let path = request.url.trim_start_matches("https://registry.test");
    let path = path.split('?').next().unwrap_or_default().replace("%3A", ":");
    format!("{} {path}", request.method.as_str())
}

pub(crate) async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if paused {
            return Poll::Ready(());
        }
        paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn json(text: String) -> Response {
    let mut response = answer(200, text.into_bytes());
    response.headers.push("content-type", "application/json");
    response
}

fn absent(without_body: bool) -> Response {
    let body = if without_body { "" } else { r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"# };
    answer(404, body.as_bytes().to_vec())
}

fn answer(status: u16, body: Vec<u8>) -> Response {
    Response { status, headers: Default::default(), body }
}

/// The log line of a request for a manifest: `DELETE /v2/app/manifests/sha256:…`.
pub(crate) fn line(method: Method, digest: &Digest) -> String {
    format!("{} /v2/app/manifests/{digest}", method.as_str())
}
