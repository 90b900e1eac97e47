//! The line to one registry: sends, waits where the registry asks to, tries again where that helps.
//!
//! Reference: ACR, "Registry throttling" (429, `Retry-After`, and how many calls are left).

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures::future::select;

use crate::model::Timestamp;
use crate::registry::error::Error;
use crate::registry::gate::{self, Gate};
use crate::registry::retry::{MAX_WAIT, wait_after};
use crate::registry::scan::Cancel;
use crate::registry::transport::{Headers, Method, Request, Response, Transport, TransportError};

/// After this many requests in a row without any answer, nothing is tried again: the line is down,
/// and a scan of ten thousand manifests would take hours to find out one by one.
const DOWN_AFTER: u32 = 12;
/// After this many without one of the registry's own, whoever has many questions may stop asking.
const GIVE_UP_AFTER: u32 = 200;
/// Most times that a request waits anew because others were throttled meanwhile.
const MAX_PAUSES: usize = 8;
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

/// How a registry slows its callers down at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slowdown {
    /// Whole seconds, rounded up, for which nothing is sent because the registry asked for it.
    pub waits_seconds: Option<u64>,
    /// Most requests under way at once at present, where that is fewer than usual.
    pub at_most: Option<usize>,
}

/// A look at the pace of a line; it holds nothing to sign in with.
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

/// The line to one registry, shared by all who ask it.
pub(crate) struct Line {
    transport: Rc<dyn Transport>,
    /// Until then nobody sends anything: the registry asked one of us to slow down.
    paused_until: Cell<Timestamp>,
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
            paused_until: Cell::new(Timestamp::from_millis(i64::MIN)),
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

    /// Whether so many requests in a row stayed without any answer that more are of no use.
    pub(crate) fn is_down(&self) -> bool {
        self.lost.get() >= GIVE_UP_AFTER
    }

    /// How the registry slows its callers down now.
    pub(crate) fn slowdown(&self) -> Slowdown {
        let left = u64::try_from(self.millis_left()).unwrap_or(0).div_ceil(1000);
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
        let (mut tries, mut pauses) = (0, MAX_PAUSES);
        // What may be tried again is told by the method, unless it is known to change nothing.
        let is_repeatable = patience == Patience::Repeatable;
        let method = if is_repeatable { Method::Get } else { request.method };
        loop {
            self.wait_for_pause(&mut pauses, until).await;
            let passage = self.gate.enter().await;
            if is_stopped() {
                return Err(Error::stopped(request));
            }
            if pauses > 0 && self.millis_left() > 0 {
                // Somebody was throttled while we stood at the gate.
                continue;
            }
            tries += 1;
            self.sent.set(self.sent.get().saturating_add(1));
            let outcome = self.transport.send(request.clone()).await;
            self.note(&outcome, patience);
            self.slow_down(&outcome);
            drop(passage);
            let wait = wait_after(method, outcome.as_ref(), tries, self.now());
            match wait.filter(|_| self.is_worth_waiting(&outcome, patience)) {
                Some(wait) if is_throttled(&outcome) => self.pause(wait),
                // It may have been carried out: what came of it is told rather than that it was stopped.
                Some(_) if is_stopped() => {
                    return outcome.map_err(|why| Error::of_transport(request, &why));
                }
                Some(wait) => self.sleep(wait, until).await,
                None => return outcome.map_err(|why| Error::of_transport(request, &why)),
            }
        }
    }

    /// Takes what an answer says about our pace.
    fn slow_down(&self, outcome: &Result<Response, TransportError>) {
        let Ok(response) = outcome else { return };
        // Those who were sent together are refused together: that is one refusal.
        let is_first = self.millis_left() <= 0;
        if response.status == 429 {
            if is_first {
                self.gate.narrow();
            }
        } else if calls_left(&response.headers).is_some_and(|left| left < FEW_CALLS) {
            if is_first {
                self.gate.narrow();
                self.pause(BREATH);
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

    fn pause(&self, wait: Duration) {
        let millis = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until = Timestamp::from_millis(self.now().millis().saturating_add(millis));
        self.paused_until.set(until.max(self.paused_until.get()));
    }

    /// Until the pause ends; not positive where there is none.
    fn millis_left(&self) -> i64 {
        self.paused_until.get().millis().saturating_sub(self.now().millis())
    }

    /// Waits, but not for ever: a clock that was set back must not stop everything for hours.
    async fn wait_for_pause(&self, pauses: &mut usize, until: Option<&Cancel>) {
        while let Ok(left @ 1..) = u64::try_from(self.millis_left())
            && *pauses > 0
        {
            *pauses -= 1;
            self.sleep(Duration::from_millis(left).min(MAX_WAIT), until).await;
            if until.is_some_and(Cancel::is_cancelled) {
                return;
            }
        }
    }

    /// Sleeps for so long, or until it is stopped.
    async fn sleep(&self, duration: Duration, until: Option<&Cancel>) {
        let sleep = self.transport.sleep(duration);
        match until {
            Some(until) => {
                select(sleep, pin!(until.cancelled())).await;
            }
            None => sleep.await,
        }
    }
}

fn is_throttled(outcome: &Result<Response, TransportError>) -> bool {
    outcome.as_ref().is_ok_and(|response| response.status == 429)
}

/// How many calls the registry takes from us in this second, where it says so.
fn calls_left(headers: &Headers) -> Option<f64> {
    let value = headers.get("x-ms-ratelimit-remaining-calls-per-second")?;
    value.trim().parse().ok().filter(|left: &f64| left.is_finite())
}
