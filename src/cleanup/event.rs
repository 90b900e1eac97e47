//! What a run reports: each step as it ends, and what is true afterwards.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cleanup::action::{Item, StepId};
use crate::cleanup::reason::{Difference, Failure, Note, Obstacle, Stop};
use crate::model::{
    Attributes, Digest, Inventory, Manifest, ManifestRecord, RepositoryName, Tag, TagName,
    TagTarget,
};
use crate::registry::Deletes;

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepEvent {
    /// The content of a repository is being read again before anything in it is changed.
    Checking(RepositoryName),
    /// A step has begun.
    Started {
        /// Which.
        step: StepId,
    },
    /// A step has ended.
    Ended {
        /// Which.
        step: StepId,
        /// How.
        end: StepEnd,
        /// What is different in the registry because of it.
        change: Change,
    },
    /// The last look at a repository found that more is gone there.
    FoundGone(Change),
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepEnd {
    /// The registry did it.
    Done,
    /// The registry says that what was to go was not there any more.
    AlreadyGone,
    /// The registry did it, and something else than the plan said, or it is not known what.
    Differs(Difference),
    /// It was left alone: something has changed since the plan was made, or could not be checked.
    Refused(Obstacle),
    /// The registry did not do it, or it could not be seen whether it did.
    Failed(Failure),
    /// The run ended before its turn.
    NotReached(Stop),
}

/// What is different in one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub repository: RepositoryName,
    /// Whether it is gone as a whole.
    pub is_gone: bool,
    /// Manifests that went, each with its tags.
    pub manifests: BTreeSet<Digest>,
    /// Tags that went, by themselves or with these manifests.
    pub tags: BTreeSet<TagName>,
    /// A manifest that was pushed, and the tag that points to it now.
    pub placed: Option<Box<(TagName, Manifest)>>,
}

/// A step and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// Its name in the plan.
    pub step: StepId,
    /// Its repository.
    pub repository: RepositoryName,
    /// Its target.
    pub item: Item,
    /// How it ended.
    pub end: StepEnd,
}

/// How a run ended: one result for each step of the plan, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The results.
    pub results: Vec<StepResult>,
    /// Why the run ended before its end, if it did.
    pub stopped: Option<Stop>,
    /// What else was hit, or may have been, because others changed something at the same time.
    pub notes: Vec<Note>,
    /// Whether the registry deletes at all, as far as the run found out.
    pub deletes: Option<Deletes>,
}

impl StepEvent {
    /// Makes an inventory true again.
    pub fn apply(&self, inventory: &mut Inventory) {
        let (Self::Ended { change, .. } | Self::FoundGone(change)) = self else { return };
        if change.is_gone {
            inventory.repositories.remove(&change.repository);
            return;
        }
        let Some(repository) = inventory.repositories.get_mut(&change.repository) else { return };
        for digest in &change.manifests {
            repository.take_out(digest);
        }
        repository.tags.retain(|name, tag| match tag.digest() {
            Some(digest) if change.manifests.contains(digest) => false,
            // On something else by now, it did not go with its manifest.
            Some(_) if !change.manifests.is_empty() => true,
            // A scan that is under way may not have read yet what it pointed to.
            _ => !change.tags.contains(name),
        });
        if let Some(placed) = &change.placed {
            let (tag, manifest) = &**placed;
            repository.take_manifest(ManifestRecord::of(manifest.clone()));
            let target = TagTarget::Digest(manifest.digest.clone());
            let moved = Tag { target, last_updated: None, attributes: Attributes::OPEN };
            repository.tags.insert(tag.clone(), moved);
        }
    }
}

impl Change {
    /// Nothing yet.
    pub(super) fn of(repository: &RepositoryName) -> Self {
        Self {
            repository: repository.clone(),
            is_gone: false,
            manifests: BTreeSet::new(),
            tags: BTreeSet::new(),
            placed: None,
        }
    }
}

impl StepEnd {
    /// Whether what was to go is not there any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Done | Self::AlreadyGone | Self::Differs(_))
    }

    /// Whether somebody stopped the run before its turn, and nothing else kept it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::NotReached(Stop::Cancelled))
    }

    /// Whether the step simply did what the plan said, or found it done.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Done | Self::AlreadyGone)
    }
}

impl Outcome {
    /// How many of the plan's steps took away what they were to take away.
    #[must_use]
    pub fn gone(&self) -> usize {
        self.results.iter().filter(|result| result.end.is_gone()).count()
    }

    /// How many steps had no turn because somebody stopped the run.
    #[must_use]
    pub fn cancelled(&self) -> usize {
        self.results.iter().filter(|result| result.end.is_cancelled()).count()
    }

    /// Whether every step that had its turn did what the plan said, and nothing else.
    #[must_use]
    pub fn is_as_planned(&self) -> bool {
        let ends = self.results.iter().map(|result| &result.end);
        self.notes.is_empty() && ends.filter(|end| !end.is_cancelled()).all(StepEnd::is_plain)
    }

    /// Whether every step did what the plan said, and nothing else.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_as_planned() && self.cancelled() == 0
    }
}
