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
    /// Waiting requests that were told to start and have not started yet.
    called: Cell<usize>,
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
            called: Cell::new(0),
            went_well: Cell::new(0),
            waiting: RefCell::default(),
        }
    }

    /// Waits until one more request may be under way. Requests start in the order in which they called `enter`: one
    /// that comes later cannot overtake one that waits.
    pub(crate) async fn enter(&self) -> Passage<'_> {
        if self.free() == 0 {
            let mut place = self.queue(VecDeque::push_back);
            // The gate may have narrowed since this request was told to start. Then it waits again, first
            // in the queue.
            while (&mut place.call).await.is_ok() && self.take_call() == 0 {
                place = self.queue(VecDeque::push_front);
            }
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

    /// How many more requests may start, besides those under way and those already told to start.
    fn free(&self) -> usize {
        self.most.get().saturating_sub(self.under_way.get() + self.called.get())
    }

    /// Adds a request to the queue, with `push`: at its front or at its back.
    fn queue(
        &self,
        push: fn(&mut VecDeque<oneshot::Sender<()>>, oneshot::Sender<()>),
    ) -> Place<'_> {
        let (sender, call) = oneshot::channel();
        push(&mut self.waiting.borrow_mut(), sender);
        Place { gate: self, call }
    }

    /// Counts one request less as told to start. Returns how many may start now, that request among them.
    fn take_call(&self) -> usize {
        self.called.set(self.called.get().saturating_sub(1));
        self.free()
    }

    /// Tells waiting requests to start, the longest waiting first, as many as the gate lets through.
    fn wake(&self) {
        while self.free() > 0 {
            let Some(next) = self.waiting.borrow_mut().pop_front() else { return };
            // A request that gave up waiting is not counted: nobody receives its call.
            self.called.set(self.called.get() + usize::from(next.send(()).is_ok()));
        }
    }
}

/// A waiting request's place in the queue. Dropped after it was told to start and before it heard that, the
/// place lets the next request start instead.
struct Place<'a> {
    gate: &'a Gate,
    call: oneshot::Receiver<()>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Ok(Some(())) = self.call.try_recv() {
            self.gate.take_call();
            self.gate.wake();
        }
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
    fn requests_pass_in_the_order_in_which_they_came() {
        let gate = Gate::new();
        gate.narrow();
        let first = gate.enter().now_or_never().expect("one may go");
        let mut second = Box::pin(gate.enter());
        let mut third = Box::pin(gate.enter());
        assert!(second.as_mut().now_or_never().is_none());
        assert!(third.as_mut().now_or_never().is_none());
        // One that goes on with its next request comes behind those that wait, whoever is polled first.
        drop(first);
        let mut first = Box::pin(gate.enter());
        assert!(first.as_mut().now_or_never().is_none());
        assert!(third.as_mut().now_or_never().is_none());
        // The gate is narrower by the time that the second hears its call.
        let passage = second.as_mut().now_or_never().expect("it was called");
        gate.widen();
        gate.narrow();
        assert!(third.as_mut().now_or_never().is_none());
        drop(passage);
        assert!(first.as_mut().now_or_never().is_none());
        let passage = third.as_mut().now_or_never().expect("it came before the first");
        drop(passage);
        assert!(first.now_or_never().is_some());
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
