//! Bytes that the deletion of a manifest frees, with everything that the registry deletes along unasked.

use std::collections::BTreeSet;

use crate::cleanup::planning::cascade::Cascade;
use crate::cleanup::planning::lock;
use crate::model::order::set_of;
use crate::model::{Digest, FreedRange, Repository, RepositoryName, TagsByDigest};
use crate::registry::Capabilities;
use crate::storage::{Analysis, ManifestFigures};

/// The bytes that each manifest of a repository would free, as a plan for it alone counts them where no
/// lock forbids it.
pub struct Frees<'a> {
    name: &'a RepositoryName,
    repository: &'a Repository,
    analysis: &'a Analysis,
    /// The manifests that a locked tag is on, looked up once for all rows: ten thousand tags may be on one.
    under_locked_tags: BTreeSet<&'a Digest>,
    cascade: Cascade,
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
        let tags = TagsByDigest::of(repository);
        let cascade = Cascade::of(name, repository, analysis, &tags, capabilities);
        let under_locked_tags = lock::under_locked_tags(repository);
        Self { name, repository, analysis, under_locked_tags, cascade }
    }

    /// Whether a lock keeps the manifest: its own, that of a tag on it, or that of the whole repository.
    #[must_use]
    pub fn is_locked(&self, digest: &Digest) -> bool {
        let record = self.repository.manifests.get(digest);
        self.repository.is_write_locked()
            || self.under_locked_tags.contains(digest)
            || record.is_some_and(|record| record.attributes.is_locked())
    }

    /// Bytes that come back when a manifest is deleted with its tags, counting what the registry deletes
    /// along; and the same when its [companions](Analysis::companions) are deleted, too. `figures`: the
    /// manifest's own, which already hold both numbers where no cascade adds to them.
    #[must_use]
    pub fn of_manifest(&self, digest: &Digest, figures: &ManifestFigures) -> [FreedRange; 2] {
        if self.cascade.is_empty() {
            return [figures.exclusive, figures.with_children];
        }
        let all = |digests: BTreeSet<Digest>, known: FreedRange| {
            let gone = self.cascade.closure(&digests);
            if gone.len() == digests.len() { known } else { self.exclusive(&gone) }
        };
        let alone = all(BTreeSet::from([digest.clone()]), figures.exclusive);
        let mut whole = set_of(self.analysis.companions(self.name, digest));
        if whole.is_empty() {
            return [alone, alone];
        }
        whole.insert(digest.clone());
        [alone, all(whole, figures.with_children)]
    }

    /// Bytes that come back when all these are deleted at once, counting what the registry deletes along.
    #[must_use]
    pub fn together(&self, digests: &BTreeSet<Digest>) -> FreedRange {
        if self.cascade.is_empty() {
            return self.exclusive(digests);
        }
        self.exclusive(&self.cascade.closure(digests))
    }

    fn exclusive(&self, gone: &BTreeSet<Digest>) -> FreedRange {
        self.analysis.exclusive_of(gone.iter().map(|digest| (self.name, digest)))
    }
}
