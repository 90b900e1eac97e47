//! The steps of one repository after their run, and what a look at it found.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::event::StepEnd;
use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::{Action, Step, StepId};
use crate::cleanup::reason::Finding;
use crate::model::{Digest, Manifest, TagName};

/// The steps of one repository after their run.
pub(in crate::cleanup) struct Performed<'a> {
    pub(in crate::cleanup) steps: &'a [Step],
    /// The end of each step; steps that never had a turn have none.
    pub(in crate::cleanup) ends: &'a BTreeMap<StepId, StepEnd>,
    /// The steps of which nobody knows whether the registry did them.
    pub(in crate::cleanup) unclear: &'a BTreeSet<StepId>,
    /// The repository's content when the plan was made.
    pub(in crate::cleanup) planned: &'a Known,
    /// Every manifest that is gone, as far as the answers said.
    pub(in crate::cleanup) gone: &'a BTreeSet<Digest>,
}

/// The result of the last look at a repository.
#[derive(Default)]
pub(in crate::cleanup) struct Found {
    /// Findings for the outcome's notes.
    pub(in crate::cleanup) findings: Vec<Finding>,
    /// Manifests that are gone beyond those that the answers named.
    pub(in crate::cleanup) manifests: BTreeSet<Digest>,
    /// Tags that are gone although their manifest is not known to be.
    pub(in crate::cleanup) tags: BTreeSet<TagName>,
    /// Manifests that are gone by the answers, and that the registry still shows: pushed again, or kept.
    pub(in crate::cleanup) shown: BTreeMap<Digest, Manifest>,
    /// Tags that are gone by the answers, and that the registry still lists, each with its target; `None`
    /// for nothing.
    pub(in crate::cleanup) listed: BTreeMap<TagName, Option<Digest>>,
    /// Tags that pointed to nothing, were to be taken off, and are still listed.
    pub(in crate::cleanup) kept: BTreeSet<TagName>,
    /// Manifests that the registry shows by this tag, and not by their digest.
    pub(in crate::cleanup) served: BTreeMap<Digest, TagName>,
}

impl Performed<'_> {
    /// The tags that are gone, as far as the answers said.
    pub(super) fn gone_tags(&self) -> impl Iterator<Item = &TagName> {
        let gone = self.ended().filter(|(_, is_gone, _)| *is_gone);
        gone.flat_map(|(step, ..)| step.tags())
    }

    /// The tags that pointed to nothing when they were to be taken off.
    pub(super) fn dangling_tags(&self) -> impl Iterator<Item = &TagName> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Untag(untagging) if untagging.digest.is_none() => Some(&untagging.tag),
            _ => None,
        })
    }

    /// The steps, each with whether it took its target away and whether that is in doubt. No answer says what
    /// went along with a manifest that was already gone, or with one that nobody could see.
    pub(super) fn ended(&self) -> impl Iterator<Item = (&Step, bool, bool)> {
        self.steps.iter().map(|step| {
            let end = self.ends.get(&step.id);
            let is_gone = end.is_some_and(StepEnd::is_gone);
            let is_silent = end == Some(&StepEnd::AlreadyGone);
            (step, is_gone, is_silent || self.unclear.contains(&step.id))
        })
    }
}
