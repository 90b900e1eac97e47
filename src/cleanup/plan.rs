//! The plan: everything that a deletion removes, by name, before anything is sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::refusal::Refusal;
use crate::cleanup::selection::Selection;
use crate::model::order::{set_of, sort_by};
use crate::model::{Amount, Digest, FreedRange, Inventory, MediaType, RepositoryName, TagName};
use crate::registry::{Capabilities, SpaceReturns};
use crate::storage::{Analysis, Role};

/// A manifest that somebody wants deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where.
    pub repository: RepositoryName,
    /// Which.
    pub digest: Digest,
    /// The tags that were chosen, where it was chosen by tag. Any other tag on it goes unasked.
    pub tags: Vec<TagName>,
}

/// What to take along with the chosen manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Along {
    /// The (grand)children of indexes that nothing which stays needs: no tag, no lock, no index.
    pub children: bool,
    /// Signatures and other referrers: by subject, and by cosign-style tag. Registries that cascade
    /// take those with a subject in any case.
    pub referrers: bool,
}

/// A preview of a deletion. It cannot be run: see [`Order`](crate::cleanup::Order).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One for each manifest, in the order of the run: an index before its children, a subject
    /// before its referrers, so that a run that stops leaves nothing half there.
    pub steps: Vec<Step>,
    /// What was asked for and stays.
    pub skipped: Vec<Skipped>,
    /// What stays although what it belonged to goes: most of it would be orphans.
    pub leftovers: Vec<Leftover>,
    /// What all of it frees in the whole registry.
    pub freed: FreedRange,
    /// The content of every tag that goes, tag by tag: the logical size that goes.
    pub logical: Amount,
    /// When the space comes back.
    pub frees: SpaceReturns,
    /// By repository: what was known. Anything else is new to the executor.
    pub(super) known: Vec<(RepositoryName, Known)>,
}

/// One DELETE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub repository: RepositoryName,
    /// The manifest that goes.
    pub digest: Digest,
    /// Its type.
    pub media_type: MediaType,
    /// What it is to its repository.
    pub role: Role,
    /// Bytes of its content, shared or not.
    pub content: Amount,
    /// Why it goes.
    pub why: Why,
    /// Every tag on it: all of them go.
    pub tags: Vec<TagName>,
    /// Those of them that nobody chose.
    pub unasked_tags: Vec<TagName>,
    /// What the registry deletes along with it and no step of its own does.
    pub cascaded: Vec<Cascaded>,
    /// The steps, by their place, that must have succeeded before it: else something that stays
    /// would break, or lose what belongs to it.
    pub after: Vec<usize>,
    /// All that the registry deletes along with it, by a step of its own or not.
    pub(super) takes: BTreeSet<Digest>,
}

/// Why a manifest is part of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It was chosen.
    Chosen,
    /// It goes along with this index.
    ChildOf(Digest),
    /// It goes along with its subject.
    ReferrerOf(Digest),
    /// Its cosign-style tags name this manifest, and it goes along with it.
    AttachedTo(Digest),
}

/// A referrer that the registry deletes with its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cascaded {
    /// The referrer.
    pub digest: Digest,
    /// The kind of artifact, where it is stated.
    pub artifact_type: Option<Box<str>>,
    /// Its tags, which go with it.
    pub tags: Vec<TagName>,
}

/// Something that was asked for, and is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where.
    pub repository: RepositoryName,
    /// Which manifest.
    pub digest: Digest,
    /// Its tags.
    pub tags: Vec<TagName>,
    /// Why.
    pub why: Refusal,
}

/// Something that stays although what it belonged to goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Where.
    pub repository: RepositoryName,
    /// Which manifest.
    pub digest: Digest,
    /// Its tags.
    pub tags: Vec<TagName>,
    /// What it belonged to.
    pub left: LeftBehind,
}

/// What a leftover belonged to: a manifest that goes, or another leftover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftBehind {
    /// A child of this index.
    ChildOf(Digest),
    /// A referrer of this manifest.
    ReferrerOf(Digest),
    /// Its cosign-style tag names this manifest.
    AttachedTo(Digest),
    /// What this manifest is about, by its subject or its cosign-style tag.
    SubjectOf(Digest),
}

/// What was known of a repository when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Known {
    pub(super) manifests: BTreeSet<Digest>,
    pub(super) tags: BTreeSet<TagName>,
}

