//! The line to one registry. A request waits while the registry asks everybody to wait, is sent, and is
//! sent again where that helps.
//!
//! Reference: ACR, "Registry throttling" (429, `Retry-After`, and how many calls are left).

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures::future::select;

use crate::model::Timestamp;
use crate::registry::Cancel;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::attempts::Attempts;
use crate::registry::line::gate::{self, Gate, Passage};
use crate::registry::line::pause::Pause;
use crate::registry::line::retry::Tries;
use crate::registry::line::slowdown::{Slowdown, Standstill};
use crate::registry::line::transport::{
    Headers, Method, Request, Response, Transport, TransportError,
};

/// Requests in a row without any answer after which nothing is tried again. The line is down, and a scan of
/// ten thousand manifests would take hours to find that out one by one.
const DOWN_AFTER: u32 = 12;
/// Requests in a row without an answer of the registry's own after which a scan stops asking.
const GIVE_UP_AFTER: u32 = 200;
/// Calls left in a second below which everybody waits for the next second.
const FEW_CALLS: i64 = 2;
/// The second that everybody waits for.
const BREATH: Duration = Duration::from_secs(1);

/// Patience with a request that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// The request is tried again where that may help.
    Usual,
    /// The request is not tried again where no answer comes: a browser hides some answers across origins.
    OnceIfUnreachable,
    /// The request is tried again where that may help, also as a POST: it changes nothing.
    Repeatable,
}

/// The reason why a request may not be sent after it waited.
enum Held {
    Stopped,
    /// Another request was throttled while this one waited at the gate.
    Paused,
}

/// The line to one registry, shared by everything that asks it.
pub(crate) struct Line {
    transport: Rc<dyn Transport>,
    /// The pause of all requests, because a registry that asks one of them to wait means every one.
    pause: Pause,
    gate: Gate,
    /// Requests in a row that the registry itself did not answer.
    lost: Cell<u32>,
    sent: Cell<u64>,
}

impl Line {
    /// A line through `transport`.
    pub(crate) fn new(transport: Rc<dyn Transport>) -> Self {
        Self {
            transport,
            pause: Pause::new(),
            gate: Gate::new(),
            lost: Cell::new(0),
            sent: Cell::new(0),
        }
    }

    /// The transport behind the line.
    pub(crate) fn transport(&self) -> &Rc<dyn Transport> {
        &self.transport
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.transport.now()
    }

