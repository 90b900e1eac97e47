//! The run: the only code that deletes anything.

use std::collections::BTreeSet;

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::cleanup::action::{Action, Step, UntagWay};
use crate::cleanup::event::{Change, Outcome, StepEnd, StepEvent, StepResult};
use crate::cleanup::order::Order;
use crate::cleanup::perform::{self, Done, Stops};
use crate::cleanup::plan::Known;
use crate::cleanup::verify;
use crate::model::Digest;
use crate::registry::scan::Cancel;
use crate::registry::{Client, Deletes, RegistryKind};

/// Steps in flight at once.
const CONCURRENCY: usize = 4;
/// So many steps in a repository, and it is read again: others push to it meanwhile.
const LOOK_AGAIN: usize = 100;

/// The state of a run.
struct Run<'a> {
    client: &'a Client,
    steps: &'a [Step],
    cancel: &'a Cancel,
    ends: Vec<Option<StepEnd>>,
    /// What was known of the repository at hand when the plan was made, and is not gone since.
    known: Known,
    /// What is gone of the repository at hand.
    gone: BTreeSet<Digest>,
    /// Whether a step was done there, and did what it was to do.
    is_proven: bool,
    /// Why nothing more is to be sent.
    stopped: Option<String>,
    /// Why nothing more is to be sent to the repository at hand.
    stopped_here: Option<String>,
    /// Whether the registry deletes.
    deletes: Option<Deletes>,
    on_event: &'a mut dyn FnMut(StepEvent),
}

