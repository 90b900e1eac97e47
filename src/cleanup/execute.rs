//! The run: the only code that deletes anything.

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::cleanup::event::{Gone, Outcome, StepEnd, StepEvent, StepResult};
use crate::cleanup::order::Order;
use crate::cleanup::plan::{Known, Step};
use crate::cleanup::verify;
use crate::registry::scan::Cancel;
use crate::registry::{Client, Deletion, ErrorKind};

/// Deletions in flight at once.
const CONCURRENCY: usize = 4;

/// The state of a run.
struct Run<'a> {
    client: &'a Client,
    steps: &'a [Step],
    cancel: &'a Cancel,
    ends: Vec<Option<StepEnd>>,
    /// Why nothing more is to be sent.
    stopped: Option<String>,
    on_event: &'a mut dyn FnMut(StepEvent),
}

/// What came of one step's requests.
enum Answer {
    End(StepEnd),
    /// The registry deletes nothing at all: the reason.
    Disabled(String),
}

/// Runs a confirmed plan, repository by repository. Before the first request in a repository its
/// tags, and what is new in it, are read again; before each request the manifest and its own tags. A
/// step is done only after the steps that it must follow have succeeded.
///
/// A cancelled run finishes the requests that are under way and sends no other. A registry that
/// deletes nothing (405) ends the run.
pub async fn execute(
    client: &Client,
    order: Order,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(StepEvent),
) -> Outcome {
    let plan = order.plan;
    let steps = &plan.steps;
    let ends = vec![None; steps.len()];
    let mut run = Run { client, steps, cancel, ends, stopped: None, on_event };
    let mut first = 0;
    for group in steps.chunk_by(|a, b| a.repository == b.repository) {
        if run.goes_on() {
            let name = &group[0].repository;
            let known = plan.known.iter().find(|(repository, _)| repository == name);
            let known = known.map(|(_, known)| known.clone()).unwrap_or_default();
            run.repository(first, group, &known).await;
        }
        first += group.len();
    }
    run.finish()
}

impl<'a> Run<'a> {
    /// Runs the steps of one repository, which begin at `first`.
    async fn repository(&mut self, first: usize, group: &'a [Step], known: &Known) {
        let name = &group[0].repository;
        (self.on_event)(StepEvent::Checking(name.clone()));
        let refused = verify::repository(self.client, name, group, known, self.cancel).await;
        if !self.goes_on() {
            return;
        }
        let refused = match refused {
            Ok(refused) => refused,
            Err(why) => {
                for place in first..first + group.len() {
                    self.end(place, StepEnd::Refused(why.clone()));
                }
                return;
            }
        };

        let mut waiting: Vec<usize> = Vec::new();
        for (place, step) in (first..).zip(group) {
            match refused.get(&step.digest) {
                Some(why) => self.end(place, StepEnd::Refused(why.clone())),
                None => waiting.push(place),
            }
        }
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < CONCURRENCY && self.goes_on() {
                let Some(place) = self.next(&mut waiting) else { break };
                (self.on_event)(StepEvent::Started { step: place });
                let (client, step, cancel) = (self.client, &self.steps[place], self.cancel);
                running.push(async move { (place, run_step(client, step, cancel).await) });
            }
            match running.next().await {
                Some((place, Answer::End(end))) => self.end(place, end),
                Some((place, Answer::Disabled(why))) => {
                    self.stopped.get_or_insert_with(|| why.clone());
                    self.end(place, StepEnd::Failed(why));
                }
                None => return,
            }
        }
    }

    /// Takes the first waiting step whose turn has come. Ends those that must not come any more.
    fn next(&mut self, waiting: &mut Vec<usize>) -> Option<usize> {
        let mut at = 0;
        while let Some(&place) = waiting.get(at) {
            let after = &self.steps[place].after;
            let ended = |&&other: &&usize| self.ends[other].is_some();
            let stays = |&&other: &&usize| self.ends[other].as_ref().is_some_and(|e| !e.is_gone());
            if let Some(&other) = after.iter().find(stays) {
                let kept = self.steps[other].digest.short();
                waiting.remove(at);
                self.end(place, StepEnd::Refused(format!("{kept} stays and needs it.")));
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

    fn end(&mut self, place: usize, end: StepEnd) {
        let step = &self.steps[place];
        let mut gone = Gone {
            repository: step.repository.clone(),
            manifests: std::collections::BTreeSet::new(),
        };
        if end.is_gone() {
            gone.manifests.insert(step.digest.clone());
        }
        if end == StepEnd::Deleted {
            gone.manifests.extend(step.takes.iter().cloned());
        }
        self.ends[place] = Some(end.clone());
        (self.on_event)(StepEvent::Ended { step: place, end, gone });
    }

    fn finish(mut self) -> Outcome {
        let why = self.stopped.clone().unwrap_or_else(|| verify::CANCELLED.to_owned());
        for place in 0..self.steps.len() {
            if self.ends[place].is_none() {
                self.end(place, StepEnd::NotReached(why.clone()));
            }
        }
        let results = self.steps.iter().zip(self.ends).filter_map(|(step, end)| {
            let (repository, digest) = (step.repository.clone(), step.digest.clone());
            Some(StepResult { repository, digest, end: end? })
        });
        Outcome { results: results.collect(), stopped: self.stopped }
    }
}

async fn run_step(client: &Client, step: &Step, cancel: &Cancel) -> Answer {
    match verify::step(client, step).await {
        Ok(true) => {}
        Ok(false) => return Answer::End(StepEnd::AlreadyGone),
        Err(why) => return Answer::End(StepEnd::Refused(why)),
    }
    if cancel.is_cancelled() {
        return Answer::End(StepEnd::NotReached(verify::CANCELLED.to_owned()));
    }
    match client.delete_manifest(&step.repository, &step.digest).await {
        Ok(Deletion::Accepted) => Answer::End(StepEnd::Deleted),
        Ok(Deletion::AlreadyGone) => Answer::End(StepEnd::AlreadyGone),
        Err(error) if error.kind == ErrorKind::DeletesDisabled => {
            Answer::Disabled(error.sentence())
        }
        Err(error) => Answer::End(StepEnd::Failed(error.sentence())),
    }
}
