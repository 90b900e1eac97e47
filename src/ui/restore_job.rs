//! A restoration as a job: brings back what was chosen, tells how it went with each.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::RepositoryName;
use plimsoll::registry::bin::{DeletedContent, Restoration, Restored, restore};
use plimsoll::registry::scan::Cancel;

use crate::ui::session::Session;

/// A restoration, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct RestoreJob {
    /// Where it stands.
    pub(crate) state: RwSignal<RestoreState>,
    /// How it went, in the order of the ends.
    pub(crate) ends: RwSignal<Vec<(RepositoryName, Restored)>>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

/// Where a restoration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RestoreState {
    /// Not begun.
    Planned,
    /// Under way.
    Running,
    /// Over.
    Ended,
}

impl RestoreJob {
    /// None begun. It stops when the page that shows it goes away.
    pub(crate) fn new() -> Self {
        let job = Self {
            state: RwSignal::new(RestoreState::Planned),
            ends: RwSignal::new(Vec::new()),
            cancel: StoredValue::new_local(Cancel::default()),
        };
        on_cleanup(move || {
            job.cancel.try_with_value(Cancel::cancel);
        });
        job
    }

    /// Stops after the request that is under way.
    pub(crate) fn cancel(self) {
        self.cancel.with_value(Cancel::cancel);
    }

    /// Brings everything back, repository by repository; then the registry is read again.
    pub(crate) fn run(self, session: Session, all: Vec<(Restoration, DeletedContent)>) {
        let Some(client) = session.client() else { return };
        // The button says so, too; a page that is read-only changes nothing, whoever asks.
        if untrack(|| session.refusal()).is_some() {
            return;
        }
        let cancel = self.cancel.get_value();
        self.state.set(RestoreState::Running);
        spawn_local(async move {
            for (restoration, content) in all {
                let name = restoration.repository.clone();
                let mut on_end = |end: Restored| {
                    self.ends.try_update(|ends| ends.push((name.clone(), end)));
                };
                restore(&client, &restoration, &content, &cancel, &mut on_end).await;
            }
            // Whatever came back is in no table yet.
            session.scan.start(session);
            self.state.try_set(RestoreState::Ended);
        });
    }
}