    /// Requests sent so far.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.get()
    }

    /// The reason why more requests are of no use, if there is one.
    pub(crate) fn standstill(&self) -> Option<Standstill> {
        if self.lost.get() >= GIVE_UP_AFTER {
            return Some(Standstill::Silent);
        }
        self.pause.is_lasting().then_some(Standstill::Throttled)
    }

    /// The slowdown that the registry asks for now.
    pub(crate) fn slowdown(&self) -> Slowdown {
        let left = self.pause.millis_left(self.now()).div_ceil(1000);
        let most = self.gate.most();
        Slowdown {
            waits_seconds: Some(left).filter(|left| *left > 0),
            at_most: Some(most).filter(|most| *most < gate::MOST),
        }
    }

    /// The answer to `request`, of whatever status, after as many tries as make sense. Once `until` is
    /// cancelled nothing waits any longer, and a request that was not sent yet is never sent.
    pub(crate) async fn send(
        &self,
        request: &Request,
        patience: Patience,
        until: Option<&Cancel>,
    ) -> Result<Response, Error> {
        let is_stopped = || until.is_some_and(Cancel::is_cancelled);
        let mut tries = Tries::default();
        // The method tells whether a request may be repeated, unless it is known to change nothing.
        let is_repeatable = patience == Patience::Repeatable;
        let method = if is_repeatable { Method::Get } else { request.method };
        // The outcome of the last try: the registry may have carried the request out, even if it answered
        // with a fault.
        let mut last: Option<Result<Response, TransportError>> = None;
        loop {
            let passage = match self.enter(until).await {
                Ok(passage) => passage,
                Err(Held::Paused) => continue,
                Err(Held::Stopped) => {
                    let told =
                        last.map(|last| last.map_err(|why| Error::of_transport(request, &why)));
                    return told.unwrap_or_else(|| Err(Error::stopped(request)));
                }
            };
            let outcome = self.exchange(request, patience).await;
            drop(passage);
            let outcome = match outcome {
                Ok(response) if response.status == 429 => {
                    let (wait, again) = tries.throttled(&response, self.now());
                    let again = again && !self.pause.is_lasting();
                    // The pause begins after the last try, too: other requests keep to it.
                    self.pause.refuse(wait, self.now());
                    if again {
                        continue;
                    }
                    return Ok(response);
                }
                other => other,
            };
            let wait = tries.failed(method, outcome.as_ref(), self.now());
            match wait.filter(|_| self.is_worth_waiting(&outcome, patience)) {
                // A request that was sent reports its own result, even if it was stopped meanwhile.
                Some(wait) if !is_stopped() => {
                    last = Some(outcome);
                    self.sleep(wait, until).await;
                }
                _ => return outcome.map_err(|why| Error::of_transport(request, &why)),
            }
        }
    }

    /// The answer to one attempt at `request`, which changes something. After a wait nothing is sent,
    /// because the target that was checked before it may have changed meanwhile. `attempts` takes in
    /// whether another attempt makes sense.
    pub(crate) async fn attempt(
        &self,
        request: &Request,
        attempts: &Attempts,
        until: Option<&Cancel>,
    ) -> Result<Response, Error> {
        attempts.begin();
        let left = self.pause.millis_left(self.now());
        if left > 0 {
            attempts.held_up(Duration::from_millis(left));
        }
        let passage = match self.enter(until).await {
            Ok(passage) if left == 0 => passage,
            Err(Held::Stopped) => return Err(Error::stopped(request)),
            Ok(_) | Err(Held::Paused) => {
                // A pause that began at the gate counts, too: the next look at the target waits for its end.
                attempts.held_up(Duration::from_millis(self.pause.millis_left(self.now())));
                return Err(Error::new(ErrorKind::Throttled, &request.url));
            }
        };
        let outcome = self.exchange(request, Patience::Usual).await;
        drop(passage);
        match &outcome {
            Ok(response) if response.status == 429 => {
                let wait = attempts.throttled(response, self.now());
                self.pause.refuse(wait, self.now());
            }
            _ if self.is_worth_waiting(&outcome, Patience::Usual) => {
                attempts.failed(outcome.as_ref(), self.now());
            }
            _ => {}
        }
        outcome.map_err(|why| Error::of_transport(request, &why))
    }

    /// Waits until the pause is over, and then at the gate.
    async fn enter(&self, until: Option<&Cancel>) -> Result<Passage<'_>, Held> {
        self.wait_for_pause(until).await;
        let passage = self.gate.enter().await;
        if until.is_some_and(Cancel::is_cancelled) {
            return Err(Held::Stopped);
        }
        if self.is_paused() { Err(Held::Paused) } else { Ok(passage) }
    }

    /// Sends `request` now, counts it, and takes the pace from the answer.
    async fn exchange(
        &self,
        request: &Request,
        patience: Patience,
    ) -> Result<Response, TransportError> {
        self.sent.set(self.sent.get().saturating_add(1));
        let outcome = self.transport.send(request.clone()).await;
        self.note(&outcome, patience);
        self.slow_down(&outcome);
        outcome
    }

    /// Takes the pace from an answer: a 429 or few calls left narrow the gate, other answers widen it.
    fn slow_down(&self, outcome: &Result<Response, TransportError>) {
        let Ok(response) = outcome else { return };
        // Requests that were sent together are refused together: they count as one refusal.
        let is_first = !self.is_paused();
        if response.status == 429 {
            if is_first {
                self.gate.narrow();
            }
            return;
        }
        self.pause.answered();
        if calls_left(&response.headers).is_some_and(|left| left < FEW_CALLS) {
            if is_first {
                self.gate.narrow();
                self.pause.begin(BREATH, self.now());
            }
        } else if response.status < 500 {
            self.gate.widen();
        }
    }

    fn note(&self, outcome: &Result<Response, TransportError>, patience: Patience) {
        let is_lost = match outcome {
            Err(TransportError::Unreachable) => true,
            // A proxy answers with these while the registry behind it is down.
            Ok(response) => matches!(response.status, 502..=504),
            Err(_) => false,
        };
        if !is_lost {
            self.lost.set(0);
        } else if patience != Patience::OnceIfUnreachable {
            self.lost.set(self.lost.get().saturating_add(1));
        }
    }

    fn is_worth_waiting(
        &self,
        outcome: &Result<Response, TransportError>,
        patience: Patience,
    ) -> bool {
        match outcome {
            Err(TransportError::Unreachable) => {
                patience != Patience::OnceIfUnreachable && self.lost.get() < DOWN_AFTER
            }
            _ => true,
        }
    }

    fn is_paused(&self) -> bool {
        self.pause.millis_left(self.now()) > 0
    }

    /// Waits until the pause is over, or `until` is cancelled.
    async fn wait_for_pause(&self, until: Option<&Cancel>) {
        while let left @ 1.. = self.pause.millis_left(self.now()) {
            self.sleep(Duration::from_millis(left), until).await;
            if until.is_some_and(Cancel::is_cancelled) {
                return;
            }
        }
    }

    /// Sleeps for `duration`, or until `until` is cancelled.
    pub(crate) async fn sleep(&self, duration: Duration, until: Option<&Cancel>) {
        let sleep = self.transport.sleep(duration);
        match until {
            Some(until) => {
                select(sleep, pin!(until.cancelled())).await;
            }
            None => sleep.await,
        }
    }
}

/// Whole calls that the registry still takes in this second, where it says so: 166 of `166.65`. Reading the
/// fraction, too, would bring 12 KB of tables for parsing floating-point numbers into the page.
fn calls_left(headers: &Headers) -> Option<i64> {
    let value = headers.get("x-ms-ratelimit-remaining-calls-per-second")?.trim();
    value.split_once('.').map_or(value, |(whole, _)| whole).parse().ok()
}
