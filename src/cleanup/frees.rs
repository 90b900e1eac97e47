//! What deleting a manifest frees, with all that the registry takes along unasked.

use crate::cleanup::cascade::Cascade;
use crate::model::order::set_of;
use crate::model::{Digest, FreedRange, Repository, RepositoryName, TagsByDigest};
use crate::registry::Capabilities;
use crate::storage::Analysis;

/// The deletions of a repository's manifests, one at a time, as a plan for each would count them where
/// nothing holds it back.
pub struct Frees<'a> {
    name: &'a RepositoryName,
    analysis: &'a Analysis,
    cascade: Cascade,
}

impl<'a> Frees<'a> {
    /// In a registry of these capabilities. `analysis` is that of the inventory which has the repository.
    #[must_use]
    pub fn of(
        name: &'a RepositoryName,
        repository: &Repository,
        analysis: &'a Analysis,
        capabilities: &Capabilities,
    ) -> Self {
        let tags = TagsByDigest::of(repository);
        let cascade = Cascade::of(name, repository, analysis, &tags, capabilities);
        Self { name, analysis, cascade }
    }

    /// Bytes that come back when a manifest goes with its tags and what the registry takes along.
    #[must_use]
    pub fn alone(&self, digest: &Digest) -> FreedRange {
        self.all([digest.clone()])
    }

    /// The same when its [companions](Analysis::companions) are deleted, too.
    #[must_use]
    pub fn with_children(&self, digest: &Digest) -> FreedRange {
        let companions = self.analysis.companions(self.name, digest);
        self.all(companions.into_iter().chain([digest.clone()]))
    }

    fn all(&self, digests: impl IntoIterator<Item = Digest>) -> FreedRange {
        let gone = self.cascade.closure(&set_of(digests));
        self.analysis.exclusive_of(gone.iter().map(|digest| (self.name, digest)))
    }
}
