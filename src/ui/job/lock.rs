//! A change of locks as a job: it changes them one by one, enters each end, and updates the tables.

use plimsoll::cleanup::set_locks;
use plimsoll::model::RepositoryName;
use plimsoll::present::lock_end;
use plimsoll::registry::{LockChange, LockTarget};

use crate::ui::job::Job;
use crate::ui::session::Session;

impl Job {
    /// Changes the locks of all `targets`; these are the job's items, in their order.
    pub(crate) fn set_locks(
        self,
        session: Session,
        repository: RepositoryName,
        targets: Vec<LockTarget>,
        change: LockChange,
    ) {
        self.ledger.open(targets.len());
        let work = async move |client, cancel| {
            let mut on_end = |place: usize, result: Result<_, plimsoll::registry::Error>| {
                self.ledger.enter(place, lock_end(result.as_ref().err()));
                if let Ok(attributes) = result {
                    let (target, repository) = (targets[place].clone(), repository.clone());
                    session.picture.change_all(move |inventory| {
                        target.apply(&repository, attributes, inventory);
                    });
                }
            };
            set_locks(&client, &repository, &targets, change, &cancel, &mut on_end).await;
            session.picture.publish();
            session.picture.shown().await;
        };
        self.begin(session, work);
    }
}
