//! The sample as a [`Transport`]: what comes back for a request, and a clock that only waiting moves.

use std::cell::RefCell;
use std::time::Duration;

use futures::future::LocalBoxFuture;

use crate::model::Timestamp;
use crate::registry::transport::{Method, Request, Response, Transport, TransportError};
use crate::sample::config::SampleConfig;
use crate::sample::contents::{Contents, TODAY, contents};
use crate::sample::outcome::Outcome;
#[cfg(not(target_arch = "wasm32"))]
use crate::sample::served::Served;
use crate::sample::server::Server;
#[cfg(target_arch = "wasm32")]
use crate::sample::server::route;
#[cfg(not(target_arch = "wasm32"))]
use crate::sample::store::Bin;
use crate::sample::store::Store;

/// Most requests that the log keeps: a page may go on for hours.
const LOG: usize = 100_000;

/// What ACR says to everybody, though without `Access-Control-Allow-Origin` it helps no page.
const EXPOSED: &str = "Docker-Content-Digest, WWW-Authenticate, Link, X-Ms-Correlation-Request-Id";

/// A registry in memory. It is deterministic: the same requests in the same order bring the same
/// answers. It has no clock: its present is 2026-11-20T12:00:00Z plus what was slept.
pub struct Sample {
    base: String,
    config: SampleConfig,
    pub(super) state: RefCell<State>,
}

/// What changes.
pub(super) struct State {
    pub(super) store: Contents,
    #[cfg(not(target_arch = "wasm32"))]
    served: Served,
    log: Vec<(Method, String)>,
    answered: u32,
    slept: Duration,
}

impl Sample {
    /// A registry at `base` (scheme and host, perhaps a path, no slash at the end), with its
    /// contents as they always are at the start.
    #[must_use]
    pub fn new(base: &str, config: SampleConfig) -> Self {
        let state = RefCell::new(State::new(&config));
        Self { base: base.trim_end_matches('/').to_owned(), config, state }
    }

    /// The URL before `/v2/`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What comes back for a request. A URL outside of the base brings nothing: there is nobody.
    pub fn answer(&self, request: &Request) -> Outcome {
        let state = &mut *self.state.borrow_mut();
        state.answered = state.answered.wrapping_add(1);
        let path = request.url.strip_prefix(&self.base).filter(|path| path.starts_with('/'));
        if state.log.len() < LOG {
            state.log.push((request.method, path.unwrap_or(&request.url).to_owned()));
        }
        let Some(path) = path else { return Outcome::Nothing };
        let outcome = state.outcome(self, request, path);
        match outcome {
            Outcome::Answer(response) => Outcome::Answer(self.finish(response, request, state)),
            Outcome::Cut(response) => Outcome::Cut(self.finish(response, request, state)),
            Outcome::Nothing => Outcome::Nothing,
        }
    }

    /// The requests so far (at most 100 000), oldest first: method, and path with query as sent. A
    /// URL outside of the base stands whole. No headers and no bodies: no secrets.
    #[must_use]
    pub fn requests(&self) -> Vec<(Method, String)> {
        self.state.borrow().log.clone()
    }

    /// How long was slept, in all.
    #[must_use]
    pub fn slept(&self) -> Duration {
        self.state.borrow().slept
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        let state = &mut *self.state.borrow_mut();
        state.slept = state.slept.saturating_add(duration);
    }

    /// Tokens are given to clients that live in another present: this one, not the sample's. All
    /// else keeps to the sample's clock.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn date_tokens_by(&self, present: Timestamp) {
        let state = &mut *self.state.borrow_mut();
        let millis = present.millis().saturating_sub(state.now().millis());
        state.served.set_token_clock(millis);
    }

    /// Everything as at the start: contents, tokens, faults, log and clock.
    pub fn reset(&self) {
        *self.state.borrow_mut() = State::new(&self.config);
    }

    /// Completes the headers and takes away what HEAD and the configuration take away.
    fn finish(&self, mut response: Response, request: &Request, state: &State) -> Response {
        let headers = &mut response.headers;
        // The data plane's: token endpoints and the storage that blobs may lie in send neither.
        let path = &request.url[self.base.len()..];
        if path.starts_with("/v2") || path.starts_with("/acr/") {
            headers.push("Docker-Distribution-Api-Version", "registry/2.0");
            headers.push("Access-Control-Expose-Headers", EXPOSED);
        }
        headers.push(
            "X-Ms-Correlation-Request-Id",
            format!("00000000-0000-4000-8000-{:012}", state.answered),
        );
        if headers.get("Content-Length").is_none() {
            headers.push("Content-Length", response.body.len().to_string());
        }
        #[cfg(not(target_arch = "wasm32"))]
        for name in &self.config.hidden_headers {
            headers.remove(name);
        }
        if request.method == Method::Head {
            response.body.clear();
        }
        response
    }
}

impl State {
    fn new(config: &SampleConfig) -> Self {
        let mut store = match &config.repositories {
            // Nothing to make.
            Some(wanted) if wanted.is_empty() => Contents::new(Store::default),
            _ => contents(),
        };
        if let Some(wanted) = &config.repositories {
            store.repositories.retain(|name, _| wanted.contains(name));
        }
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(soft_delete) = &config.soft_delete {
            store.bin = Some(Bin::keeping(soft_delete.retention_days));
        }
        Self {
            store,
            #[cfg(not(target_arch = "wasm32"))]
            served: Served::new(config, TODAY),
            log: Vec::new(),
            answered: 0,
            slept: Duration::ZERO,
        }
    }

    fn now(&self) -> Timestamp {
        let slept = i64::try_from(self.slept.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(TODAY.millis().saturating_add(slept))
    }

    fn outcome(&mut self, sample: &Sample, request: &Request, path: &str) -> Outcome {
        let (config, base, now) = (&sample.config, &sample.base, self.now());
        let mut server = Server { config, base, now, store: &mut self.store };
        #[cfg(not(target_arch = "wasm32"))]
        return self.served.answer(&mut server, request, path, self.answered);
        #[cfg(target_arch = "wasm32")]
        {
            let (route, query) = route::read(path);
            Outcome::Answer(server.serve(request, path, &route, &query))
        }
    }
}

impl Transport for Sample {
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

    /// Resolves at once, and the clock has moved.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move { self.advance(duration) })
    }

    fn now(&self) -> Timestamp {
        self.state.borrow().now()
    }
}
