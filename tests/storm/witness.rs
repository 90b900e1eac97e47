//! The witness stands between the run's client and the registry. Before each request, other clients
//! have their turn; after each request, the witness compares the contents.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures::future::LocalBoxFuture;
use plimsoll::model::{Digest, Timestamp};
use plimsoll::registry::Cancel;
use plimsoll::registry::transport::{Method, Request, Response, Transport, TransportError};

use crate::deed::Deed;
use crate::registry::{Holds, Registry};
use crate::world::World;

/// Manifests and tags that one request of the run took away.
#[derive(Debug, Clone)]
pub(crate) struct Took {
    pub(crate) at: usize,
    pub(crate) line: String,
    pub(crate) manifests: BTreeSet<Digest>,
    pub(crate) tags: BTreeMap<String, Digest>,
    /// The answer was lost.
    pub(crate) is_lost: bool,
}

#[derive(Default)]
pub(crate) struct Seen {
    /// The run's requests in the order of their answers: `GET /v2/…`.
    pub(crate) log: Vec<String>,
    pub(crate) took: Vec<Took>,
    /// The number of the request before which others last pushed a manifest, or put a tag on one.
    pub(crate) manifests: BTreeMap<Digest, usize>,
    pub(crate) tags: BTreeMap<(String, Digest), usize>,
    /// Manifests that others took away, with the number of the request before which they last did.
    pub(crate) lost: BTreeMap<Digest, usize>,
    pub(crate) tags_lost: BTreeSet<String>,
}

/// Events during a run.
#[derive(Debug)]
pub(crate) struct Events {
    /// Deeds of others, each after so many requests.
    pub(crate) later: Vec<(usize, Deed)>,
    /// Deletions by number whose answers are lost: to 504 (`true`) or to silence.
    pub(crate) losses: Vec<(usize, bool)>,
    /// The number of requests after which somebody stops the run.
    pub(crate) stop: Option<usize>,
}

pub(crate) struct Witness {
    registry: Rc<Registry>,
    world: RefCell<World>,
    deeds: RefCell<VecDeque<(usize, Deed)>>,
    losses: Vec<(usize, bool)>,
    stop: Option<usize>,
    /// The switch that stops the run.
    pub(crate) cancel: Cancel,
    pub(crate) seen: RefCell<Seen>,
}

impl Witness {
    pub(crate) fn new(registry: Rc<Registry>, world: World, events: Events) -> Rc<Self> {
        let Events { later, losses, stop } = events;
        let (world, deeds) = (RefCell::new(world), RefCell::new(later.into()));
        let (cancel, seen) = (Cancel::default(), RefCell::default());
        Rc::new(Self { registry, world, deeds, losses, stop, cancel, seen })
    }

    /// Lets others have their turn before request `at` is answered.
    fn others(&self, at: usize) {
        loop {
            let mut deeds = self.deeds.borrow_mut();
            let Some((_, deed)) = deeds.pop_front_if(|(when, _)| *when <= at) else { return };
            let before = self.registry.holds();
            self.world.borrow_mut().does(&self.registry, &deed);
            let after = self.registry.holds();
            let seen = &mut *self.seen.borrow_mut();
            for digest in after.manifests.difference(&before.manifests) {
                seen.manifests.insert(digest.clone(), at);
            }
            for (tag, digest) in &after.tags {
                if before.tags.get(tag) != Some(digest) {
                    seen.tags.insert((tag.clone(), digest.clone()), at);
                }
            }
            let lost = before.manifests.difference(&after.manifests);
            seen.lost.extend(lost.map(|digest| (digest.clone(), at)));
            for (tag, digest) in &before.tags {
                if after.tags.get(tag) != Some(digest) {
                    seen.tags_lost.insert(tag.clone());
                }
            }
        }
    }

    fn answer(&self, request: Request) -> Result<Response, TransportError> {
        let at = self.seen.borrow().log.len();
        self.others(at);
        if self.stop.is_some_and(|stop| stop <= at) {
            self.cancel.cancel();
        }
        let path = request.url.trim_start_matches("https://registry.test").replace("%3A", ":");
        let line = format!("{} {path}", request.method.as_str());
        let changes = matches!(request.method, Method::Delete | Method::Put);
        let request_deletes = request.method == Method::Delete;
        let before = if changes { self.registry.holds() } else { Holds::default() };
        let answer = at_once(self.registry.transport().send(request));
        let seen = &mut *self.seen.borrow_mut();
        let deletions = seen.log.iter().filter(|line| line.starts_with("DELETE ")).count();
        let loss = self.losses.iter().find(|(number, _)| *number == deletions);
        let loss = loss.filter(|_| request_deletes).map(|(_, is_fault)| *is_fault);
        seen.log.push(line.clone());
        if changes {
            let after = self.registry.holds();
            let manifests = before.manifests.difference(&after.manifests).cloned().collect();
            let gone = before.tags.into_iter().filter(|(tag, _)| !after.tags.contains_key(tag));
            let is_lost = loss.is_some();
            seen.took.push(Took { at, line, manifests, tags: gone.collect(), is_lost });
        }
        match loss {
            None => answer,
            Some(true) => Ok(Response { status: 504, ..Response::default() }),
            Some(false) => Err(TransportError::Unreachable),
        }
    }
}

impl Transport for Witness {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            crate::fake::pause().await;
            if request.method == Method::Delete {
                crate::fake::pause().await;
            }
            self.answer(request)
        })
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        self.registry.transport().sleep(duration)
    }

    fn now(&self) -> Timestamp {
        self.registry.transport().now()
    }
}

/// The result of a future that waits for nobody.
fn at_once<T>(mut future: LocalBoxFuture<'_, T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("it waits for somebody")
}
