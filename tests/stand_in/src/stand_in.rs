//! The stand-in as a [`Transport`]: its contents, a log of its requests, and a clock that only waiting
//! moves.

use std::cell::RefCell;
use std::sync::OnceLock;
use std::time::Duration;

use futures::future::LocalBoxFuture;
use plimsoll::model::{Inventory, Timestamp};
use plimsoll::registry::transport::{Method, Request, Response, Transport, TransportError};
use plimsoll::sample::contents::{Contents, TODAY, build, present};
use plimsoll::sample::server::{Behaviour, Call, answer};
use plimsoll::sample::soft_delete::Bin;
use plimsoll::sample::store::Store;

use crate::config::Config;
use crate::content::blobs::Blobs;
use crate::context::Context;
use crate::inventory::inventory;
use crate::outcome::Outcome;
use crate::serve::Served;

/// Most requests that the log keeps: a server may run for hours.
const LOG: usize = 100_000;

/// A registry for tests. The same requests in the same order always bring the same answers. Its clock
/// shows 2026-11-20T12:00:00Z plus the time that was slept.
pub struct StandIn {
    base: String,
    config: Config,
    behaviour: Behaviour,
    state: RefCell<State>,
}

struct State {
    store: Contents,
    blobs: Blobs,
    bin: Option<Bin>,
    served: Served,
    log: Vec<(Method, String)>,
    answered: u32,
    slept: Duration,
}

impl StandIn {
    /// A registry at `base` (scheme and host, perhaps a path), with its contents as at the start.
    #[must_use]
    pub fn new(base: &str, config: Config) -> Self {
        let (behaviour, state) = (config.behaviour(), RefCell::new(State::new(&config)));
        Self { base: base.trim_end_matches('/').to_owned(), config, behaviour, state }
    }

    /// The URL before `/v2/`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The answer to a request; nothing for a URL outside of the base, where nobody listens.
    pub fn answer(&self, request: &Request) -> Outcome {
        let state = &mut *self.state.borrow_mut();
        state.answered = state.answered.wrapping_add(1);
        let path = request.url.strip_prefix(&self.base).filter(|path| path.starts_with('/'));
        if state.log.len() < LOG {
            state.log.push((request.method, path.unwrap_or(&request.url).to_owned()));
        }
        let Some(path) = path else { return Outcome::Nothing };
        let mut context = Context {
            config: &self.config,
            call: Call::new(
                &self.behaviour,
                &self.base,
                present(state.slept),
                &mut state.store,
                state.bin.as_mut(),
            ),
            blobs: &mut state.blobs,
        };
        let outcome = state.served.answer(&mut context, request, path, state.answered);
        let complete = |response| self.complete(response, request.method, path, state.answered);
        match outcome {
            Outcome::Answer(response) => Outcome::Answer(complete(response)),
            Outcome::Cut(response) => Outcome::Cut(complete(response)),
            Outcome::Nothing => Outcome::Nothing,
        }
    }

    /// The requests so far (at most 100 000), oldest first: method, and path with query as sent; for a
    /// URL outside of the base the whole URL. Headers and bodies are left out: they hold secrets.
    #[must_use]
    pub fn requests(&self) -> Vec<(Method, String)> {
        self.state.borrow().log.clone()
    }

    /// The present repositories, tags and manifests, read without a request.
    #[must_use]
    pub fn inventory(&self) -> Inventory {
        inventory(&self.state.borrow().store)
    }

    /// The time slept so far.
    #[must_use]
    pub fn slept(&self) -> Duration {
        self.state.borrow().slept
    }

    /// Moves the registry's clock on by `duration`.
    pub fn advance(&self, duration: Duration) {
        let state = &mut *self.state.borrow_mut();
        state.slept = state.slept.saturating_add(duration);
    }

    /// Dates tokens by the client's `present`: clients compare them with their own clock. Everything
    /// else keeps to the sample's clock.
    pub fn date_tokens_by(&self, client: Timestamp) {
        let state = &mut *self.state.borrow_mut();
        let millis = client.millis().saturating_sub(present(state.slept).millis());
        state.served.set_token_clock(millis);
    }

    /// Everything as at the start: contents, tokens, faults, log and clock.
    pub fn reset(&self) {
        *self.state.borrow_mut() = State::new(&self.config);
    }

    /// The response with the headers that every answer has, and without the hidden ones.
    fn complete(&self, response: Response, method: Method, path: &str, number: u32) -> Response {
        let mut response = answer::complete(response, method, path, number);
        for name in &self.config.hidden_headers {
            response.headers.remove(name);
        }
        response
    }
}

impl State {
    fn new(config: &Config) -> Self {
        Self {
            store: contents(config),
            blobs: Blobs::default(),
            bin: config.soft_delete.as_ref().map(|bin| Bin::keeping(bin.retention_days)),
            served: Served::new(config, TODAY),
            log: Vec::new(),
            answered: 0,
            slept: Duration::ZERO,
        }
    }
}

/// The sample's contents, or the wanted repositories of it.
fn contents(config: &Config) -> Contents {
    match &config.repositories {
        None => Contents::new(built_once),
        Some(wanted) if wanted.is_empty() => Contents::new(Store::default),
        Some(wanted) => {
            let mut contents = Contents::new(built_once);
            contents.repositories.retain(|name, _| wanted.contains(name));
            contents
        }
    }
}

/// A copy of the contents, which are built once for all tests of a process.
fn built_once() -> Store {
    static BUILT: OnceLock<Store> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

impl Transport for StandIn {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            match self.answer(&request) {
                Outcome::Answer(response) if response.body.len() > request.body_limit => {
                    Err(TransportError::TooLarge(request.body_limit))
                }
                Outcome::Answer(response) => Ok(response),
                Outcome::Cut(_) => Err(TransportError::Truncated),
                Outcome::Nothing => Err(TransportError::Unreachable),
            }
        })
    }

    /// Resolves at once, and moves the clock.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move { self.advance(duration) })
    }

    fn now(&self) -> Timestamp {
        present(self.state.borrow().slept)
    }
}