/// Runs a confirmed plan, repository by repository. Before the first request in a repository what is
/// in it, as far as the plan depends on it, is read again; before each request its own target. A
/// step is done only after the steps that it must follow have succeeded.
///
/// A cancelled run finishes the requests that are under way and sends no other. A registry that
/// deletes nothing (405), or something else than it was asked to, ends the run; a right that the
/// sign-in lacks ends the steps in that repository.
pub async fn execute(
    client: &Client,
    order: Order,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(StepEvent),
) -> Outcome {
    let plan = order.plan;
    let steps = &plan.steps;
    let mut run = Run {
        client,
        steps,
        cancel,
        ends: vec![None; steps.len()],
        known: Known::default(),
        gone: BTreeSet::new(),
        is_proven: false,
        stopped: None,
        stopped_here: None,
        deletes: None,
        on_event,
    };
    let mut first = 0;
    for group in steps.chunk_by(|a, b| a.repository == b.repository) {
        if run.goes_on() {
            let name = &group[0].repository;
            let known = plan.known.iter().find(|(repository, _)| repository == name);
            run.known = known.map(|(_, known)| known.clone()).unwrap_or_default();
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
        self.check(group, &mut waiting, false).await;
        let mut running = FuturesUnordered::new();
        let mut begun = 0;
        loop {
            while running.len() < self.width(group) && begun < LOOK_AGAIN && self.goes_on_here() {
                let Some(place) = self.next(&mut waiting) else { break };
                begun += 1;
                (self.on_event)(StepEvent::Started { step: place });
                let (client, step, cancel) = (self.client, &self.steps[place], self.cancel);
                let looks = self.is_unproven(group);
                running
                    .push(async move { (place, perform::step(client, step, looks, cancel).await) });
            }
            let Some((place, done)) = running.next().await else {
                if begun < LOOK_AGAIN || waiting.is_empty() || !self.goes_on_here() {
                    break;
                }
                begun = 0;
                self.check(group, &mut waiting, true).await;
                continue;
            };
            self.is_proven |= done.end == StepEnd::Done;
            let why = || done.end.why().unwrap_or_default().to_owned();
            match done.stops {
                Stops::Nothing => {}
                Stops::Repository => drop(self.stopped_here.get_or_insert_with(why)),
                Stops::Run => drop(self.stopped.get_or_insert_with(why)),
            }
            self.deletes = done.deletes.or(self.deletes);
            self.end(place, done);
        }
        // The registry has taken what was still waiting for its own step.
        for place in waiting {
            let digest = self.steps[place].removal().map(|removal| &removal.digest);
            if digest.is_some_and(|digest| self.gone.contains(digest)) {
                self.end(place, Done::of(StepEnd::AlreadyGone));
            } else if let Some(why) = self.stopped_here.clone() {
                self.end(place, Done::of(StepEnd::NotReached(why)));
            }
        }
    }

    /// Reads again what the steps of a repository depend on, and ends those of `waiting` that must not
    /// be done any more. `again`: some were done already.
    async fn check(&mut self, group: &'a [Step], waiting: &mut Vec<usize>, again: bool) {
        let name = &group[0].repository;
        (self.on_event)(StepEvent::Checking(name.clone()));
        let (until, known, cancel) = (&self.client.until(self.cancel), &self.known, self.cancel);
        let rights = if again { Ok(()) } else { perform::check_rights(until, &group[0]).await };
        let refused = match rights {
            Ok(()) => verify::group(until, name, group, known, again, cancel).await,
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

    /// How many steps may be in flight. Where nobody knows whether a registry takes more than the
    /// tag, each tag is looked at before the next.
    fn width(&self, group: &[Step]) -> usize {
        if self.is_unproven(group) { 1 } else { CONCURRENCY }
    }

    /// Whether tags are taken off by a request that some registries understand otherwise, and this
    /// one has not shown yet what it does: it may have been taken for another. Of a plain registry
    /// nothing more is known than what the specification promises, however often it keeps to it.
    fn is_unproven(&self, group: &[Step]) -> bool {
        let Some(Action::Untag(untagging)) = group.first().map(|step| &step.action) else {
            return false;
        };
        let kind = self.client.endpoint().kind();
        untagging.way == UntagWay::Direct
            && !matches!(kind, RegistryKind::Acr | RegistryKind::Harbor)
            && !(self.is_proven && kind != RegistryKind::Oci)
    }

    /// Takes the first waiting step whose turn has come. Ends those that must not come any more.
    fn next(&mut self, waiting: &mut Vec<usize>) -> Option<usize> {
        let mut at = 0;
        while let Some(&place) = waiting.get(at) {
            let after = &self.steps[place].after;
            let ended = |&&other: &&usize| self.ends[other].is_some();
            let stays = |&&other: &&usize| self.ends[other].as_ref().is_some_and(|e| !e.is_gone());
            if let Some(&other) = after.iter().find(stays) {
                let kept = self.steps[other].item().name(&self.steps[other].repository);
                waiting.remove(at);
                let why = format!("{kept} stays and needs it.");
                self.end(place, Done::of(StepEnd::Refused(why)));
            } else if after.iter().all(|other| ended(&other)) {
                waiting.remove(at);
                return Some(place);
            } else {
                at += 1;
            }
        }
        None
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

    fn end(&mut self, place: usize, done: Done) {
        let step = &self.steps[place];
        let Done { end, took, placed, .. } = done;
        let mut change = Change {
            repository: step.repository.clone(),
            is_gone: false,
            manifests: BTreeSet::new(),
            tags: BTreeSet::new(),
            placed,
        };
        match &step.action {
            _ if !end.is_gone() => {}
            Action::Untag(untagging) => {
                change.tags.insert(untagging.tag.clone());
            }
            Action::DeleteManifest(removal) if end == StepEnd::AlreadyGone => {
                // Who deleted it, and what went with it, nobody knows.
                self.gone.insert(removal.digest.clone());
                change.manifests.insert(removal.digest.clone());
            }
            Action::DeleteManifest(removal) => {
                let cascade = &self.known.cascade;
                change.manifests.extend(cascade.delete(&mut self.gone, &removal.digest));
            }
            Action::DeleteRepository(_) => change.is_gone = true,
        }
        change.manifests.extend(took);
        // Whatever of it is there again was pushed by somebody else: it is new.
        if end.is_gone() {
            for digest in &change.manifests {
                self.known.manifests.remove(digest);
            }
            for tag in step.tags() {
                self.known.tags.remove(tag);
            }
        }
        self.ends[place] = Some(end.clone());
        (self.on_event)(StepEvent::Ended { step: place, end, change });
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
        Outcome { results: results.collect(), stopped: self.stopped, deletes: self.deletes }
    }
}
