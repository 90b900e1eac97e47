//! The plan: everything that a deletion removes, by name, before anything is sent.

use std::collections::BTreeSet;

use crate::cleanup::planning::cascade::Cascade;
use crate::cleanup::planning::confirmation::Confirmation;
use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::step::{Action, Item, Step, StepId};
use crate::model::order::set_of;
use crate::model::{Amount, Digest, FreedRange, Repository, RepositoryName, TagName};
use crate::registry::{Capabilities, SpaceReturns};
use crate::storage::Analysis;

/// A preview of a deletion. It cannot be run: see [`Order`](crate::cleanup::Order).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The kind of deletion.
    pub aim: Aim,
    /// Steps in the order of the run: an index before its children, a subject before its referrers, so that
    /// a run that stops early leaves no broken image.
    pub steps: Vec<Step>,
    /// Targets that stay although somebody asked for them.
    pub skipped: Vec<Skipped>,
    /// Manifests that stay although the manifest that they belonged to is deleted: most of them become
    /// orphans.
    pub leftovers: Vec<Leftover>,
    /// The bytes that all of it frees in the whole registry.
    pub freed: FreedRange,
    /// The part of it that each deleted manifest frees by itself, in the order of the steps: no other one uses it. A
    /// manifest counts together with those that the registry deletes along.
    pub parts: Vec<FreedRange>,
    /// Whether the registry lists its untagged manifests. Where it does not, unseen ones may use some of
    /// the blobs, and less is freed.
    pub lists_untagged: bool,
    /// Whether the registry may hold repositories that the sign-in is not shown: they may use some of the
    /// blobs, too.
    pub sees_part: bool,
    /// Whether it deletes an index of which children were not asked for: any of them that is there stays.
    pub leaves_unasked: bool,
    /// The logical size of the removed tags: the sum over tags of each tag's content.
    pub logical: Amount,
    /// The moment when the space comes back.
    pub frees: SpaceReturns,
    /// The content of each repository when the plan was made. A manifest or tag that is not in it counts as
    /// new during the run.
    pub(in crate::cleanup) known: Vec<(RepositoryName, Known)>,
}

/// Kinds of deletion that somebody may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Tags are taken off.
    Untag,
    /// Manifests are deleted with their tags.
    DeleteManifests,
    /// Repositories are deleted with everything in them.
    DeleteRepositories,
}

/// A target that somebody asked for, and that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The repository that the target is in, or is.
    pub repository: RepositoryName,
    /// The repository itself, a manifest or a tag.
    pub item: Item,
    /// The tags on the manifest; empty for a tag or a repository.
    pub tags: Vec<TagName>,
    /// The tags by which the manifest was chosen.
    pub chosen: Vec<TagName>,
    /// The reason why it stays.
    pub why: Refusal,
}

/// A manifest that stays although the manifest or tag that it belonged to is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// The repository that holds it.
    pub repository: RepositoryName,
    /// The digest of the manifest that stays.
    pub digest: Digest,
    /// The tags that are left on it.
    pub tags: Vec<TagName>,
    /// The relation to the manifest or tag that is removed.
    pub left: LeftBehind,
    /// Whether it becomes an orphan: a root reaches it now, and none will.
    pub is_orphan: bool,
}

impl Leftover {
    /// The repository and the digest, as a key.
    pub(in crate::cleanup) fn place(&self) -> (&RepositoryName, &Digest) {
        (&self.repository, &self.digest)
    }

    /// Whether the manifest loses its last tag, and nothing else reaches it.
    pub(in crate::cleanup) fn is_untagged_orphan(&self) -> bool {
        self.left == LeftBehind::Untagged && self.is_orphan
    }
}

/// The relation of a leftover to what it belonged to: a manifest or tag that is removed, or another
/// leftover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftBehind {
    /// A child of this index.
    ChildOf(Digest),
    /// A referrer of this manifest.
    ReferrerOf(Digest),
    /// Attached to this manifest by a cosign-style tag.
    AttachedTo(Digest),
    /// The subject of this manifest, by its `subject` or its cosign-style tag.
    SubjectOf(Digest),
    /// Without a tag from now on, or needed only by a manifest that is.
    Untagged,
}

/// The content of a repository that was known when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::cleanup) struct Known {
    pub(in crate::cleanup) manifests: BTreeSet<Digest>,
    pub(in crate::cleanup) tags: BTreeSet<TagName>,
    /// The deletions that the registry makes by itself.
    pub(in crate::cleanup) cascade: Cascade,
    /// Whether the plan deletes everything in the repository.
    pub(in crate::cleanup) is_cleared: bool,
}

/// The part of a plan that concerns one repository.
#[derive(Default)]
pub(in crate::cleanup) struct Part {
    pub(in crate::cleanup) steps: Vec<Step>,
    pub(in crate::cleanup) skipped: Vec<Skipped>,
    pub(in crate::cleanup) leftovers: Vec<Leftover>,
    pub(in crate::cleanup) cascade: Cascade,
}

