//! Rests: long work is an `async` function that pends after each piece.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Uses of blobs that make a piece: about a millisecond of a browser.
const PIECE: usize = 4096;

/// Computes all pieces in one go.
pub(super) fn whole<T>(pieces: impl Future<Output = T>) -> T {
    let mut pieces = pin!(pieces);
    loop {
        if let Poll::Ready(whole) = poll(pieces.as_mut()) {
            return whole;
        }
    }
}

/// Computes a piece.
pub(super) fn poll<T>(future: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Poll<T> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Ends a piece.
pub(super) async fn rest() {
    let mut rested = false;
    poll_fn(|_| if std::mem::replace(&mut rested, true) { Poll::Ready(()) } else { Poll::Pending })
        .await;
}

/// The work of the piece at hand, in uses of blobs.
#[derive(Default)]
pub(super) struct Work(usize);

impl Work {
    /// Adds work; true if it is time for a [`rest`].
    pub(super) fn fills(&mut self, more: usize) -> bool {
        self.0 += more;
        let is_full = self.0 >= PIECE;
        if is_full {
            self.0 = 0;
        }
        is_full
    }
}
