//! Events of a run: each step as it ends, with what is true afterwards; and the outcome.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cleanup::planning::step::{Item, StepId};
use crate::cleanup::reason::{Deviation, Failure, Note, Obstacle, Stop};
use crate::model::{
    Attributes, Digest, Inventory, Manifest, ManifestRecord, RepositoryName, Tag, TagName,
    TagTarget,
};
use crate::registry::{Deletes, Error};

/// An event of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepEvent {
    /// The content of a repository is being read again before anything in it is changed.
    Checking(RepositoryName),
    /// A step has begun: its target is looked at.
    Started {
        /// The step's name in the plan.
        step: StepId,
    },
    /// A step has ended.
    Ended {
        /// The step's name in the plan.
        step: StepId,
        /// The result, with its reason.
        end: StepEnd,
        /// The difference that it made in the registry.
        change: Change,
    },
    /// The last look at a repository found that more is gone there.
    FoundGone(Change),
    /// The last look at a repository found manifests or tags that are gone by the answers.
    FoundThere(Shown),
}

/// Manifests and tags that are gone by the answers, and that the registry shows all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The repository that shows them.
    pub repository: RepositoryName,
    /// The manifests, as they were read again.
    pub manifests: Vec<Manifest>,
    /// The tags, each with its target; `None` for nothing.
    pub tags: Vec<(TagName, Option<Digest>)>,
}

/// Ends of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepEnd {
    /// The registry did it.
    Done,
    /// The registry says that its target was not there any more.
    AlreadyGone,
    /// The registry did it, but something besides or instead happened that the plan did not say, or may
    /// have.
    Differs(Deviation),
    /// The target was left alone: something has changed since the plan was made, or could not be checked.
    Refused(Obstacle),
    /// The registry did not do it, or whether it did could not be seen.
    Failed(Failure),
    /// The run ended before its turn came.
    NotReached(Stop),
}

/// The difference that a step made in its repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The repository that has changed.
    pub repository: RepositoryName,
    /// The repository is gone as a whole.
    pub is_gone: bool,
    /// Manifests that are gone, each with its tags.
    pub manifests: BTreeSet<Digest>,
    /// Tags that are gone, by themselves or with these manifests.
    pub tags: BTreeSet<TagName>,
    /// A manifest that was pushed, and the tag that points to it now.
    pub placed: Option<Box<(TagName, Manifest)>>,
}

/// A step and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// The step's name in the plan.
    pub step: StepId,
    /// The repository in which the step worked.
    pub repository: RepositoryName,
    /// The repository itself, or the manifest or tag in it.
    pub item: Item,
    /// The result, with its reason.
    pub end: StepEnd,
}

/// The outcome of a run: one result for each step of the plan, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The result of each step.
    pub results: Vec<StepResult>,
    /// The reason why the run ended early, if it did.
    pub stopped: Option<Stop>,
    /// Findings of the last looks: manifests and tags that were hit besides the plan, or may have been,
    /// because others changed something at the same time.
    pub notes: Vec<Note>,
    /// Whether the registry deletes at all; `None` where the run did not find out.
    pub deletes: Option<Deletes>,
}

impl StepEvent {
    /// The repository that the registry does not have any more since this event.
    #[must_use]
    pub fn gone_repository(&self) -> Option<&RepositoryName> {
        match self {
            Self::Ended { change, .. } | Self::FoundGone(change) => {
                change.is_gone.then_some(&change.repository)
            }
            Self::FoundThere(_) | Self::Checking(_) | Self::Started { .. } => None,
        }
    }

    /// Takes the change that the event reports into an inventory.
    pub fn apply(&self, inventory: &mut Inventory) {
        let change = match self {
            Self::Ended { change, .. } | Self::FoundGone(change) => change,
            Self::FoundThere(shown) => return shown.apply(inventory),
            Self::Checking(_) | Self::Started { .. } => return,
        };
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
            // A tag that was moved to another manifest is still there.
            Some(_) if !change.manifests.is_empty() => true,
            // A tag whose manifest a scan has not read yet is removed by its name.
            _ => !change.tags.contains(name),
        });
        if let Some(placed) = &change.placed {
            let (tag, manifest) = &**placed;
            repository.take_manifest(ManifestRecord::of(manifest.clone()));
            repository.tags.insert(tag.clone(), tag_on(Some(manifest.digest.clone())));
        }
    }
}

impl Shown {
    /// Puts the manifests and tags back into an inventory.
    fn apply(&self, inventory: &mut Inventory) {
        let Some(repository) = inventory.repositories.get_mut(&self.repository) else { return };
        for manifest in &self.manifests {
            repository.take_manifest(ManifestRecord::of(manifest.clone()));
        }
        for (tag, target) in &self.tags {
            repository.tags.insert(tag.clone(), tag_on(target.clone()));
        }
    }
}

/// A tag of which only the target is known; `None` for nothing.
fn tag_on(target: Option<Digest>) -> Tag {
    let target = target.map_or(TagTarget::Absent, TagTarget::Digest);
    Tag { target, last_updated: None, attributes: Attributes::OPEN }
}

impl Change {
    /// A change of `repository` by which nothing is gone and nothing new.
    pub(super) fn none_in(repository: &RepositoryName) -> Self {
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
    /// Whether the step's target is gone.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Done | Self::AlreadyGone | Self::Differs(_))
    }

    /// Whether somebody stopped the run before its turn, and no other reason kept it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::NotReached(Stop::Cancelled))
    }

    /// The failure of a question or a request that ended the step, with nothing changed.
    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::Refused(Obstacle::Unchecked(error) | Obstacle::NoRight(error))
            | Self::Failed(Failure::Refused(error) | Failure::StillThere(error))
            | Self::Failed(Failure::Untouched { error: Some(error), .. }) => Some(error),
            _ => None,
        }
    }

    /// Whether the step simply did what the plan said, or found it done.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Done | Self::AlreadyGone)
    }
}

impl Outcome {
    /// The number of steps whose target is gone.
    #[must_use]
    pub fn gone(&self) -> usize {
        self.results.iter().filter(|result| result.end.is_gone()).count()
    }

    /// The number of steps that had no turn because somebody stopped the run.
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
