//! The way to stop a scan from outside.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Stops what was started with it. Clones stop the same.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    shared: Rc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    is_cancelled: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Cancel {
    /// Stops it, at once and for good.
    pub fn cancel(&self) {
        self.shared.is_cancelled.set(true);
        // Taken out first: a waker may run code that waits again.
        let waiting = self.shared.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.shared.is_cancelled.get()
    }

    /// Waits until it is stopped.
    pub async fn cancelled(&self) {
        poll_fn(|context| {
            if self.is_cancelled() {
                return Poll::Ready(());
            }
            let mut waiting = self.shared.waiting.borrow_mut();
            if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}
