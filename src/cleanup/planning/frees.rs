//! Bytes that deletions free, for the rows of a table and for a selection of them: as plans count them that are made
//! with the same choice.

use std::collections::BTreeSet;

use crate::cleanup::planning::plan::times;
use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::selection::{Ground, Selection};
use crate::cleanup::planning::target::{Along, Targets};
use crate::model::{Amount, Digest, FreedRange, Repository, RepositoryName};
use crate::registry::Capabilities;
use crate::storage::{Analysis, ManifestFigures};

/// The bytes that deletions in one repository free, by [the choice](Along::by_default) with which a plan begins.
/// While the repository is not read whole, which every plan refuses, they are estimates.
pub struct Frees<'a> {
    ground: Ground<'a>,
    along: Along,
}

/// The bytes that the deletion of one manifest frees, with its tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freed {
    /// By the default choice, as its plan says; for a manifest that a lock keeps, as if it were unlocked.
    pub usual: FreedRange,
    /// By the opposite choice: without the manifests that are deleted along by default, or with them.
    pub other: FreedRange,
    /// Whether the default choice deletes platform images and signatures along.
    pub takes_along: bool,
    /// The reason why the manifest stays for now.
    pub kept: Option<Refusal>,
}

impl<'a> Frees<'a> {
    /// The figures for one repository. `analysis` is that of the inventory that holds it.
    #[must_use]
    pub fn of(
        name: &'a RepositoryName,
        repository: &'a Repository,
        analysis: &'a Analysis,
        capabilities: &Capabilities,
    ) -> Self {
        let ground = Ground::of(name, repository, analysis, capabilities);
        Self { ground, along: Along::by_default(capabilities) }
    }

    /// Whether a lock keeps the manifest: its own, that of a tag on it, or that of the whole repository.
    #[must_use]
    pub fn is_locked(&self, digest: &Digest) -> bool {
        self.ground.lock_on(digest).is_some()
    }

    /// Bytes that come back when a manifest is deleted with its tags. `figures` are the manifest's own: they hold the
    /// answer for a manifest with nothing that belongs to it.
    #[must_use]
    pub fn of_manifest(&self, digest: &Digest, figures: &ManifestFigures) -> Freed {
        let Ground { name, analysis, unclear, other_digests, .. } = &self.ground;
        let takes_along = self.along.children;
        // Most manifests: they are deleted alone, or an index that stays keeps them.
        if unclear.is_empty() && other_digests.is_empty() && analysis.is_bare(name, digest) {
            let index = self.ground.index_above(digest, |_| true);
            let usual = index.as_ref().map_or(figures.exclusive, |_| FreedRange::exact(0));
            let kept = self.ground.lock_on(digest).or(index);
            return Freed { usual, other: usual, takes_along, kept };
        }
        let targets: Targets<'_> = Targets::from([(digest, Vec::new())]);
        let select = |along| Selection::estimate(&self.ground, &targets, along);
        let usual = select(self.along);
        let refusal = usual.refusal(digest);
        // A person may override this, so the figure is not 0.
        let unclear = matches!(refusal, Some(Refusal::MayBePartOf(_)));
        let freed = |along| self.exclusive(&select(Along { unclear, ..along }).going());
        let other = freed(self.along.opposite());
        let usual = if unclear { freed(self.along) } else { self.exclusive(&usual.going()) };
        let kept = self.ground.lock_on(digest).or(refusal);
        Freed { usual, other, takes_along, kept }
    }

    /// The manifests that go when all these are deleted at once: without those that must stay, and with those that are
    /// deleted along.
    #[must_use]
    pub fn going(&self, digests: &BTreeSet<Digest>) -> BTreeSet<Digest> {
        let mut targets = Targets::new();
        for digest in digests.iter().filter(|digest| !self.is_locked(digest)) {
            targets.insert(digest, Vec::new());
        }
        Selection::estimate(&self.ground, &targets, self.along).going()
    }

    /// Bytes that come back when all these are deleted at once, except those that must stay.
    #[must_use]
    pub fn together(&self, digests: &BTreeSet<Digest>) -> FreedRange {
        self.exclusive(&self.going(digests))
    }

    /// The logical size of manifests that go: the sum over their tags of each tag's content, as the plan states it.
    #[must_use]
    pub fn logical(&self, going: &BTreeSet<Digest>) -> Amount {
        let mut logical = Amount::default();
        for digest in going {
            let figures = self.ground.analysis.manifest(self.ground.name, digest);
            let content = figures.map(|figures| figures.content).unwrap_or_default();
            logical += times(content, self.ground.tags_of(digest).len());
        }
        logical
    }

    fn exclusive(&self, gone: &BTreeSet<Digest>) -> FreedRange {
        let Ground { name, analysis, .. } = &self.ground;
        analysis.exclusive_of(gone.iter().map(|digest| (*name, digest)))
    }
}
