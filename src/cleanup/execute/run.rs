//! The state of a run through a whole plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::event::{Change, Outcome, StepEnd, StepEvent, StepResult};
use crate::cleanup::planning::plan::{Leftover, Plan};
use crate::cleanup::planning::step::{Step, StepId};
use crate::cleanup::reason::{Failure, Note, Stop};
use crate::model::{Digest, RepositoryName};
use crate::registry::{Cancel, Client, Deletes, Error, ErrorKind};

/// The state of one run: the ends of its steps so far, and whether it goes on.
pub(super) struct Run<'a> {
    pub(super) client: &'a Client,
    pub(super) steps: &'a [Step],
    /// Cancelled by the caller's switch, and by a step that stops the run. Steps that have begun then send
    /// nothing more.
    pub(super) cancel: Cancel,
    /// Manifests that lose their last tag in this run and that nothing else reaches. Whether the registry
    /// keeps them proves that it untags without deleting.
    pub(super) proving: BTreeSet<(&'a RepositoryName, &'a Digest)>,
    /// The end of each step that has one.
    pub(super) ends: BTreeMap<StepId, StepEnd>,
    /// The reason to send nothing more; `None` while the run goes on.
    pub(super) stopped: Option<Stop>,
    /// Whether the registry deletes; `None` until a step has shown it.
    pub(super) deletes: Option<Deletes>,
    pub(super) notes: Vec<Note>,
    pub(super) on_event: &'a mut dyn FnMut(StepEvent),
}

impl<'a> Run<'a> {
    /// A run whose steps are all still to do.
    pub(super) fn of(
        client: &'a Client,
        plan: &'a Plan,
        cancel: &Cancel,
        on_event: &'a mut dyn FnMut(StepEvent),
    ) -> Self {
        let orphaned = plan.leftovers.iter().filter(|left| left.is_untagged_orphan());
        Self {
            client,
            steps: &plan.steps,
            cancel: cancel.part(),
            proving: orphaned.map(Leftover::place).collect(),
            ends: BTreeMap::new(),
            stopped: None,
            deletes: None,
            notes: Vec::new(),
            on_event,
        }
    }

    /// Whether anything more may be sent.
    pub(super) fn goes_on(&mut self) -> bool {
        if self.stopped.is_none() && self.cancel.is_cancelled() {
            self.stopped = Some(Stop::Cancelled);
        }
        self.stopped.is_none()
    }

    /// Ends the run where `error` shows that nothing is to be had of the registry at present: it still answered 429
    /// after minutes, or many requests in a row got no answer. Each further step would wait as long in vain.
    pub(super) fn stop_at_standstill(&mut self, error: &Error) {
        if error.kind == ErrorKind::Throttled || self.client.is_at_standstill() {
            let why = || Stop::Failed(Failure::Refused(error.clone()));
            self.stopped.get_or_insert_with(why);
            self.cancel.cancel();
        }
    }

    /// Reports the steps that had no turn as not reached, and returns the result of every step.
    pub(super) fn finish(mut self) -> Outcome {
        let why = self.stopped.clone().unwrap_or(Stop::Cancelled);
        let results = self.steps.iter().map(|step| {
            let end = self.ends.remove(&step.id).unwrap_or_else(|| {
                let end = StepEnd::NotReached(why.clone());
                let change = Change::none_in(&step.repository);
                (self.on_event)(StepEvent::Ended { step: step.id, end: end.clone(), change });
                end
            });
            let (repository, item) = (step.repository.clone(), step.item());
            StepResult { step: step.id, repository, item, end }
        });
        let results = results.collect();
        Outcome { results, stopped: self.stopped, notes: self.notes, deletes: self.deletes }
    }
}
