//! Attempts at one change of a registry. Between two attempts the target is checked again: a target that was
//! checked a minute ago may be another one by now.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crate::model::Timestamp;
use crate::registry::line::retry::Tries;
use crate::registry::line::transport::{Response, TransportError};

/// The attempts so far, and whether another one makes sense.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    tries: RefCell<Tries>,
    again: Cell<Option<Duration>>,
    /// Whether the last attempt was refused for now, and so not carried out.
    is_refused: Cell<bool>,
}

impl Attempts {
    /// The wait before the next attempt; `None` where there is no next one.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.again.get()
    }

    /// Whether the last attempt certainly changed nothing: the registry, or the wait that it asked for, did not
    /// let it through.
    pub(crate) fn is_refused(&self) -> bool {
        self.is_refused.get()
    }

    pub(crate) fn begin(&self) {
        self.again.set(None);
        self.is_refused.set(false);
    }

    /// The attempt was not sent: the registry had asked everybody to wait for `wait`.
    pub(crate) fn held_up(&self, wait: Duration) {
        self.is_refused.set(true);
        let again = self.tries.borrow_mut().held_up(wait);
        self.again.set(again.then_some(Duration::ZERO));
    }

    /// The attempt was answered with `response`, a 429. Returns how long everybody has to wait.
    pub(crate) fn throttled(&self, response: &Response, now: Timestamp) -> Duration {
        self.is_refused.set(true);
        let (wait, again) = self.tries.borrow_mut().throttled(response, now);
        // Everybody waits, the next check of the target, too.
        self.again.set(again.then_some(Duration::ZERO));
        wait
    }

    /// The attempt ended otherwise. With its target checked again, a request that is safe once is safe twice.
    pub(crate) fn failed(&self, outcome: Result<&Response, &TransportError>, now: Timestamp) {
        self.again.set(self.tries.borrow_mut().looked_at(outcome, now));
    }
}
