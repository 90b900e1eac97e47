//! The end of a sign-in while it is in use. One request finds it out for all: further requests with a
//! refused password may lock its account.

use std::cell::{Cell, RefCell};
use std::future::Future;

use futures::lock::Mutex;

use crate::model::Timestamp;
use crate::registry::error::{Error, ErrorKind};

/// Seconds for which a sign-in that turned out to be good is not questioned again.
const GOOD_SECONDS: u64 = 60;

/// The state of a sign-in: good so far, or ended by a refusal.
#[derive(Default)]
pub(crate) struct Ended {
    why: RefCell<Option<Error>>,
    /// Locked while one request asks, so that others wait for the same answer.
    asking: Mutex<()>,
    /// The moment until which the sign-in counts as good.
    good_until: Cell<Option<Timestamp>>,
}

impl Ended {
    /// The refusal that ended the sign-in; `None` while it is good.
    pub(crate) fn why(&self) -> Option<Error> {
        self.why.borrow().clone()
    }

    /// Finds out whether the sign-in ended, after a request was refused because its user is not known. That
    /// may be so for one repository only, so `ask`, a question about no repository, decides. `ask` runs at
    /// most once in [`GOOD_SECONDS`].
    pub(crate) async fn find_out<F>(&self, now: Timestamp, ask: F)
    where
        F: Future<Output = Result<(), Error>>,
    {
        let _one = self.asking.lock().await;
        let is_good = self.good_until.get().is_some_and(|until| until > now);
        if is_good || self.why.borrow().is_some() {
            return;
        }
        match ask.await {
            Ok(()) => self.good_until.set(Some(now.plus_seconds(GOOD_SECONDS))),
            Err(error) if is_end(&error) => {
                self.why.replace(Some(error));
            }
            // Any other failure leaves it open.
            Err(_) => {}
        }
    }
}

/// Whether `error` says that the user is not known. A refusal without a sign-in does not count: one
/// repository may be closed to the anonymous, and the next one open.
pub(crate) fn is_end(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::CredentialsRefused | ErrorKind::TokenRefused)
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use futures::future::join_all;

    use super::*;

    fn refusal(kind: ErrorKind) -> Error {
        Error::new(kind, "https://r.test/token")
    }

    #[test]
    fn only_a_refusal_of_whoever_signed_in_ends_it() {
        for (answer, ends) in [
            (Err(ErrorKind::CredentialsRefused), true),
            (Err(ErrorKind::TokenRefused), true),
            (Err(ErrorKind::SignInRequired), false),
            (Err(ErrorKind::InsufficientScope), false),
            (Err(ErrorKind::Throttled), false),
            (Err(ErrorKind::Unreachable), false),
            (Ok(()), false),
        ] {
            let ended = Ended::default();
            let asked = answer.clone().map_err(refusal);
            block_on(ended.find_out(Timestamp::from_millis(0), async { asked }));
            assert_eq!(ended.why().is_some(), ends, "{answer:?}");
        }
    }

    #[test]
    fn it_is_asked_once_by_all_together_and_again_after_a_minute() {
        for (kind, expected) in [(None, 2), (Some(ErrorKind::TokenRefused), 1)] {
            let (ended, asked) = (Ended::default(), Cell::new(0));
            for second in [0, 59, 60] {
                let now = Timestamp::from_millis(second * 1000);
                let ask = |_| {
                    let answer = kind.clone().map_or(Ok(()), |kind| Err(refusal(kind)));
                    ended.find_out(now, async {
                        asked.set(asked.get() + 1);
                        answer
                    })
                };
                block_on(join_all((0..8).map(ask)));
            }
            assert_eq!(asked.get(), expected, "{kind:?}");
        }
    }
}
