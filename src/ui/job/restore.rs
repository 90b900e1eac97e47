//! A restoration as a job: it restores the chosen manifests, and enters each end.

use plimsoll::cleanup::{Restoration, Restored, restore};
use plimsoll::model::{Digest, RepositoryName};
use plimsoll::present::restored_end;
use plimsoll::registry::bin::DeletedContent;

use crate::ui::job::Job;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// A manifest that nobody chose and that came back along with an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Along {
    pub(crate) repository: RepositoryName,
    pub(crate) digest: Digest,
    /// The index that brought it along.
    pub(crate) index: Digest,
}

/// A restoration, running or ended. Its items are the chosen manifests, then those that came along.
#[derive(Clone, Copy)]
pub(crate) struct RestoreJob {
    /// The job and its ledger.
    pub(crate) job: Job,
    /// The manifests that came along, in the order of their ends.
    pub(crate) along: RwSignal<Vec<Along>>,
}

impl RestoreJob {
    /// A restoration that has not begun.
    pub(crate) fn new() -> Self {
        Self { job: Job::new(), along: RwSignal::new(Vec::new()) }
    }

    /// Restores `all`, repository by repository, and then begins a scan. The places of the `chosen` manifests are their
    /// places in the ledger.
    pub(crate) fn run(
        self,
        session: Session,
        chosen: Vec<(RepositoryName, Digest)>,
        all: Vec<(Restoration, DeletedContent)>,
    ) {
        let Self { job, along } = self;
        job.ledger.open(chosen.len());
        let work = async move |client, cancel| {
            for (restoration, content) in all {
                let name = &restoration.repository;
                let mut on_end = |restored: Restored| {
                    let end = restored_end(&restored);
                    let Restored { digest, child_of, .. } = restored;
                    if let Some(index) = child_of {
                        let repository = name.clone();
                        along.update(|all| all.push(Along { repository, digest, index }));
                        job.ledger.add(end);
                    } else if let Some(place) =
                        chosen.iter().position(|(own, one)| own == name && *one == digest)
                    {
                        job.ledger.enter(place, end);
                    }
                };
                restore(&client, &restoration, &content, &cancel, &mut on_end).await;
            }
            // The tables show restored manifests only after a scan.
            session.start_scan();
        };
        job.begin(session, work);
    }
}
