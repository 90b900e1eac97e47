//! A deletion as a job: runs a confirmed order, tells how each step ended, keeps the tables true.

use std::collections::BTreeMap;

use leptos::prelude::*;
use plimsoll::cleanup::{Order, Outcome, StepEnd, StepEvent, StepId, execute};
use plimsoll::model::FreedRange;

use crate::ui::browser;
use crate::ui::job::Job;
use crate::ui::session::Session;

/// The tables follow a running deletion this often (milliseconds).
const PUBLISH_EVERY: i64 = 500;

/// A deletion, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct DeletionJob {
    /// Where it stands.
    pub(crate) job: Job,
    /// How each step ended, in the plan's order; `None` before its turn.
    pub(crate) ends: RwSignal<Vec<Option<StepEnd>>>,
    /// What it came to, once it has ended.
    pub(crate) sum: RwSignal<Option<Sum>>,
}

/// What a deletion came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    /// How each step ended, and why the run did.
    pub(crate) outcome: Outcome,
    /// By how much what the registry stores is less than before, where nothing else can be the reason.
    pub(crate) freed: Option<FreedRange>,
}

impl DeletionJob {
    /// None begun.
    pub(crate) fn new() -> Self {
        let (ends, sum) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        Self { job: Job::new(), ends, sum }
    }

    /// Runs `order`, unless nothing may be deleted here.
    pub(crate) fn run(self, session: Session, order: Order) {
        if untrack(|| session.refusal()).is_some() {
            return;
        }
        self.ends.set(vec![None; order.steps().len()]);
        let places: BTreeMap<StepId, usize> =
            order.steps().iter().enumerate().map(|(place, step)| (step.id, place)).collect();
        let before = stored(session);
        let work = async move |client, cancel| {
            let mut published = 0;
            let mut on_event = |event: StepEvent| {
                session.change_all(|inventory| event.apply(inventory));
                if let StepEvent::Ended { step, end, .. } = event {
                    // The dialog may be gone by now; the tables below it are not.
                    self.ends.try_update(|ends| ends[places[&step]] = Some(end));
                    let now = browser::now().millis();
                    if now - published >= PUBLISH_EVERY {
                        session.publish();
                        published = now;
                    }
                }
            };
            let outcome = execute(&client, order, &cancel, &mut on_event).await;
            session.publish();
            let freed = before.zip(stored(session)).map(|(before, after)| before.beyond(after));
            let deletes = outcome.deletes;
            self.sum.try_set(Some(Sum { outcome, freed }));
            // It may have the registry read anew.
            if let Some(deletes) = deletes {
                session.learn(deletes);
            }
        };
        self.job.begin(session, work);
    }
}

/// What the registry stores by all that was read; `None` while a scan may add to it. Where something is
/// unread or unlisted, that may keep any of it.
fn stored(session: Session) -> Option<FreedRange> {
    if untrack(|| session.scan.is_running()) {
        return None;
    }
    untrack(|| session.with_known(|_, analysis| analysis.totals.stored)).map(|stored| FreedRange {
        at_least: if stored.has_gaps { 0 } else { stored.bytes },
        at_most: Some(stored.bytes),
    })
}
