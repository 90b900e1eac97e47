//! The line to one registry: sends, waits where the registry asks to, tries again where that helps.
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
use crate::registry::line::gate::{self, Gate};
use crate::registry::line::pace::{Slowdown, Standstill};
use crate::registry::line::pause::Pause;
use crate::registry::line::retry::Tries;
use crate::registry::line::transport::{
    Headers, Method, Request, Response, Transport, TransportError,
};

/// After this many requests in a row without any answer, nothing is tried again: the line is down,
/// and a scan of ten thousand manifests would take hours to find out one by one.
const DOWN_AFTER: u32 = 12;
/// After this many without one of the registry's own, whoever has many questions may stop asking.
const GIVE_UP_AFTER: u32 = 200;
/// With fewer calls left in a second than this, everybody waits for the next second.
const FEW_CALLS: f64 = 2.0;
/// That second.
const BREATH: Duration = Duration::from_secs(1);

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Try again where that may help.
    Usual,
    /// No second try where no answer comes: across origins some answers never can.
    OnceIfUnreachable,
    /// As usual, and again although it is a POST: it changes nothing.
    Repeatable,
}

/// The line to one registry, shared by all who ask it.
pub(crate) struct Line {
    transport: Rc<dyn Transport>,
    /// The registry asked one of us to slow down: that goes for everybody.
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

    /// What carries the requests.
    pub(crate) fn transport(&self) -> &Rc<dyn Transport> {
        &self.transport
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.transport.now()
    }

    /// How many requests were sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.get()
    }

    /// Why more requests are of no use, where they are not.
    pub(crate) fn standstill(&self) -> Option<Standstill> {
        if self.lost.get() >= GIVE_UP_AFTER {
            return Some(Standstill::Silent);
        }
        self.pause.is_lasting().then_some(Standstill::Throttled)
    }

    /// How the registry slows its callers down now.
    pub(crate) fn slowdown(&self) -> Slowdown {
        let left = self.pause.millis_left(self.now()).div_ceil(1000);
        let most = self.gate.most();
        Slowdown {
            waits_seconds: Some(left).filter(|left| *left > 0),
            at_most: Some(most).filter(|most| *most < gate::MOST),
        }
    }

    /// The answer to `request`, of whatever status, after as many tries as make sense. Stopped
    /// `until` then, it waits no longer: what the registry has not taken up is never sent.
    pub(crate) async fn send(
        &self,
        request: &Request,
        patience: Patience,
        until: Option<&Cancel>,
    ) -> Result<Response, Error> {
        let is_stopped = || until.is_some_and(Cancel::is_cancelled);
        let mut tries = Tries::default();
        // What may be tried again is told by the method, unless it is known to change nothing.
        let is_repeatable = patience == Patience::Repeatable;
        let method = if is_repeatable { Method::Get } else { request.method };
        // What came of it last: it may have been carried out, whatever was said.
        let mut last: Option<Result<Response, TransportError>> = None;
        loop {
            self.wait_for_pause(until).await;
            let passage = self.gate.enter().await;
            if is_stopped() {
                let told = last.map(|last| last.map_err(|why| Error::of_transport(request, &why)));
                return told.unwrap_or_else(|| Err(Error::stopped(request)));
            }
            if self.is_paused() {
                // Somebody was throttled while we stood at the gate.
                continue;
            }
            let outcome = self.exchange(request, patience).await;
            drop(passage);
            let outcome = match outcome {
                Ok(response) if response.status == 429 => {
                    let (wait, again) = tries.throttled(&response, self.now());
                    let again = again && !self.pause.is_lasting();
                    // Also after the last try: the others keep to it.
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
                // What came of it is told rather than that it was stopped.
                Some(wait) if !is_stopped() => {
                    last = Some(outcome);
                    self.sleep(wait, until).await;
                }
                _ => return outcome.map_err(|why| Error::of_transport(request, &why)),
            }
        }
    }

    /// The answer to one attempt of many at `request`, which changes something. It is never sent after a
    /// wait: what was looked at before is another thing by then. Where another attempt makes sense
    /// `attempts` says so.
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
            self.wait_for_pause(until).await;
        }
        let passage = self.gate.enter().await;
        if until.is_some_and(Cancel::is_cancelled) {
            return Err(Error::stopped(request));
        }
        if left > 0 || self.is_paused() {
            attempts.held_up(Duration::ZERO);
            return Err(Error::new(ErrorKind::Throttled, &request.url));
        }
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

    /// Sends `request` now.
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

    /// Takes what an answer says about our pace.
    fn slow_down(&self, outcome: &Result<Response, TransportError>) {
        let Ok(response) = outcome else { return };
        // Those who were sent together are refused together: that is one refusal.
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
            // Behind a proxy, a registry that is gone looks like this.
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

    /// Waits until nobody has to wait any more, or until it is stopped.
    async fn wait_for_pause(&self, until: Option<&Cancel>) {
        while let left @ 1.. = self.pause.millis_left(self.now()) {
            self.sleep(Duration::from_millis(left), until).await;
            if until.is_some_and(Cancel::is_cancelled) {
                return;
            }
        }
    }

    /// Sleeps for so long, or until it is stopped.
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

/// The pace of a line, for those who show it. It holds nothing to sign in with.
#[derive(Clone)]
pub struct Pace(Rc<Line>);

impl Pace {
    /// The pace of this line.
    pub(crate) fn of(line: &Rc<Line>) -> Self {
        Self(Rc::clone(line))
    }

    /// How the registry slows its callers down at this moment.
    #[must_use]
    pub fn slowdown(&self) -> Slowdown {
        self.0.slowdown()
    }
}

/// How many calls the registry takes from us in this second, where it says so.
fn calls_left(headers: &Headers) -> Option<f64> {
    let value = headers.get("x-ms-ratelimit-remaining-calls-per-second")?;
    value.trim().parse().ok().filter(|left: &f64| left.is_finite())
}
