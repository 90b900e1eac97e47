//! The run through the steps of one repository.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::cleanup::action::Step;
use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::{StepEnd, StepEvent};
use crate::cleanup::execute::run::Run;
use crate::cleanup::perform::{self, Turn};
use crate::cleanup::plan::Known;
use crate::cleanup::reason::{Obstacle, Stop};
use crate::cleanup::taken_along::TakenAlong;
use crate::cleanup::verify;
use crate::model::Digest;
use crate::model::order::map_of;

/// Steps in flight at once.
pub(super) const CONCURRENCY: usize = 4;
/// After so many steps a repository is read again, for others push to it meanwhile: after as many as the last
/// look took requests, so that looking never costs more than deleting.
const LOOK_AGAIN: std::ops::RangeInclusive<usize> = 10..=100;

/// The steps of one repository, on their way. Steps are called by their place in the plan.
pub(super) struct RepositoryRun<'r, 'a> {
    pub(super) run: &'r mut Run<'a>,
    /// The place of the first step.
    pub(super) first: usize,
    pub(super) steps: &'a [Step],
    /// The repository's content when the plan was made.
    pub(super) planned: &'a Known,
    /// The same, without what is gone since.
    pub(super) known: Known,
    /// After how many steps the repository is read again.
    look_again: usize,
    /// Manifests that are gone.
    pub(super) gone: BTreeSet<Digest>,
    /// The step that deletes each manifest.
    pub(super) own: BTreeMap<&'a Digest, usize>,
    /// What goes along with each of these steps.
    pub(super) along: TakenAlong<'a>,
    /// The steps of which nobody knows whether the registry did them.
    pub(super) unclear: BTreeSet<usize>,
    /// Whether a step ended without taking its target away, and others may depend on that.
    pub(super) is_unsettled: bool,
    /// Whether a manifest lost its last tag here and stayed.
    pub(super) is_proven: bool,
    /// The step under way that leaves something behind which is looked at afterwards.
    pub(super) watched: Option<usize>,
    /// Why nothing more is to be sent to this repository.
    stopped: Option<Stop>,
}

impl<'r, 'a> RepositoryRun<'r, 'a> {
    /// A run through `steps`, which begin at the place `first` of the plan. `planned`: the repository's
    /// content when the plan was made.
    pub(super) fn of(
        run: &'r mut Run<'a>,
        first: usize,
        steps: &'a [Step],
        planned: &'a Known,
    ) -> Self {
        let places = (first..).zip(steps);
        let own = places.filter_map(|(place, step)| Some((&step.removal()?.digest, place)));
        Self {
            run,
            first,
            steps,
            planned,
            known: planned.clone(),
            look_again: 0,
            gone: BTreeSet::new(),
            own: map_of(own),
            along: TakenAlong::of(steps, &planned.cascade),
            unclear: BTreeSet::new(),
            is_unsettled: false,
            is_proven: false,
            watched: None,
            stopped: None,
        }
    }

    /// Runs the steps, and looks at the repository afterwards.
    pub(super) async fn run(mut self) {
        let mut waiting: Vec<usize> = (self.first..self.first + self.steps.len()).collect();
        self.check(&mut waiting, false).await;
        let mut running = FuturesUnordered::new();
        let mut begun = 0;
        loop {
            while running.len() < self.width() && begun < self.look_again && self.goes_on() {
                let Some(place) = self.next(&mut waiting, running.is_empty()) else { break };
                begun += 1;
                (self.run.on_event)(StepEvent::Started { step: place });
                let turn = self.turn(place);
                running.push(async move { (place, turn.take().await) });
            }
            let Some((place, done)) = running.next().await else {
                if begun < self.look_again || waiting.is_empty() || !self.goes_on() {
                    break;
                }
                begun = 0;
                self.check(&mut waiting, true).await;
                continue;
            };
            self.take_in(place, done);
        }
        drop(running);
        for place in waiting {
            if self.is_taken(place) {
                self.end(place, Done::of(StepEnd::AlreadyGone));
            } else if let Some(why) = self.stopped.clone() {
                self.end(place, Done::of(StepEnd::NotReached(why)));
            }
        }
        if !self.gone.is_empty() || !self.unclear.is_empty() {
            self.look_after().await;
        }
    }

    fn turn(&self, place: usize) -> Turn<'a> {
        Turn {
            client: self.run.client,
            step: self.step(place),
            is_unproven: self.is_unproven(),
            others: self.others(place),
            known: self.planned,
            cancel: self.run.cancel.clone(),
        }
    }

    /// Draws from how a step ended what it means for the others.
    fn take_in(&mut self, place: usize, mut done: Done) {
        self.watched = self.watched.filter(|other| *other != place);
        self.is_proven |= done.end == StepEnd::Done && self.proves(place);
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
        if let (StepEnd::NotReached(why), Some(stopped)) = (&mut done.end, &self.run.stopped) {
            why.clone_from(stopped);
        }
        self.run.deletes = done.deletes.or(self.run.deletes);
        self.end(place, done);
    }

    /// Reads again what the steps depend on, and ends those of `waiting` that must not be done any more.
    /// `again`: some were done already.
    async fn check(&mut self, waiting: &mut Vec<usize>, again: bool) {
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
        if !self.run.goes_on() {
            return;
        }
        for place in std::mem::take(waiting) {
            let why = match &checked {
                Ok(checked) => checked.refused.get(&self.step(place).item()),
                Err(why) => Some(why),
            };
            match why.cloned() {
                Some(why) => self.end(place, Done::of(StepEnd::Refused(why))),
                None => waiting.push(place),
            }
        }
    }

    /// Whether anything more may be sent to this repository.
    fn goes_on(&mut self) -> bool {
        self.stopped.is_none() && self.run.goes_on()
    }

    pub(super) fn step(&self, place: usize) -> &'a Step {
        &self.steps[place - self.first]
    }
}
