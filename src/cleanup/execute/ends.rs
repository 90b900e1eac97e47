//! How steps end: what is different because of one, and what the last look finds beyond that.

use crate::cleanup::action::{Action, Step};
use crate::cleanup::afterwards::{self, Ran};
use crate::cleanup::done::Done;
use crate::cleanup::event::{Change, StepEnd, StepEvent};
use crate::cleanup::execute::Run;
use crate::model::TagName;

impl Run<'_> {
    /// Takes in how a step ended, and tells it.
    pub(super) fn end(&mut self, place: usize, done: Done) {
        let step = &self.steps[place];
        let Done { end, took, placed, is_unclear, .. } = done;
        let mut change = Change { placed, ..Change::of(&step.repository) };
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
                let mut went = self.known.cascade.delete(&mut self.gone, &removal.digest);
                // Whether the registry took what has a step of its own along is seen there: somebody may
                // have locked it meanwhile. If that has ended, the last look tells.
                went.retain(|digest| {
                    let own = self.own.get(digest).filter(|own| **own != place);
                    if own.is_some_and(|own| self.ends[*own].is_some()) {
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
            self.unclear.insert(place);
        }
        self.gone.extend(took.iter().cloned());
        change.manifests.extend(took);
        // Whatever of it is there again was pushed by somebody else: it is new.
        if end.is_gone() {
            change.tags.extend(tags_on(step, &change));
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

    /// Looks at the repository of `group`, whose steps begin at `first`, once more, by the client that
    /// nobody stops.
    pub(super) async fn look_after(&mut self, first: usize, group: &[Step]) {
        let ran = Ran {
            steps: group,
            ends: &self.ends[first..first + group.len()],
            unclear: self.unclear.iter().filter_map(|place| place.checked_sub(first)).collect(),
            planned: self.planned,
            gone: &self.gone,
        };
        let found = afterwards::look(self.client, &group[0].repository, &ran).await;
        self.notes.extend(found.notes);
        let mut with_manifests = Change::of(&group[0].repository);
        with_manifests.manifests.extend(found.manifests);
        for step in group {
            let tags: Vec<TagName> = tags_on(step, &with_manifests).collect();
            with_manifests.tags.extend(tags);
        }
        let mut alone = Change::of(&group[0].repository);
        alone.tags.extend(found.tags);
        for change in [with_manifests, alone] {
            if !change.manifests.is_empty() || !change.tags.is_empty() {
                (self.on_event)(StepEvent::Looked(change));
            }
        }
    }
}

/// The tags that the plan says are on the manifests of `change` that go by `step`.
fn tags_on(step: &Step, change: &Change) -> impl Iterator<Item = TagName> + use<> {
    let mut tags = Vec::new();
    for (digest, on_it, _) in step.manifests() {
        if change.manifests.contains(digest) {
            tags.extend(on_it.iter().cloned());
        }
    }
    tags.into_iter()
}
