//! The run: the only code that deletes anything.

mod ends;
mod turns;

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::cleanup::action::Step;
use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::{Outcome, StepEnd, StepEvent, StepResult};
use crate::cleanup::order::Order;
use crate::cleanup::perform::{self, Turn};
use crate::cleanup::plan::{Known, Leftover};
use crate::cleanup::together::Together;
use crate::cleanup::verify;
use crate::model::order::map_of;
use crate::model::{Digest, RepositoryName};
use crate::registry::Cancel;
use crate::registry::{Client, Deletes};

/// Steps in flight at once.
const CONCURRENCY: usize = 4;
/// After so many steps in a repository it is read again, for others push to it meanwhile: after as many
/// as the last look took requests, so that looking never costs more than deleting.
const LOOK_AGAIN: std::ops::RangeInclusive<usize> = 10..=100;

/// The state of a run.
struct Run<'a> {
    client: &'a Client,
    steps: &'a [Step],
    /// Stopped by whoever stops the run, and once nothing more is to be sent: also what has begun then.
    cancel: Cancel,
    /// What has no tag any more and nothing else to keep it once its tags are off: what a registry does
    /// to such shows whether it takes off tags alone.
    bare: BTreeSet<(&'a RepositoryName, &'a Digest)>,
    ends: Vec<Option<StepEnd>>,
    /// What was known of the repository at hand when the plan was made.
    planned: &'a Known,
    /// The same, without what is gone since.
    known: Known,
    /// After how many steps it is read again.
    look_again: usize,
    /// What is gone of the repository at hand.
    gone: BTreeSet<Digest>,
    /// What has a step of its own there, and which.
    own: BTreeMap<&'a Digest, usize>,
    /// What goes with each of these steps.
    together: Together<'a>,
    /// The steps of which nobody knows whether the registry did them.
    unclear: BTreeSet<usize>,
    /// Whether a step ended without doing what it was to do, and others may depend on that.
    is_unsettled: bool,
    /// Whether a last tag was taken off there, and its manifest stayed.
    is_proven: bool,
    /// The step under way of which something stays.
    parting: Option<usize>,
    /// Why nothing more is to be sent.
    stopped: Option<String>,
    /// Why nothing more is to be sent to the repository at hand.
    stopped_here: Option<String>,
    /// Whether the registry deletes.
    deletes: Option<Deletes>,
    /// What was hit that the plan did not name, or may have been.
    notes: Vec<String>,
    on_event: &'a mut dyn FnMut(StepEvent),
}

/// Runs a confirmed plan, repository by repository. Before the first request in a repository what is
/// in it, as far as the plan depends on it, is read again; before each request its own target. A
/// step is done only after the steps that it must follow have succeeded.
///
/// A cancelled run finishes the requests that are under way and sends no other. A registry that
/// deletes nothing (405), or something else than it was asked to, ends the run, and what is only being
/// looked at then is not sent either; a right that the sign-in lacks ends the steps in that repository.
/// Afterwards, also of a cancelled run, each repository that manifests went in is read once more: what
/// others pushed to it meanwhile may have met with what went, and more may be gone than the answers
/// said.
pub async fn execute(
    client: &Client,
    order: Order,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(StepEvent),
) -> Outcome {
    let plan = order.plan;
    let steps = &plan.steps;
    let nothing = Known::default();
    let mut run = Run {
        client,
        steps,
        cancel: cancel.part(),
        bare: plan.leftovers.iter().filter(|left| left.is_bare()).map(Leftover::place).collect(),
        ends: vec![None; steps.len()],
        planned: &nothing,
        known: Known::default(),
        look_again: 0,
        gone: BTreeSet::new(),
        own: BTreeMap::new(),
        together: Together::default(),
        unclear: BTreeSet::new(),
        is_unsettled: false,
        is_proven: false,
        parting: None,
        stopped: None,
        stopped_here: None,
        deletes: None,
        notes: Vec::new(),
        on_event,
    };
    let mut first = 0;
    for group in steps.chunk_by(|a, b| a.repository == b.repository) {
        if run.goes_on() {
            let name = &group[0].repository;
            let known = plan.known.iter().find(|(repository, _)| repository == name);
            run.planned = known.map_or(&nothing, |(_, known)| known);
            run.known = run.planned.clone();
            run.repository(first, group).await;
        }
        first += group.len();
    }
    run.finish()
}

