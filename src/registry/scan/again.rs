//! Questions that failed and may be answered later: they wait for the second pass of a scan.

use std::time::Duration;

use crate::model::Timestamp;
use crate::registry::client::Client;
use crate::registry::error::Error;
use crate::registry::scan::job::Job;

/// Most questions of the second pass; what fails beyond them is a gap at once.
const MAX_AGAIN: usize = 1_000;
/// Least seconds between the last failure and the second pass.
const PAUSE_SECONDS: u64 = 8;

/// Questions that wait for the second pass.
#[derive(Default)]
pub(super) struct Again {
    jobs: Vec<(Job, Error)>,
    /// The moment of the last failure.
    failed: Option<Timestamp>,
    /// Whether the second pass has begun.
    is_second: bool,
}

impl Again {
    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// The time until the second pass may begin.
    pub(super) fn wait(&self, client: &Client) -> Duration {
        let begin = self.failed.map(|failed| failed.plus_seconds(PAUSE_SECONDS).millis());
        let left = begin.unwrap_or(0).saturating_sub(client.transport().now().millis());
        let pause = Duration::from_secs(PAUSE_SECONDS);
        // A clock that was set back prolongs nothing.
        u64::try_from(left).map_or(Duration::ZERO, Duration::from_millis).min(pause)
    }

    /// Whether a question that failed with `why` is asked once more.
    pub(super) fn takes(&self, why: &Error) -> bool {
        !self.is_second && self.jobs.len() < MAX_AGAIN && why.may_pass()
    }

    /// Adds a question that failed with `why` at the moment `now`.
    pub(super) fn push(&mut self, job: Job, why: Error, now: Timestamp) {
        self.jobs.push((job, why));
        self.failed = Some(now);
    }

    /// The questions of the second pass, which begins, and why each failed in the first.
    pub(super) fn begin(&mut self) -> Vec<(Job, Error)> {
        self.is_second = true;
        std::mem::take(&mut self.jobs)
    }
}
