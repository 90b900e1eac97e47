//! The way to stop a scan, a deletion or a single request from outside.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A switch that stops the work that was started with it. Clones are the same switch.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    shared: Rc<Shared>,
    /// The switch that stops this one, too.
    above: Option<Rc<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    is_cancelled: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Cancel {
    /// Stops the work, at once and for good.
    pub fn cancel(&self) {
        self.shared.is_cancelled.set(true);
        // Taken out first: a waker may run code that waits again.
        let waiting = self.shared.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// A switch for a part of the work: this one stops it, too, and it can be stopped alone.
    #[must_use]
    pub fn part(&self) -> Self {
        Self { shared: Rc::default(), above: Some(Rc::clone(&self.shared)) }
    }

    /// Whether the work was stopped.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.all().any(|shared| shared.is_cancelled.get())
    }

    /// Waits until the work is stopped.
    pub async fn cancelled(&self) {
        poll_fn(|context| {
            if self.is_cancelled() {
                return Poll::Ready(());
            }
            for shared in self.all() {
                let mut waiting = shared.waiting.borrow_mut();
                if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                    waiting.push(context.waker().clone());
                }
            }
            Poll::Pending
        })
        .await;
    }

    fn all(&self) -> impl Iterator<Item = &Rc<Shared>> {
        std::iter::once(&self.shared).chain(&self.above)
    }
}