impl Plan {
    pub(in crate::cleanup) fn empty(aim: Aim, capabilities: &Capabilities) -> Self {
        Self {
            aim,
            steps: Vec::new(),
            skipped: Vec::new(),
            leftovers: Vec::new(),
            freed: FreedRange::exact(0),
            parts: Vec::new(),
            lists_untagged: true,
            sees_part: false,
            leaves_unasked: false,
            logical: Amount::default(),
            frees: capabilities.frees,
            known: Vec::new(),
        }
    }

    /// Adds the part of one repository. Its steps refer to each other by their places in it, and get their
    /// names in the plan here.
    pub(in crate::cleanup) fn add(
        &mut self,
        name: &RepositoryName,
        repository: &Repository,
        part: Part,
    ) {
        let first = self.steps.len();
        let named = |StepId(place)| StepId(first + place);
        self.steps.extend(part.steps.into_iter().enumerate().map(|(place, step)| Step {
            id: named(StepId(place)),
            after: step.after.into_iter().map(named).collect(),
            ..step
        }));
        let has_unasked = |step: &Step| {
            let going = step.manifests();
            let mut records =
                going.iter().filter_map(|(digest, ..)| repository.manifests.get(*digest));
            records.any(|record| repository.unasked_of(&record.manifest) > 0)
        };
        self.leaves_unasked |= self.steps[first..].iter().any(has_unasked);
        self.skipped.extend(part.skipped);
        self.leftovers.extend(part.leftovers);
        let manifests = set_of(repository.manifests.keys().cloned());
        let tags = set_of(repository.tags.keys().cloned());
        let is_cleared = self.aim == Aim::DeleteRepositories;
        let known = Known { manifests, tags, cascade: part.cascade, is_cleared };
        self.known.push((name.clone(), known));
    }

    pub(in crate::cleanup) fn skip(
        &mut self,
        repository: &RepositoryName,
        item: Item,
        why: Refusal,
    ) {
        let repository = repository.clone();
        let (tags, chosen) = (Vec::new(), Vec::new());
        self.skipped.push(Skipped { repository, item, tags, chosen, why });
    }

    /// Fills in the figures: the bytes that all steps free together, and their logical size.
    pub(in crate::cleanup) fn count(mut self, analysis: &Analysis) -> Self {
        self.freed = analysis.exclusive_of(self.going());
        self.parts = analysis.parts_of(&self.groups());
        self.lists_untagged = analysis.totals.lists_untagged;
        self.sees_part = analysis.totals.sees_part;
        for step in &self.steps {
            if let Action::Untag(untagging) = &step.action {
                self.logical += untagging.content;
            }
            for (_, tags, content) in step.manifests() {
                self.logical += times(content, tags.len());
            }
        }
        self
    }

    /// The manifests that count as one: a deleted one with those that the registry takes along, and each one of a
    /// deleted repository.
    fn groups(&self) -> Vec<Vec<(&RepositoryName, &Digest)>> {
        let mut groups = Vec::new();
        for step in &self.steps {
            let all: Vec<_> =
                step.manifests().iter().map(|(digest, ..)| (&step.repository, *digest)).collect();
            match step.removal() {
                Some(_) => groups.push(all),
                None => groups.extend(all.into_iter().map(|one| vec![one])),
            }
        }
        groups
    }

    /// The number of manifests that are deleted, including those that the registry deletes by itself.
    #[must_use]
    pub fn manifests(&self) -> usize {
        self.going().count()
    }

    /// The number of deleted manifests that have no tag.
    #[must_use]
    pub fn untagged(&self) -> usize {
        let all = self.steps.iter().flat_map(|step| step.manifests());
        all.filter(|(_, tags, _)| tags.is_empty()).count()
    }

    /// Every tag that is removed, by itself or with its manifest.
    pub fn tags(&self) -> impl Iterator<Item = (&RepositoryName, &TagName)> {
        self.steps
            .iter()
            .flat_map(|step| step.tags().into_iter().map(|tag| (&step.repository, tag)))
    }

    /// Every manifest that is deleted, including those that the registry deletes by itself.
    pub fn going(&self) -> impl Iterator<Item = (&RepositoryName, &Digest)> {
        self.steps.iter().flat_map(|step| {
            step.manifests().into_iter().map(|(digest, ..)| (&step.repository, digest))
        })
    }

    /// The repositories in which anything is removed, in the order of the steps.
    #[must_use]
    pub fn repositories(&self) -> Vec<&RepositoryName> {
        self.steps
            .chunk_by(|a, b| a.repository == b.repository)
            .map(|group| &group[0].repository)
            .collect()
    }

    /// The text that has to be typed to confirm the plan.
    #[must_use]
    pub fn confirmation(&self) -> Confirmation {
        match (self.aim, self.repositories().as_slice(), self.steps.len()) {
            (Aim::DeleteRepositories, [name], _) => Confirmation::Name((*name).clone()),
            (Aim::DeleteRepositories, names, _) => Confirmation::Count(names.len()),
            (Aim::Untag | Aim::DeleteManifests, _, 0 | 1) => Confirmation::Nothing,
            (Aim::Untag | Aim::DeleteManifests, _, steps) => Confirmation::Count(steps),
        }
    }
}

/// The content of a manifest, once for each of its tags: a gap in the content of none counts for nothing.
pub(in crate::cleanup) fn times(content: Amount, tags: usize) -> Amount {
    if tags == 0 { Amount::default() } else { content.times(tags as u64) }
}
