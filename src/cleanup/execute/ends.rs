//! Ends of steps: the change that each made in the registry, and the further changes that the last look
//! finds.

use crate::cleanup::afterwards::{self, Performed};
use crate::cleanup::done::Done;
use crate::cleanup::event::{Change, Shown, StepEnd, StepEvent};
use crate::cleanup::execute::repository::RepositoryRun;
use crate::cleanup::planning::step::{Action, Item, Step, StepId};
use crate::cleanup::reason::{Failure, Note};
use crate::model::TagName;

impl RepositoryRun<'_, '_> {
    /// Records the end of a step, and reports it with the change that it made.
    pub(super) fn end(&mut self, id: StepId, done: Done) {
        let step = self.step(id);
        let Done { end, took, placed, is_unclear, .. } = done;
        let mut change = Change { placed, ..Change::none_in(&step.repository) };
        match &step.action {
            _ if !end.is_gone() => {}
            Action::Untag(untagging) => {
                change.tags.insert(untagging.tag.clone());
            }
            Action::DeleteManifest(removal) if end == StepEnd::AlreadyGone => {
                // Somebody else deleted it: which manifests were deleted along is unknown.
                self.gone.insert(removal.digest.clone());
                change.manifests.insert(removal.digest.clone());
            }
            Action::DeleteManifest(removal) => {
                let mut went = self.known.cascade.delete(&mut self.gone, &removal.digest);
                // A manifest with a step of its own may have been locked meanwhile, and so was not deleted
                // along. Its own step finds that out; where that has ended already, the last look does.
                went.retain(|digest| {
                    let own = self.own.get(digest).filter(|own| **own != id);
                    if own.is_some_and(|own| self.run.ends.contains_key(own)) {
                        self.gone.remove(digest);
                    }
                    own.is_none()
                });
                change.manifests.extend(went);
            }
            Action::DeleteRepository(_) => change.is_gone = true,
        }
        if !end.is_gone() {
            self.is_unsettled = true;
            if let Some(removal) = step.removal() {
                self.gone.remove(&removal.digest);
            }
        }
        if is_unclear {
            self.unclear.insert(id);
        }
        self.gone.extend(took.iter().cloned());
        change.manifests.extend(took);
        // From here on these manifests and tags are unknown: one that appears again was pushed by somebody
        // else.
        if end.is_gone() {
            change.tags.extend(tags_on(step, &change));
            for digest in &change.manifests {
                self.known.manifests.remove(digest);
            }
            for tag in step.tags() {
                self.known.tags.remove(tag);
            }
        }
        self.run.ends.insert(id, end.clone());
        (self.run.on_event)(StepEvent::Ended { step: id, end, change });
    }

    /// Looks at the repository once more, if anything was deleted or untagged there, by the client that
    /// nobody stops.
    pub(super) async fn look_after(&mut self) {
        let steps = self.steps;
        let repository = &steps[0].repository;
        let may_be_gone = !self.gone.is_empty() || !self.unclear.is_empty();
        let is_untagging = matches!(steps[0].action, Action::Untag(_));
        let is_off = |step: &Step| self.run.ends.get(&step.id).is_some_and(StepEnd::is_gone);
        let performed = Performed {
            steps,
            ends: &self.run.ends,
            unclear: &self.unclear,
            planned: self.planned,
            gone: &self.gone,
        };
        let client = self.run.client;
        let found = if may_be_gone {
            afterwards::look(client, repository, &performed).await
        } else if is_untagging && steps.iter().any(is_off) {
            afterwards::look_at_tags(client, repository, &performed).await
        } else {
            return;
        };
        let note = |finding| Note { repository: repository.clone(), finding };
        self.run.notes.extend(found.findings.into_iter().map(note));
        let mut with_manifests = Change::none_in(repository);
        with_manifests.manifests.extend(found.manifests);
        for step in steps {
            let tags: Vec<TagName> = tags_on(step, &with_manifests).collect();
            with_manifests.tags.extend(tags);
        }
        let mut alone = Change::none_in(repository);
        alone.tags.extend(found.tags);
        for change in [with_manifests, alone] {
            if !change.manifests.is_empty() || !change.tags.is_empty() {
                (self.run.on_event)(StepEvent::FoundGone(change));
            }
        }
        if !found.shown.is_empty() || !found.listed.is_empty() {
            (self.run.on_event)(StepEvent::FoundThere(Shown {
                repository: repository.clone(),
                manifests: found.shown.into_values().collect(),
                tags: found.listed.into_iter().collect(),
            }));
        }
        let served = found.served.into_iter();
        let served =
            served.map(|(digest, tag)| (Item::Manifest(digest), Failure::StillServed(tag)));
        let kept = found.kept.into_iter().map(|tag| (Item::Tag(tag), Failure::StillListed));
        for (item, why) in served.chain(kept) {
            self.correct(&item, why);
        }
    }

    /// Corrects the end of the step with this target, because the last look found that the target is not
    /// gone.
    fn correct(&mut self, item: &Item, why: Failure) {
        let is_its = |step: &&Step| step.item() == *item;
        let Some(step) = self.steps.iter().find(is_its).map(|step| step.id) else { return };
        let end = StepEnd::Failed(why);
        self.run.ends.insert(step, end.clone());
        let change = Change::none_in(&self.steps[0].repository);
        (self.run.on_event)(StepEvent::Ended { step, end, change });
    }
}

/// The tags on those manifests of `change` that `step` deletes, as the plan names them.
fn tags_on(step: &Step, change: &Change) -> impl Iterator<Item = TagName> + use<> {
    let mut tags = Vec::new();
    for (digest, on_it, _) in step.manifests() {
        if change.manifests.contains(digest) {
            tags.extend(on_it.iter().cloned());
        }
    }
    tags.into_iter()
}
