//! The demo registry of the page: a [`Transport`] without a network, and a clock that only sleeping
//! moves.

use std::cell::RefCell;
use std::time::Duration;

use futures::future::LocalBoxFuture;

use crate::model::Timestamp;
use crate::registry::transport::{Request, Response, Transport, TransportError};
use crate::sample::contents::{Contents, contents, present};
use crate::sample::server::{Behaviour, Call, answer, route, serve};
use crate::sample::soft_delete::Bin;

/// The demo registry. The same requests in the same order always bring the same answers. Its clock
/// shows 2026-11-20T12:00:00Z plus the time that was slept, unless it is given another.
pub struct Sample {
    base: String,
    clock: Option<fn() -> Timestamp>,
    state: RefCell<State>,
}

/// The days for which the bin keeps deleted manifests: the service's own choice.
const KEEPS_DAYS: u32 = 7;

struct State {
    store: Contents,
    bin: Bin,
    /// Requests answered so far; they number the correlation ids.
    answered: u32,
    slept: Duration,
}

impl Sample {
    /// A registry at `base` (scheme and host, perhaps a path), with its contents as at the start.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let bin = Bin::keeping(KEEPS_DAYS);
        let state = State { store: contents(), bin, answered: 0, slept: Duration::ZERO };
        let base = base.trim_end_matches('/').to_owned();
        Self { base, clock: None, state: RefCell::new(state) }
    }

    /// The same registry, which dates deletions and everything restored by this clock.
    #[must_use]
    pub fn with_clock(self, clock: fn() -> Timestamp) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// The answer to a request; `None` for a URL outside of the base, where nobody listens.
    fn answer(&self, request: &Request) -> Option<Response> {
        let path = request.url.strip_prefix(&self.base).filter(|path| path.starts_with('/'))?;
        let state = &mut *self.state.borrow_mut();
        state.answered = state.answered.wrapping_add(1);
        let now = self.clock.map_or_else(|| present(state.slept), |clock| clock());
        let mut call =
            Call::new(&Behaviour::ACR, &self.base, now, &mut state.store, Some(&mut state.bin));
        let (route, query) = route::read(path);
        let response = serve(&mut call, request, path, &route, &query);
        Some(answer::complete(response, request.method, path, state.answered))
    }
}

impl Transport for Sample {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            match self.answer(&request) {
                Some(response) if response.body.len() > request.body_limit => {
                    Err(TransportError::TooLarge(request.body_limit))
                }
                Some(response) => Ok(response),
                None => Err(TransportError::Unreachable),
            }
        })
    }

    /// Resolves at once, and moves the clock.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move {
            let state = &mut *self.state.borrow_mut();
            state.slept = state.slept.saturating_add(duration);
        })
    }

    fn now(&self) -> Timestamp {
        present(self.state.borrow().slept)
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::registry::transport::Method;

    fn request(url: &str, limit: usize) -> Request {
        Request::new(Method::Get, url.to_owned(), limit)
    }

    #[test]
    fn only_urls_under_the_base_are_answered() {
        let sample = Sample::new("https://page.test/registry/a/");
        let check = |url: &str, expected: Result<u16, TransportError>| {
            let answer = block_on(sample.send(request(url, 1 << 20)));
            assert_eq!(answer.map(|response| response.status), expected, "{url}");
        };
        check("https://page.test/registry/a/v2/", Ok(200));
        check("https://page.test/registry/ab/v2/", Err(TransportError::Unreachable));
        check("https://page.test/v2/", Err(TransportError::Unreachable));
        check("https://elsewhere.test/v2/", Err(TransportError::Unreachable));
    }

    #[test]
    fn sleeping_takes_no_time_and_moves_the_clock() {
        let sample = Sample::new("https://sample.invalid");
        assert_eq!(sample.now().to_string(), "2026-11-20T12:00:00Z");
        block_on(sample.sleep(Duration::from_secs(90)));
        assert_eq!(sample.now().to_string(), "2026-11-20T12:01:30Z");
    }

    #[test]
    fn a_body_over_the_limit_is_not_handed_over() {
        let sample = Sample::new("https://sample.invalid");
        let asked =
            |limit| block_on(sample.send(request("https://sample.invalid/v2/_catalog", limit)));
        assert_eq!(asked(20), Err(TransportError::TooLarge(20)));
        assert!(asked(1 << 20).is_ok());
    }
}
