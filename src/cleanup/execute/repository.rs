//! The run through the steps of one repository.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::{StepEnd, StepEvent};
use crate::cleanup::execute::run::Run;
use crate::cleanup::perform::{self, Turn};
use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::{Step, StepId};
use crate::cleanup::reason::{Obstacle, Stop};
use crate::cleanup::taken_along::TakenAlong;
use crate::cleanup::verify;
use crate::model::Digest;
use crate::model::order::map_of;

/// Steps in flight at once: as many as browsers send to one host over HTTP/1.1, so that none waits unsent in the browser
/// when a run is stopped. docs/proven.md holds runs with four, six and eight against bare loops of their requests.
pub(super) const CONCURRENCY: usize = 6;
/// Bounds of the number of steps after which a repository is read again, because others push to it
/// meanwhile. Within them the number is that of the requests that the last reading took, so that reading
/// costs no more than deleting.
const LOOK_AGAIN: std::ops::RangeInclusive<usize> = 10..=100;

/// The state of a run within one repository.
pub(super) struct RepositoryRun<'r, 'a> {
    pub(super) run: &'r mut Run<'a>,
    pub(super) steps: &'a [Step],
    by_id: BTreeMap<StepId, &'a Step>,
    /// The repository's content when the plan was made.
    pub(super) planned: &'a Known,
    /// The same, without the manifests and tags that are gone since.
    pub(super) known: Known,
    /// The number of steps after which the repository is read again.
    look_again: usize,
    /// Manifests that are gone since the plan was made.
    pub(super) gone: BTreeSet<Digest>,
    /// The step that deletes each manifest.
    pub(super) own: BTreeMap<&'a Digest, StepId>,
    /// The manifests that the registry deletes along with each of these steps.
    pub(super) along: TakenAlong<'a>,
    /// The steps whose turn has come.
    pub(super) begun: BTreeSet<StepId>,
    /// The steps of which nobody knows whether the registry did them.
    pub(super) unclear: BTreeSet<StepId>,
    /// Whether a target stayed since waiting steps were last looked through: those that depend on it must
    /// not be done.
    pub(super) is_unsettled: bool,
    /// Whether a manifest lost its last tag here and was still there afterwards.
    pub(super) is_proven: bool,
    /// The step under way after which related manifests are looked at: see `is_watched`.
    pub(super) watched: Option<StepId>,
    /// The reason to send nothing more to this repository.
    stopped: Option<Stop>,
}

impl<'r, 'a> RepositoryRun<'r, 'a> {
    /// A run through `steps`. `planned`: the repository's content when the plan was made.
    pub(super) fn of(run: &'r mut Run<'a>, steps: &'a [Step], planned: &'a Known) -> Self {
        let own = steps.iter().filter_map(|step| Some((&step.removal()?.digest, step.id)));
        Self {
            run,
            steps,
            by_id: map_of(steps.iter().map(|step| (step.id, step))),
            planned,
            known: planned.clone(),
            look_again: 0,
            gone: BTreeSet::new(),
            own: map_of(own),
            along: TakenAlong::of(steps, &planned.cascade),
            begun: BTreeSet::new(),
            unclear: BTreeSet::new(),
            is_unsettled: false,
            is_proven: false,
            watched: None,
            stopped: None,
        }
    }

    /// Runs the steps, and looks at the repository afterwards.
    pub(super) async fn run(mut self) {
        let mut waiting: Vec<StepId> = self.steps.iter().map(|step| step.id).collect();
        self.check(&mut waiting, false).await;
        let mut running = FuturesUnordered::new();
        let mut begun = 0;
        loop {
            while running.len() < self.width() && begun < self.look_again && self.goes_on() {
                let Some(id) = self.next(&mut waiting, running.is_empty()) else { break };
                begun += 1;
                (self.run.on_event)(StepEvent::Started { step: id });
                let turn = self.turn(id);
                running.push(async move { (id, turn.take().await) });
            }
            let Some((id, done)) = running.next().await else {
                if begun < self.look_again || waiting.is_empty() || !self.goes_on() {
                    break;
                }
                begun = 0;
                self.check(&mut waiting, true).await;
                continue;
            };
            self.take_in(id, done);
        }
        drop(running);
        for id in waiting {
            if self.is_taken(id) {
                self.end(id, Done::of(StepEnd::AlreadyGone));
            } else if let Some(why) = self.stopped.clone() {
                self.end(id, Done::of(StepEnd::NotReached(why)));
            }
        }
        self.look_after().await;
    }

    fn turn(&self, id: StepId) -> Turn<'a> {
        Turn {
            client: self.run.client,
            step: self.step(id),
            is_unproven: self.is_unproven(),
            others: self.others(id),
            known: self.planned,
            cancel: self.run.cancel.clone(),
        }
    }

    /// Takes in the result of a step, with its consequences for the other steps.
    fn take_in(&mut self, id: StepId, mut done: Done) {
        self.watched = self.watched.filter(|other| *other != id);
        self.is_proven |= done.end == StepEnd::Done && self.proves(id);
        if let Some(why) = done.stop() {
            match done.stops {
                Stops::Nothing => {}
                Stops::Repository => drop(self.stopped.get_or_insert(why)),
                Stops::Run => {
                    self.run.stopped.get_or_insert(why);
                    self.run.cancel.cancel();
                }
            }
        }
        if let Some(error) = done.end.error() {
            self.run.stop_at_standstill(error);
        }
        if let (StepEnd::NotReached(why), Some(stopped)) = (&mut done.end, &self.run.stopped) {
            why.clone_from(stopped);
        }
        self.run.deletes = done.deletes.or(self.run.deletes);
        self.end(id, done);
    }

    /// Reads the repository again, as far as the steps depend on it, and ends those of `waiting` that must
    /// not be done any more. `again`: some steps were done already.
    async fn check(&mut self, waiting: &mut Vec<StepId>, again: bool) {
        let (steps, name) = (self.steps, &self.steps[0].repository);
        (self.run.on_event)(StepEvent::Checking(name.clone()));
        let until = &self.run.client.until(&self.run.cancel);
        let rights = if again { Ok(()) } else { perform::check_rights(until, &steps[0]).await };
        let checked = match rights {
            Ok(()) => verify::group(until, name, steps, &self.known, again).await,
            Err(error) => Err(Obstacle::NoRight(error)),
        };
        if let Ok(checked) = &checked {
            self.look_again = checked.requests.clamp(*LOOK_AGAIN.start(), *LOOK_AGAIN.end());
        }
        if let Err(Obstacle::Unchecked(error) | Obstacle::NoRight(error)) = &checked {
            self.run.stop_at_standstill(error);
        }
        if !self.run.goes_on() {
            return;
        }
        for id in std::mem::take(waiting) {
            let why = match &checked {
                Ok(checked) => checked.refused.get(&self.step(id).item()),
                Err(why) => Some(why),
            };
            match why.cloned() {
                Some(why) => self.end(id, Done::of(StepEnd::Refused(why))),
                None => waiting.push(id),
            }
        }
    }

    /// Whether anything more may be sent to this repository.
    fn goes_on(&mut self) -> bool {
        self.stopped.is_none() && self.run.goes_on()
    }

    pub(super) fn step(&self, id: StepId) -> &'a Step {
        self.by_id[&id]
    }
}
