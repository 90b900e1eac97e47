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
        self.again.push(job, self.client.transport().now());
        None
    }

    /// Begins the second pass.
    pub(super) fn ask_again(&mut self) {
        for job in self.again.begin() {
            self.queue.push(job);
        }
    }
}
