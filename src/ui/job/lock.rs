//! A change of locks as a job: runs it, tells how each ended, keeps the tables true.

use leptos::prelude::*;
use plimsoll::cleanup::set_locks;
use plimsoll::model::{Attributes, RepositoryName};
use plimsoll::registry::{Error, LockChange, LockTarget};

use crate::ui::job::Job;
use crate::ui::session::Session;

/// A change of locks, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct LockJob {
    /// Where it stands.
    pub(crate) job: Job,
    /// The end of each target, in their order: `None` before its turn.
    pub(crate) ends: RwSignal<Vec<Option<Result<(), Error>>>>,
}

impl LockJob {
    /// None begun.
    pub(crate) fn new() -> Self {
        Self { job: Job::new(), ends: RwSignal::new(Vec::new()) }
    }

    /// Changes the locks of all `targets`.
    pub(crate) fn run(
        self,
        session: Session,
        repository: RepositoryName,
        targets: Vec<LockTarget>,
        change: LockChange,
    ) {
        self.ends.set(vec![None; targets.len()]);
        let work = async move |client, cancel| {
            let mut on_end = |place: usize, result: Result<Attributes, Error>| {
                if let Ok(attributes) = result {
                    session.change_all(|inventory| {
                        targets[place].apply(&repository, attributes, inventory);
                    });
                }
                self.ends.try_update(|ends| ends[place] = Some(result.map(|_| ())));
            };
            set_locks(&client, &repository, &targets, change, &cancel, &mut on_end).await;
            session.publish();
        };
        self.job.begin(session, work);
    }
}
