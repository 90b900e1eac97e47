//! A transport that answers from a script and remembers what it was asked.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::model::Timestamp;
use crate::registry::line::transport::{Method, Request, Response, Transport, TransportError};
use crate::registry::{Client, Credentials, Endpoint, RegistryKind};

/// An answer of the script.
pub(crate) enum Answer {
    /// An answer of whatever status.
    Is(Response),
    /// No whole answer comes, for this reason.
    Fails(TransportError),
    /// No answer ever comes; only dropping the request ends it.
    Never,
}

/// The moment at which scripts begin, in milliseconds.
const BEGIN: i64 = 1_800_000_000_000;

type Lines = Box<dyn Fn(&Request, usize) -> Answer>;

/// A transport that answers by a function of the request and of how often the same was asked before.
pub(crate) struct Script {
    answer: Lines,
    asked: RefCell<HashMap<(Method, String), usize>>,
    pub(crate) log: RefCell<Vec<Request>>,
    /// Milliseconds slept, one entry each.
    pub(crate) sleeps: RefCell<Vec<u64>>,
    clock: Rc<Cell<i64>>,
    in_flight: Cell<usize>,
    pub(crate) most_in_flight: Cell<usize>,
}

/// `status` with `body`, as a same-origin registry would send it.
pub(crate) fn reply(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    let headers = [("Docker-Distribution-Api-Version", "registry/2.0")].into_iter().collect();
    Answer::Is(Response { status, headers, body: body.into() })
}

/// A registry's own error.
pub(crate) fn refuse(status: u16, code: &str) -> Answer {
    reply(status, format!(r#"{{"errors":[{{"code":"{code}","message":"no"}}]}}"#))
}

impl Answer {
    /// The same answer with one more header.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Self::Is(response) = &mut self {
            response.headers.push(name, value);
        }
        self
    }
}

impl Script {
    /// A script that answers by the request and by the time: milliseconds since the script began.
    pub(crate) fn by_time(answer: impl Fn(&Request, i64) -> Answer + 'static) -> Rc<Self> {
        let clock = Rc::new(Cell::new(BEGIN));
        let own = Rc::clone(&clock);
        let answer = move |request: &Request, _| answer(request, own.get() - BEGIN);
        Rc::new(Self { clock, ..Self::of(answer) })
    }

    /// A script that answers each request by `answer`, which also gets how often the same was asked before.
    pub(crate) fn new(answer: impl Fn(&Request, usize) -> Answer + 'static) -> Rc<Self> {
        Rc::new(Self::of(answer))
    }

    fn of(answer: impl Fn(&Request, usize) -> Answer + 'static) -> Self {
        Self {
            answer: Box::new(answer),
            asked: RefCell::default(),
            log: RefCell::default(),
            sleeps: RefCell::default(),
            clock: Rc::new(Cell::new(BEGIN)),
            in_flight: Cell::new(0),
            most_in_flight: Cell::new(0),
        }
    }

    /// A client of `https://r.test` of this kind.
    pub(crate) fn client(self: &Rc<Self>, kind: RegistryKind, credentials: Credentials) -> Client {
        self.client_at("https://r.test", "", kind, credentials)
    }

    /// A client of the registry at `base`.
    pub(crate) fn client_at(
        self: &Rc<Self>,
        base: &str,
        host: &str,
        kind: RegistryKind,
        credentials: Credentials,
    ) -> Client {
        let endpoint = Endpoint::new(base, host, kind).expect("an endpoint");
        Client::new(self.clone(), endpoint, credentials)
    }

    /// The script's answer to `request`, which was asked `before` times before.
    pub(crate) fn answer(&self, request: &Request, before: usize) -> Answer {
        (self.answer)(request, before)
    }

    /// The number of requests under way.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.get()
    }

    /// Seconds since the script began.
    pub(crate) fn seconds(&self) -> i64 {
        (self.clock.get() - BEGIN) / 1000
    }

    /// Moves the script's clock on.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.clock.set(self.clock.get() + seconds * 1000);
    }

    /// Every request so far, one line each: method, URL, and `Authorization`.
    pub(crate) fn told(&self) -> String {
        let mut text = String::new();
        for request in self.log.borrow().iter() {
            let _ = write!(text, "{} {}", request.method.as_str(), request.url);
            if let Some(value) = header(request, "authorization") {
                let _ = write!(text, " [{value}]");
            }
            text.push('\n');
        }
        text
    }
}

/// A header of a request.
pub(crate) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let found = request.headers.iter().find(|(key, _)| *key == name);
    found.map(|(_, value)| value.as_str())
}

struct Flying<'a>(&'a Cell<usize>);

impl Drop for Flying<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Transport for Script {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>> {
        async move {
            self.in_flight.set(self.in_flight.get() + 1);
            let _flying = Flying(&self.in_flight);
            self.most_in_flight.set(self.most_in_flight.get().max(self.in_flight.get()));
            let before = {
                let mut asked = self.asked.borrow_mut();
                let count = asked.entry((request.method, request.url.clone())).or_default();
                std::mem::replace(count, *count + 1)
            };
            self.log.borrow_mut().push(request.clone());
            yield_once().await;
            match (self.answer)(&request, before) {
                Answer::Is(response) if response.body.len() > request.body_limit => {
                    Err(TransportError::TooLarge(request.body_limit))
                }
                Answer::Is(response) => Ok(response),
                Answer::Fails(why) => Err(why),
                Answer::Never => std::future::pending().await,
            }
        }
        .boxed_local()
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        async move {
            let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
            self.sleeps.borrow_mut().push(millis);
            let end = self.clock.get() + i64::try_from(millis).unwrap_or(i64::MAX / 2);
            yield_once().await;
            // Requests that sleep at the same time move the clock once.
            self.clock.set(self.clock.get().max(end));
        }
        .boxed_local()
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.get())
    }
}

/// Lets others run, as a real answer would.
async fn yield_once() {
    let mut is_second = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut is_second, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
