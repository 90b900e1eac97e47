//! The second pass of a scan: questions that failed, and that may be answered later, are asked once more before they
//! count as gaps. An outage of some seconds leaves none.

use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::list::PageLost;
use crate::registry::scan::job::{Job, Outcome};
use crate::registry::scan::reading::ReferrersList;
use crate::registry::scan::run::Run;

impl Run<'_> {
    /// Puts off the question of an outcome that may be another one later. Returns the outcome that counts now. The
    /// first page of the list of repositories is never put off: there is nothing else to do meanwhile.
    pub(super) fn put_off(&mut self, outcome: Outcome) -> Option<Outcome> {
        let takes = |why: &Error| self.again.takes(why);
        let (job, why) = match outcome {
            Outcome::Catalog { is_first: false, answer: Err(PageLost { page, why }) }
                if takes(&why) =>
            {
                (Job::Catalog { page }, why)
            }
            Outcome::Entry { repository, answer: Err(why) } if takes(&why) => {
                (Job::Entry { repository }, why)
            }
            Outcome::Tags { repository, answer: Err(PageLost { page, why }) } if takes(&why) => {
                (Job::Tags { repository, page }, why)
            }
            Outcome::Listed { repository, answer: Err(PageLost { page, why }) } if takes(&why) => {
                (Job::Listed { repository, page }, why)
            }
            Outcome::Tag { repository, tag, answer: Err(why) } if takes(&why) => {
                (Job::Tag { repository, tag }, why)
            }
            Outcome::Manifest { repository, digest, depth, answer: Err(why) } if takes(&why) => {
                (Job::Manifest { repository, digest, depth }, why)
            }
            // Before the first answer about referrers no answer may mean that there is no such list.
            Outcome::Referrers { repository, digest, depth, answer: Err(why) }
                if takes(&why)
                    && (self.referrers == ReferrersList::Offered
                        || why.kind != ErrorKind::Unreachable) =>
            {
                (Job::Referrers { repository, digest, depth }, why)
            }
            Outcome::Config { repository, digest, answer: Err(why) } if takes(&why) => {
                (Job::Config { repository, digest }, why)
            }
            other => return Some(other),
        };
        self.again.push(job, why, self.client.transport().now());
        None
    }

    /// Begins the second pass. Where the registry is back, every question is asked once more; otherwise each
    /// failure of the first pass counts.
    pub(super) fn ask_again(&mut self, is_back: bool) {
        for (job, why) in self.again.begin() {
            match is_back {
                true => self.queue.push(job),
                false => self.absorb(failed(job, why)),
            }
        }
    }
}

/// The outcome of `job` that is `why`.
fn failed(job: Job, why: Error) -> Outcome {
    match job {
        Job::Catalog { page } => {
            Outcome::Catalog { is_first: false, answer: Err(PageLost { page, why }) }
        }
        Job::SeesEverything => Outcome::SeesEverything { sees_all: false },
        Job::Search => Outcome::Search { is_there: false },
        Job::Entry { repository } => Outcome::Entry { repository, answer: Err(why) },
        Job::Tags { repository, page } => {
            Outcome::Tags { repository, answer: Err(PageLost { page, why }) }
        }
        Job::Listed { repository, page } => {
            Outcome::Listed { repository, answer: Err(PageLost { page, why }) }
        }
        Job::Hints { repository } => Outcome::Hints { repository, answer: Err(why) },
        Job::Tag { repository, tag } => Outcome::Tag { repository, tag, answer: Err(why) },
        Job::Manifest { repository, digest, depth } => {
            Outcome::Manifest { repository, digest, depth, answer: Err(why) }
        }
        Job::Referrers { repository, digest, depth } => {
            Outcome::Referrers { repository, digest, depth, answer: Err(why) }
        }
        Job::Config { repository, digest } => {
            Outcome::Config { repository, digest, answer: Err(why) }
        }
    }
}
