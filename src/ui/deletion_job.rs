//! A deletion as a job: runs a confirmed order, tells how each step ended, keeps the tables true.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::cleanup::{Order, StepEnd, StepEvent, execute};
use plimsoll::registry::scan::Cancel;

use crate::ui::browser;
use crate::ui::session::Session;

/// The tables follow a running deletion this often (milliseconds).
const PUBLISH_EVERY: i64 = 500;

/// A deletion, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct DeletionJob {
    /// Where it stands.
    pub(crate) state: RwSignal<DeletionState>,
    /// How each step ended, in the plan's order; `None` before its turn.
    pub(crate) ends: RwSignal<Vec<Option<StepEnd>>>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

/// Where a deletion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DeletionState {
    /// Not confirmed.
    Planned,
    /// Under way.
    Running,
    /// Over: how many are gone, of how many; whether nothing else happened; and why it ended early,
    /// if it did.
    Ended { gone: usize, of: usize, as_planned: bool, stopped: Option<String> },
}

impl DeletionJob {
    /// None begun. It stops when the page that shows it goes away: nothing is deleted unseen.
    pub(crate) fn new() -> Self {
        let job = Self {
            state: RwSignal::new(DeletionState::Planned),
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

    /// Runs `order`.
    pub(crate) fn run(self, session: Session, order: Order) {
        let Some(client) = session.client() else { return };
        if untrack(|| session.refusal()).is_some() {
            return;
        }
        let cancel = self.cancel.get_value();
        let steps = order.steps().len();
        self.ends.set(vec![None; steps]);
        self.state.set(DeletionState::Running);
        spawn_local(async move {
            let mut published = 0;
            let mut on_event = |event: StepEvent| {
                session.change_all(|inventory| event.apply(inventory));
                if let StepEvent::Ended { step, end, .. } = event {
                    // The dialog may be gone by now; the tables below it are not.
                    self.ends.try_update(|ends| ends[step] = Some(end));
                    let now = browser::now().millis();
                    if now - published >= PUBLISH_EVERY {
                        session.publish();
                        published = now;
                    }
                }
            };
            let outcome = execute(&client, order, &cancel, &mut on_event).await;
            session.publish();
            let (gone, of) = (outcome.gone(), outcome.results.len());
            let (as_planned, stopped) = (outcome.is_complete(), outcome.stopped);
            self.state.try_set(DeletionState::Ended { gone, of, as_planned, stopped });
        });
    }
}
