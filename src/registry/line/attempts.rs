//! Attempts at one change of a registry. Between two of them whoever asks for it looks again at what the
//! change is about: a target that was checked a minute ago is not the one that was checked.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crate::model::Timestamp;
use crate::registry::line::retry::Tries;
use crate::registry::line::transport::{Response, TransportError};

/// The attempts so far, and whether another makes sense.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    tries: RefCell<Tries>,
    again: Cell<Option<Duration>>,
    /// Whether the last one was refused for now, and so not carried out.
    is_refused: Cell<bool>,
}

impl Attempts {
    /// How long to wait before the next attempt; `None` where the last one was the last.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.again.get()
    }

    /// Whether the last one certainly changed nothing: the registry, or the wait that it asked for, did
    /// not let it through.
    pub(crate) fn is_refused(&self) -> bool {
        self.is_refused.get()
    }

    /// One begins.
    pub(crate) fn begin(&self) {
        self.again.set(None);
        self.is_refused.set(false);
    }

    /// It was not sent, for the registry had asked everybody to wait so long.
    pub(crate) fn held_up(&self, wait: Duration) {
        self.is_refused.set(true);
        let again = self.tries.borrow_mut().held_up(wait);
        self.again.set(again.then_some(Duration::ZERO));
    }

    /// `response`, a 429, came of it. How long everybody has to wait.
    pub(crate) fn throttled(&self, response: &Response, now: Timestamp) -> Duration {
        self.is_refused.set(true);
        let (wait, again) = self.tries.borrow_mut().throttled(response, now);
        // Everybody waits: the next look, too.
        self.again.set(again.then_some(Duration::ZERO));
        wait
    }

    /// Something else came of it. Looked at again, what is safe to ask for once is safe to ask for twice.
    pub(crate) fn failed(&self, outcome: Result<&Response, &TransportError>, now: Timestamp) {
        self.again.set(self.tries.borrow_mut().looked_at(outcome, now));
    }
}
