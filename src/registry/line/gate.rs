//! The gate bounds how many requests are under way at once: all that are wanted, until the registry asks to
//! slow down; then half as many, and slowly more again.
//!
//! Why: additive increase and multiplicative decrease is what lets many callers of one registry each
//! find their share.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use futures::channel::oneshot;

/// Most requests under way at once. Reference: acr-cli, "32 … recommended by ACR".
pub(crate) const MOST: usize = 32;

pub(crate) struct Gate {
    under_way: Cell<usize>,
    most: Cell<usize>,
    /// Answers since `most` last changed.
    went_well: Cell<usize>,
    waiting: RefCell<VecDeque<oneshot::Sender<()>>>,
}

/// The right to have one request under way, for as long as it lives.
pub(crate) struct Passage<'a>(&'a Gate);

impl Gate {
    /// A gate that lets [`MOST`] through.
    pub(crate) fn new() -> Self {
        Self {
            under_way: Cell::new(0),
            most: Cell::new(MOST),
            went_well: Cell::new(0),
            waiting: RefCell::default(),
        }
    }

    /// Waits until one more request may be under way.
    pub(crate) async fn enter(&self) -> Passage<'_> {
        let _call = Call(self);
        while self.under_way.get() >= self.most.get() {
            let (sender, receiver) = oneshot::channel();
            self.waiting.borrow_mut().push_back(sender);
            // A request that leaves wakes the next one, which looks again.
            let _ = receiver.await;
        }
        self.under_way.set(self.under_way.get() + 1);
        Passage(self)
    }

    /// Requests that may be under way at present.
    pub(crate) fn most(&self) -> usize {
        self.most.get()
    }

    /// An ordinary answer came. After as many of them as may be under way, one more may be.
    pub(crate) fn widen(&self) {
        self.went_well.set(self.went_well.get() + 1);
        if self.most.get() < MOST && self.went_well.get() >= self.most.get() {
            self.went_well.set(0);
            self.most.set(self.most.get() + 1);
            self.wake();
        }
    }

    /// The registry asks to slow down: half as many may be under way as were.
    pub(crate) fn narrow(&self) {
        self.went_well.set(0);
        let at_once = self.most.get().min(self.under_way.get().max(1));
        self.most.set((at_once / 2).max(1));
    }

    /// Wakes as many as may go.
    fn wake(&self) {
        let mut free = self.most.get().saturating_sub(self.under_way.get());
        while free > 0 {
            let Some(next) = self.waiting.borrow_mut().pop_front() else { return };
            // A request that gave up waiting takes no place.
            free -= usize::from(next.send(()).is_ok());
        }
    }
}

/// A call to the gate. A request that was called and then gave up passes the call on.
struct Call<'a>(&'a Gate);

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.wake();
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        let gate = self.0;
        gate.under_way.set(gate.under_way.get().saturating_sub(1));
        gate.wake();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn half_as_many_go_after_a_refusal_and_one_more_after_as_many_answers() {
        let gate = Gate::new();
        let passages: Vec<_> = (0..8).map(|_| gate.enter().now_or_never()).collect();
        assert!(passages.iter().all(Option::is_some));
        // Half of the 8 under way, not of the 32 that might be.
        gate.narrow();
        assert_eq!(gate.most(), 4);
        let mut fifth = Box::pin(gate.enter());
        assert!(fifth.as_mut().now_or_never().is_none());
        drop(passages);
        assert!(fifth.now_or_never().is_some());
        for _ in 0..4 {
            gate.widen();
        }
        assert_eq!(gate.most(), 5);
        for _ in 0..10_000 {
            gate.widen();
        }
        assert_eq!(gate.most(), MOST);
        for _ in 0..9 {
            gate.narrow();
        }
        assert_eq!(gate.most(), 1, "never none at all");
    }

    #[test]
    fn those_who_give_up_waiting_hold_nobody_up() {
        let gate = Gate::new();
        gate.narrow();
        let first = gate.enter().now_or_never().expect("one may go");
        let mut given_up = Box::pin(gate.enter());
        let mut waits = Box::pin(gate.enter());
        assert!(given_up.as_mut().now_or_never().is_none());
        assert!(waits.as_mut().now_or_never().is_none());
        drop(first);
        // The gate had called it when the first request left.
        drop(given_up);
        assert!(waits.now_or_never().is_some());
    }
}
