//! Attempts at one change of a registry. Between two attempts the target is checked again, because a tag
//! that was checked a minute ago may point elsewhere by now.

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

    /// Whether the last attempt certainly changed nothing: the registry answered 429, or the attempt was
    /// not sent because the registry had asked to wait.
    pub(crate) fn is_refused(&self) -> bool {
        self.is_refused.get()
    }

    pub(crate) fn begin(&self) {
        self.again.set(None);
        self.is_refused.set(false);
    }

    /// Records that the attempt was not sent, because the registry had asked everybody to wait for `wait`.
    pub(crate) fn held_up(&self, wait: Duration) {
        self.is_refused.set(true);
        let again = self.tries.borrow_mut().held_up(wait);
        self.again.set(again.then_some(Duration::ZERO));
    }

    /// Records that the attempt was answered with `response`, a 429. Returns the time that everybody has to
    /// wait.
    pub(crate) fn throttled(&self, response: &Response, now: Timestamp) -> Duration {
        self.is_refused.set(true);
        let (wait, again) = self.tries.borrow_mut().throttled(response, now);
        // The line makes everybody wait, including the next check of the target. So the next attempt needs
        // no wait of its own.
        self.again.set(again.then_some(Duration::ZERO));
        wait
    }

    /// Records that the attempt failed in any other way. The target is checked before the next attempt, so
    /// repeating the request is as safe as sending it was.
    pub(crate) fn failed(&self, outcome: Result<&Response, &TransportError>, now: Timestamp) {
        self.again.set(self.tries.borrow_mut().looked_at(outcome, now));
    }
}