/// The part of a plan that concerns one repository.
pub(super) struct Part {
    pub(super) steps: Vec<Step>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) leftovers: Vec<Leftover>,
}

/// The chosen digests of a repository, each with its chosen tags in order.
pub(super) type Targets<'a> = BTreeMap<&'a Digest, Vec<&'a TagName>>;

impl Plan {
    /// Plans the deletion of the chosen manifests, with all their tags. `analysis` is that of
    /// `inventory`. Never fails: what must not go is skipped with its reason.
    #[must_use]
    pub fn delete_manifests(
        inventory: &Inventory,
        analysis: &Analysis,
        chosen: &[Target],
        along: Along,
        capabilities: &Capabilities,
    ) -> Self {
        let mut plan = Self {
            steps: Vec::new(),
            skipped: Vec::new(),
            leftovers: Vec::new(),
            freed: FreedRange::exact(0),
            logical: Amount::default(),
            frees: capabilities.frees,
            known: Vec::new(),
        };
        // Manifests of different repositories never need each other.
        let mut chosen: Vec<&Target> = chosen.iter().collect();
        sort_by(&mut chosen, |a, b| a.repository.cmp(&b.repository));
        for group in chosen.chunk_by(|a, b| a.repository == b.repository) {
            let (name, targets) = (&group[0].repository, by_digest(group));
            let Some(repository) = inventory.repositories.get(name) else {
                plan.skipped.extend(targets.into_keys().map(|digest| Skipped {
                    repository: name.clone(),
                    digest: digest.clone(),
                    tags: Vec::new(),
                    why: Refusal::NotRead,
                }));
                continue;
            };
            let selection =
                Selection::of(name, repository, analysis, &targets, along, capabilities);
            plan.add(selection.into_part(plan.steps.len()));
            let manifests = set_of(repository.manifests.keys().cloned());
            let tags = set_of(repository.tags.keys().cloned());
            plan.known.push((name.clone(), Known { manifests, tags }));
        }
        plan.count(analysis);
        plan
    }

    /// How many manifests go, those that the registry deletes by itself included.
    #[must_use]
    pub fn manifests(&self) -> usize {
        self.going().count()
    }

    /// Every tag that goes.
    pub fn tags(&self) -> impl Iterator<Item = (&RepositoryName, &TagName)> {
        self.steps.iter().flat_map(|step| {
            let cascaded = step.cascaded.iter().flat_map(|cascaded| &cascaded.tags);
            step.tags.iter().chain(cascaded).map(|tag| (&step.repository, tag))
        })
    }

    /// Every manifest that goes.
    pub fn going(&self) -> impl Iterator<Item = (&RepositoryName, &Digest)> {
        self.steps.iter().flat_map(|step| {
            let cascaded = step.cascaded.iter().map(|cascaded| &cascaded.digest);
            std::iter::once(&step.digest).chain(cascaded).map(|digest| (&step.repository, digest))
        })
    }

    /// What has to be typed to confirm it: the number of steps, where there are several.
    #[must_use]
    pub fn confirmation(&self) -> Option<String> {
        (self.steps.len() > 1).then(|| self.steps.len().to_string())
    }

    fn add(&mut self, part: Part) {
        self.steps.extend(part.steps);
        self.skipped.extend(part.skipped);
        self.leftovers.extend(part.leftovers);
    }

    fn count(&mut self, analysis: &Analysis) {
        self.freed = analysis.exclusive_of(self.going());
        for step in &self.steps {
            self.logical += times(step.content, step.tags.len());
            for cascaded in &step.cascaded {
                let content = analysis.content(&step.repository, &cascaded.digest);
                self.logical += times(content.unwrap_or_default(), cascaded.tags.len());
            }
        }
    }
}

fn times(Amount { bytes, has_gaps }: Amount, tags: usize) -> Amount {
    if tags == 0 {
        return Amount::default();
    }
    Amount { bytes: bytes.saturating_mul(tags as u64), has_gaps }
}

fn by_digest<'a>(chosen: &[&'a Target]) -> Targets<'a> {
    let mut targets = Targets::new();
    for target in chosen {
        let tags = targets.entry(&target.digest).or_default();
        for tag in &target.tags {
            if let Err(place) = tags.binary_search(&tag) {
                tags.insert(place, tag);
            }
        }
    }
    targets
}
