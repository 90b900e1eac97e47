//! The line to one registry: sends, waits where the registry asks to, tries again where that helps.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::model::Timestamp;
use crate::registry::error::Error;
use crate::registry::retry::{MAX_WAIT, wait_after};
use crate::registry::transport::{Request, Response, Transport, TransportError};

/// After this many requests in a row without any answer, nothing is tried again: the line is down,
/// and a scan of ten thousand manifests would take hours to find out one by one.
const DOWN_AFTER: u32 = 12;
/// After this many without one of the registry's own, whoever has many questions may stop asking.
const GIVE_UP_AFTER: u32 = 200;
/// Most times that a request waits anew because others were throttled meanwhile.
const MAX_PAUSES: usize = 8;

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Try again where that may help.
    Usual,
    /// No second try where no answer comes: across origins some answers never can.
    OnceIfUnreachable,
}

/// The line to one registry, shared by all who ask it.
pub(crate) struct Line {
    transport: Rc<dyn Transport>,
    /// Until then nobody sends anything: the registry asked one of us to slow down.
    paused_until: Cell<Timestamp>,
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

    /// The answer to `request`, of whatever status, after as many tries as make sense.
    pub(crate) async fn send(
        &self,
        request: &Request,
        patience: Patience,
    ) -> Result<Response, Error> {
        let mut tries = 0;
        loop {
            self.wait_for_pause().await;
            tries += 1;
            self.sent.set(self.sent.get().saturating_add(1));
            let outcome = self.transport.send(request.clone()).await;
            self.note(&outcome, patience);
            let wait = wait_after(request.method, outcome.as_ref(), tries, self.now());
            match wait.filter(|_| self.is_worth_waiting(&outcome, patience)) {
                Some(wait) if outcome.as_ref().is_ok_and(|response| response.status == 429) => {
                    self.pause(wait);
                }
                Some(wait) => self.transport.sleep(wait).await,
                None => return outcome.map_err(|why| Error::of_transport(request, &why)),
            }
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
        } else if patience == Patience::Usual {
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
                patience == Patience::Usual && self.lost.get() < DOWN_AFTER
            }
            _ => true,
        }
    }

    fn pause(&self, wait: Duration) {
        let millis = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until = Timestamp::from_millis(self.now().millis().saturating_add(millis));
        self.paused_until.set(until.max(self.paused_until.get()));
    }

    async fn wait_for_pause(&self) {
        for _ in 0..MAX_PAUSES {
            let left = self.paused_until.get().millis().saturating_sub(self.now().millis());
            match u64::try_from(left) {
                // A clock that was set back must not stop everything for hours.
                Ok(left @ 1..) => {
                    self.transport.sleep(Duration::from_millis(left).min(MAX_WAIT)).await;
                }
                _ => return,
            }
        }
    }
}
