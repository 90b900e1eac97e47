//! Slices: an analysis that is computed piece by piece, so that a page can draw and listen in between.
//!
//! The analysis is one `async` function that pends after each piece. [`Analysis::of`] polls it to its end, and a page
//! polls it until its time is over: the same code computes both.

use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use crate::model::{Inventory, KeptOnce};
use crate::storage::analysis::Analysis;
use crate::storage::rest::poll;

/// An analysis under way. It holds a share of its inventory until it is whole.
pub struct Slices {
    open: Pin<Box<dyn Future<Output = Analysis>>>,
    whole: Option<Analysis>,
}

impl Slices {
    /// An analysis of which nothing is computed yet.
    #[must_use]
    pub fn of(inventory: Rc<Inventory>, kept_once: KeptOnce) -> Self {
        let open = Box::pin(async move { Analysis::compute(&inventory, kept_once).await });
        Self { open, whole: None }
    }

    /// Computes pieces until the analysis is whole, or until `is_over` says so after a piece. True if it is whole.
    pub fn step(&mut self, mut is_over: impl FnMut() -> bool) -> bool {
        while self.whole.is_none() {
            match poll(self.open.as_mut()) {
                Poll::Ready(analysis) => self.whole = Some(analysis),
                Poll::Pending if is_over() => return false,
                Poll::Pending => {}
            }
        }
        true
    }

    /// Whether the analysis is whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole.is_some()
    }

    /// The analysis; `None` unless it is whole.
    #[must_use]
    pub fn end(self) -> Option<Analysis> {
        self.whole
    }
}