impl<'a> Run<'a> {
    /// Runs the steps of one repository, which begin at `first`.
    async fn repository(&mut self, first: usize, group: &'a [Step]) {
        self.stopped_here = None;
        self.gone.clear();
        self.is_proven = false;
        let mut waiting: Vec<usize> = (first..first + group.len()).collect();
        let places = waiting.iter().zip(group);
        let own = places.filter_map(|(place, step)| Some((&step.removal()?.digest, *place)));
        self.own = map_of(own);
        self.together = Together::of(group, &self.planned.cascade);
        self.check(group, &mut waiting, false).await;
        let mut running = FuturesUnordered::new();
        let mut begun = 0;
        loop {
            while running.len() < self.width(group)
                && begun < self.look_again
                && self.goes_on_here()
            {
                let Some(place) = self.next(&mut waiting, running.is_empty()) else { break };
                begun += 1;
                (self.on_event)(StepEvent::Started { step: place });
                let turn = Turn {
                    client: self.client,
                    step: &self.steps[place],
                    looks: self.is_unproven(group),
                    others: self.others(place),
                    known: self.planned,
                    cancel: self.cancel.clone(),
                };
                running.push(async move { (place, turn.take().await) });
            }
            let Some((place, done)) = running.next().await else {
                if begun < self.look_again || waiting.is_empty() || !self.goes_on_here() {
                    break;
                }
                begun = 0;
                self.check(group, &mut waiting, true).await;
                continue;
            };
            self.take_in(place, done);
        }
        for place in waiting {
            if self.is_taken(place) {
                self.end(place, Done::of(StepEnd::AlreadyGone));
            } else if let Some(why) = self.stopped_here.clone() {
                self.end(place, Done::of(StepEnd::NotReached(why)));
            }
        }
        if !self.gone.is_empty() || self.unclear.iter().any(|place| *place >= first) {
            self.look_after(first, group).await;
        }
    }

    /// Draws from how a step ended what it means for the others.
    fn take_in(&mut self, place: usize, mut done: Done) {
        self.parting = self.parting.filter(|other| *other != place);
        self.is_proven |= done.end == StepEnd::Done && self.proves(place);
        let why = || done.end.why().unwrap_or_default().to_owned();
        match done.stops {
            Stops::Nothing => {}
            Stops::Repository => drop(self.stopped_here.get_or_insert_with(why)),
            Stops::Run => {
                self.stopped.get_or_insert_with(why);
                self.cancel.cancel();
            }
        }
        if let (StepEnd::NotReached(why), Some(stopped)) = (&mut done.end, &self.stopped) {
            why.clone_from(stopped);
        }
        self.deletes = done.deletes.or(self.deletes);
        self.end(place, done);
    }

    /// Reads again what the steps of a repository depend on, and ends those of `waiting` that must not
    /// be done any more. `again`: some were done already.
    async fn check(&mut self, group: &'a [Step], waiting: &mut Vec<usize>, again: bool) {
        let name = &group[0].repository;
        (self.on_event)(StepEvent::Checking(name.clone()));
        let (until, known, cancel) = (&self.client.until(&self.cancel), &self.known, &self.cancel);
        let rights = if again { Ok(()) } else { perform::check_rights(until, &group[0]).await };
        let refused = match rights {
            Ok(()) => verify::group(until, name, group, known, again, cancel).await.map(|looked| {
                self.look_again = looked.requests.clamp(*LOOK_AGAIN.start(), *LOOK_AGAIN.end());
                looked.refused
            }),
            Err(error) => Err(format!("{} Nothing was sent.", error.sentence())),
        };
        if !self.goes_on() {
            return;
        }
        for place in std::mem::take(waiting) {
            let why = match &refused {
                Ok(refused) => refused.get(&self.steps[place].item()),
                Err(why) => Some(why),
            };
            match why {
                Some(why) => self.end(place, Done::of(StepEnd::Refused(why.clone()))),
                None => waiting.push(place),
            }
        }
    }

    /// Whether anything more may be sent.
    fn goes_on(&mut self) -> bool {
        if self.stopped.is_none() && self.cancel.is_cancelled() {
            self.stopped = Some(verify::CANCELLED.to_owned());
        }
        self.stopped.is_none()
    }

    /// Whether anything more may be sent to the repository at hand.
    fn goes_on_here(&mut self) -> bool {
        self.stopped_here.is_none() && self.goes_on()
    }

    fn finish(mut self) -> Outcome {
        let why = self.stopped.clone().unwrap_or_else(|| verify::CANCELLED.to_owned());
        for place in 0..self.steps.len() {
            if self.ends[place].is_none() {
                let end = StepEnd::NotReached(why.clone());
                self.end(place, Done::of(end));
            }
        }
        let results = self.steps.iter().zip(self.ends).filter_map(|(step, end)| {
            let (repository, item) = (step.repository.clone(), step.item());
            Some(StepResult { repository, item, end: end? })
        });
        let (results, notes) = (results.collect(), self.notes);
        Outcome { results, stopped: self.stopped, notes, deletes: self.deletes }
    }
}
