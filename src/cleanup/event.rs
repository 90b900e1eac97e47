//! What a run reports: each step as it ends, and what is true afterwards.

use std::collections::BTreeSet;

use crate::model::{Digest, Inventory, RepositoryName};

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepEvent {
    /// The tags of a repository are being read again before anything in it is deleted.
    Checking(RepositoryName),
    /// A step has begun.
    Started {
        /// Its place in the plan.
        step: usize,
    },
    /// A step has ended.
    Ended {
        /// Its place in the plan.
        step: usize,
        /// How.
        end: StepEnd,
        /// What the registry no longer holds because of it.
        gone: Gone,
    },
}

/// How a step ended. The texts are sentences for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepEnd {
    /// The registry deleted it.
    Deleted,
    /// The registry says that it was not there any more.
    AlreadyGone,
    /// It was left alone: something has changed since the plan was made, or could not be checked.
    Refused(String),
    /// The registry did not delete it.
    Failed(String),
    /// The run ended before its turn.
    NotReached(String),
}

/// Manifests of one repository that went, with their tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Where.
    pub repository: RepositoryName,
    /// Which.
    pub manifests: BTreeSet<Digest>,
}

/// A step and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepResult {
    /// Where.
    pub repository: RepositoryName,
    /// Which manifest.
    pub digest: Digest,
    /// How it ended.
    pub end: StepEnd,
}

/// How a run ended: one result for each step of the plan, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The results.
    pub results: Vec<StepResult>,
    /// Why the run ended before its end, if it did: a sentence.
    pub stopped: Option<String>,
}

impl StepEvent {
    /// Makes an inventory true again: takes out what went, with the tags that pointed to it.
    pub fn apply(&self, inventory: &mut Inventory) {
        let Self::Ended { gone, .. } = self else { return };
        let Some(repository) = inventory.repositories.get_mut(&gone.repository) else { return };
        for digest in &gone.manifests {
            repository.lose(digest);
        }
        if !gone.manifests.is_empty() {
            let points_there =
                |digest: Option<&Digest>| digest.is_some_and(|d| gone.manifests.contains(d));
            repository.tags.retain(|_, tag| !points_there(tag.digest()));
        }
    }
}

impl StepEnd {
    /// Whether the manifest is not there any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Deleted | Self::AlreadyGone)
    }

    /// The reason, where it is still there.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Deleted | Self::AlreadyGone => None,
            Self::Refused(why) | Self::Failed(why) | Self::NotReached(why) => Some(why),
        }
    }
}

impl Outcome {
    /// How many manifests of the plan's steps are not there any more.
    #[must_use]
    pub fn gone(&self) -> usize {
        self.results.iter().filter(|result| result.end.is_gone()).count()
    }

    /// Whether every step did what the plan said.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.gone() == self.results.len()
    }
}
