//! A deletion as a job: runs a confirmed order, tells how each step ended, keeps the tables true.

use leptos::prelude::*;
use plimsoll::cleanup::{Order, StepEnd, StepEvent, execute};

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
    pub(crate) sum: RwSignal<Sum>,
}

/// What a deletion came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sum {
    /// How many steps did what they should.
    pub(crate) gone: usize,
    /// Of how many.
    pub(crate) of: usize,
    /// Whether nothing else happened.
    pub(crate) as_planned: bool,
    /// What was hit besides the plan, and why it ended early, if it did: sentences.
    pub(crate) remarks: Vec<String>,
}

impl DeletionJob {
    /// None begun.
    pub(crate) fn new() -> Self {
        let (ends, sum) = (RwSignal::new(Vec::new()), RwSignal::new(Sum::default()));
        Self { job: Job::new(), ends, sum }
    }

    /// Runs `order`, unless nothing may be deleted here.
    pub(crate) fn run(self, session: Session, order: Order) {
        if untrack(|| session.refusal()).is_some() {
            return;
        }
        self.ends.set(vec![None; order.steps().len()]);
        let work = async move |client, cancel| {
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
            if let Some(deletes) = outcome.deletes {
                session.learn(deletes);
            }
            let as_planned = outcome.is_complete();
            let mut remarks = outcome.notes;
            remarks.extend(outcome.stopped);
            self.sum.try_set(Sum { gone, of, as_planned, remarks });
        };
        self.job.begin(session, work);
    }
}
