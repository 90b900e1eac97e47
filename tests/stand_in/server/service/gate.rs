//! The gate holds requests back until a test lets them go, so that the test can look at the page while they
//! wait.

use std::sync::{Condvar, Mutex, PoisonError};

#[derive(Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Default)]
struct State {
    /// The requests that wait: method (`*` for all) and a part of the path and query.
    held: Vec<(String, String)>,
    waiting: usize,
}

impl Gate {
    /// Holds requests of this method whose path has this part, too, from now on.
    pub(super) fn hold(&self, method: &str, part: &str) {
        self.lock().held.push((method.to_owned(), part.to_owned()));
    }

    /// Lets all waiting requests go, and holds no more.
    pub(super) fn release(&self) {
        self.lock().held.clear();
        self.opened.notify_all();
    }

    /// The number of waiting requests.
    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting
    }

    /// Returns at once for a request that is not held; else when the gate opens.
    pub(super) fn wait(&self, method: &str, path: &str) {
        let mut state = self.lock();
        state.waiting += 1;
        while state.holds(method, path) {
            state = self.opened.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting -= 1;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn holds(&self, method: &str, path: &str) -> bool {
        let is_meant = |(own, part): &(String, String)| {
            (own == "*" || own == method) && path.contains(part.as_str())
        };
        self.held.iter().any(is_meant)
    }
}
