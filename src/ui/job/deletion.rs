//! A deletion as a job: it runs a confirmed order, enters the end of each step, and keeps the
//! picture behind the dialog up to date.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::cleanup::{Item, Order, Step, StepEnd, StepEvent, StepId, StepResult, execute};
use plimsoll::model::FreedRange;
use plimsoll::present::{deletion_words, step_end, step_words};
use plimsoll::registry::bin::Keeps;

use crate::ui::job::Job;
use crate::ui::last_run::{EndedRun, Sum};
use crate::ui::pace::Pace;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;
use crate::ui::untagging_note::UntaggingNote;

/// A deletion, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct DeletionJob {
    /// The job; its ledger has the plan's steps, in their order.
    pub(crate) job: Job,
    /// The sum, once the deletion has ended.
    pub(crate) sum: RwSignal<Option<Sum>>,
}

impl DeletionJob {
    /// A deletion that has not begun.
    pub(crate) fn new() -> Self {
        Self { job: Job::new(), sum: RwSignal::new(None) }
    }

    /// Runs `order`, unless nothing may be deleted here. Its report stays in the session. `keeps`: whether deleted
    /// manifests wait in a bin.
    pub(crate) fn run(self, session: Session, order: Order, keeps: Keeps) {
        if untrack(|| session.refusal()).is_some() {
            return;
        }
        let (plan, words) = (order.plan().clone(), step_words(order.plan()));
        self.job.ledger.open(plan.steps.len());
        let places: BTreeMap<StepId, usize> =
            order.steps().iter().enumerate().map(|(place, step)| (step.id, place)).collect();
        // Placeholders come one at a time, so that there is one note at most.
        let notes: BTreeMap<StepId, UntaggingNote> =
            order.steps().iter().filter_map(|step| Some((step.id, note_of(step)?))).collect();
        let slug = session.slug();
        let (planned, before) = (order.freed(), stored(session));
        let work = async move |client, cancel| {
            let pace = Pace::of_run(session.picture);
            let mut on_event = |event: StepEvent| {
                let change = event.clone();
                session.picture.change_all(move |inventory| change.apply(inventory));
                pace.publish();
                if let Some(name) = event.gone_repository() {
                    session.picture.note_deleted(name.clone());
                }
                if let StepEvent::Started { step } = &event
                    && let Some(note) = notes.get(step)
                {
                    note.keep(&slug);
                }
                if let StepEvent::Ended { step, end, .. } = event {
                    self.job.ledger.enter(places[&step], step_end(&end, words.1));
                    let is_left =
                        matches!(&end, StepEnd::Failed(failure) if failure.leaves_placeholder());
                    if notes.contains_key(&step) && !is_left {
                        UntaggingNote::forget(&slug);
                    }
                }
            };
            let outcome = execute(&client, order, &cancel, &mut on_event).await;
            drop(pace);
            if untrack(|| session.picture.is_published()) {
                session.picture.publish();
                session.picture.shown().await;
            }
            // A run that went as planned freed the bytes that its dialog named before.
            let freed = match outcome.is_complete() {
                true => Some(planned),
                false => before.zip(stored(session)).map(|(before, after)| before.beyond(after)),
            };
            let deletes = outcome.deletes;
            let end = |result: &StepResult| Some(step_end(&result.end, words.1));
            let ends = outcome.results.iter().map(end).collect();
            let sum = Sum { words: deletion_words(&outcome, words), freed };
            // The dialog may be gone by now; the tables below it are not.
            self.sum.set(Some(sum.clone()));
            session.last_run.set(Some(Arc::new(EndedRun { plan, ends, sum, keeps })));
            // This may begin a scan.
            if let Some(deletes) = deletes {
                session.learn(deletes);
            }
        };
        self.job.begin(session, work);
    }
}

/// The note of a step that untags by a placeholder.
fn note_of(step: &Step) -> Option<UntaggingNote> {
    let Item::Tag(tag) = step.item() else { return None };
    let repository = step.repository.clone();
    step.is_by_placeholder().then_some(UntaggingNote { repository, tag })
}

/// The bytes that the registry stores, as far as it was read; `None` while a scan may add to them. If
/// something is unread or unlisted, it may keep any of them.
fn stored(session: Session) -> Option<FreedRange> {
    if untrack(|| session.scan.is_running()) {
        return None;
    }
    untrack(|| session.picture.read(|_, analysis| analysis.totals.held()))
}
