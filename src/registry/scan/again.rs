//! The second pass of a scan: questions that failed, and that may be answered later, are asked once more before they
//! count as gaps. An outage of some seconds leaves none.

use std::time::Duration;

use crate::model::Timestamp;
use crate::registry::client::Client;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::list::PageLost;
use crate::registry::scan::job::{Job, Outcome};
use crate::registry::scan::reading::ReferrersList;
use crate::registry::scan::run::Run;

/// Most questions of the second pass; what fails beyond them is a gap at once.
const MAX_AGAIN: usize = 1_000;
/// Least seconds between the last failure and the second pass.
const PAUSE_SECONDS: u64 = 8;

/// Questions that wait for the second pass.
#[derive(Default)]
pub(super) struct Again {
    jobs: Vec<Job>,
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

    fn takes(&self, why: &Error) -> bool {
        !self.is_second && self.jobs.len() < MAX_AGAIN && why.may_pass()
    }
}

impl Run<'_> {
    /// Puts off the question of an outcome that may be another one later. Returns the outcome that counts now. The
    /// first page of the list of repositories is never put off: there is nothing else to do meanwhile.
    pub(super) fn put_off(&mut self, outcome: Outcome) -> Option<Outcome> {
        let takes = |why: &Error| self.again.takes(why);
        let job = match outcome {
            Outcome::Catalog { is_first: false, answer: Err(PageLost { page, why }) }
                if takes(&why) =>
            {
                Job::Catalog { page }
            }
            Outcome::Entry { repository, answer: Err(why) } if takes(&why) => {
                Job::Entry { repository }
            }
            Outcome::Tags { repository, answer: Err(PageLost { page, why }) } if takes(&why) => {
                Job::Tags { repository, page }
            }
            Outcome::Listed { repository, answer: Err(PageLost { page, why }) } if takes(&why) => {
                Job::Listed { repository, page }
            }
            Outcome::Tag { repository, tag, answer: Err(why) } if takes(&why) => {
                Job::Tag { repository, tag }
            }
            Outcome::Manifest { repository, digest, depth, answer: Err(why) } if takes(&why) => {
                Job::Manifest { repository, digest, depth }
            }
            // Before the first answer about referrers no answer may mean that there is no such list.
            Outcome::Referrers { repository, digest, depth, answer: Err(why) }
                if takes(&why)
                    && (self.referrers == ReferrersList::Offered
                        || why.kind != ErrorKind::Unreachable) =>
            {
                Job::Referrers { repository, digest, depth }
            }
            Outcome::Config { repository, digest, answer: Err(why) } if takes(&why) => {
                Job::Config { repository, digest }
            }
            other => return Some(other),
        };
        self.again.jobs.push(job);
        self.again.failed = Some(self.client.transport().now());
        None
    }

    /// Begins the second pass.
    pub(super) fn ask_again(&mut self) {
        self.again.is_second = true;
        for job in std::mem::take(&mut self.again.jobs) {
            self.queue.push(job);
        }
    }
}
