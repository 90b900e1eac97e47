//! A change of locks as a job: runs it, tells how each ended, keeps the tables true.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::RepositoryName;
use plimsoll::registry::locking::set_locks;
use plimsoll::registry::scan::Cancel;
use plimsoll::registry::{LockChange, LockTarget};

use crate::ui::session::Session;

/// A change of locks, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct LockJob {
    /// Where it stands.
    pub(crate) state: RwSignal<LockState>,
    /// How each ended, in the order of the targets: `None` before its turn, or why it failed.
    pub(crate) ends: RwSignal<Vec<Option<Result<(), String>>>>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockState {
    /// Not begun.
    Planned,
    /// Under way.
    Running,
    /// Over.
    Ended,
}

impl LockJob {
    /// None begun. It stops when the page that shows it goes away.
    pub(crate) fn new() -> Self {
        let job = Self {
            state: RwSignal::new(LockState::Planned),
            ends: RwSignal::new(Vec::new()),
            cancel: StoredValue::new_local(Cancel::default()),
        };
        on_cleanup(move || {
            job.cancel.try_with_value(Cancel::cancel);
        });
        job
    }

    /// Stops after the requests that are under way.
    pub(crate) fn cancel(self) {
        self.cancel.with_value(Cancel::cancel);
    }

    /// How many did as they should.
    pub(crate) fn done(self) -> usize {
        self.ends.with(|ends| ends.iter().filter(|end| matches!(end, Some(Ok(())))).count())
    }

    /// Changes the locks of all `targets`.
    pub(crate) fn run(
        self,
        session: Session,
        repository: RepositoryName,
        targets: Vec<LockTarget>,
        change: LockChange,
    ) {
        let Some(client) = session.client() else { return };
        // The button says so, too; a page that is read-only changes nothing, whoever asks.
        if untrack(|| session.site_refusal()).is_some() {
            return;
        }
        let cancel = self.cancel.get_value();
        self.ends.set(vec![None; targets.len()]);
        self.state.set(LockState::Running);
        spawn_local(async move {
            let mut on_end = |place: usize, result: Result<_, plimsoll::registry::Error>| {
                if let Ok(attributes) = result {
                    session.change_all(|inventory| {
                        targets[place].apply(&repository, attributes, inventory);
                    });
                }
                let end = result.map(|_| ()).map_err(|error| error.sentence());
                self.ends.try_update(|ends| ends[place] = Some(end));
            };
            set_locks(&client, &repository, &targets, change, &cancel, &mut on_end).await;
            session.publish();
            self.state.try_set(LockState::Ended);
        });
    }
}
