//! A restoration as a job: brings back what was chosen, tells how it went with each.

use leptos::prelude::*;
use plimsoll::cleanup::{Restoration, Restored, restore};
use plimsoll::model::RepositoryName;
use plimsoll::registry::bin::DeletedContent;

use crate::ui::job::Job;
use crate::ui::session::Session;

/// A restoration, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct RestoreJob {
    /// Where it stands.
    pub(crate) job: Job,
    /// How it went, in the order of the ends.
    pub(crate) ends: RwSignal<Vec<(RepositoryName, Restored)>>,
}

impl RestoreJob {
    /// None begun.
    pub(crate) fn new() -> Self {
        Self { job: Job::new(), ends: RwSignal::new(Vec::new()) }
    }

    /// Brings everything back, repository by repository; then the registry is read again.
    pub(crate) fn run(self, session: Session, all: Vec<(Restoration, DeletedContent)>) {
        let work = async move |client, cancel| {
            for (restoration, content) in all {
                let name = &restoration.repository;
                let mut on_end = |end: Restored| {
                    self.ends.try_update(|ends| ends.push((name.clone(), end)));
                };
                restore(&client, &restoration, &content, &cancel, &mut on_end).await;
            }
            // Whatever came back is in no table yet.
            session.scan.start(session);
        };
        self.job.begin(session, work);
    }
}
