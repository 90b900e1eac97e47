//! Targets: manifests that somebody chose to delete, and what is to go along with them.

use std::collections::BTreeMap;

use crate::model::{Digest, RepositoryName, TagName};

/// A manifest that somebody wants deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its repository.
    pub repository: RepositoryName,
    /// Its digest.
    pub digest: Digest,
    /// The tags that it was chosen by, where it was. Any other tag on it goes unasked.
    pub tags: Vec<TagName>,
}

/// Choices of what goes along with the chosen manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Along {
    /// The (grand)children of indexes that nothing which stays needs: no tag, no lock, no index.
    /// Registries that delete deeply take them in any case.
    pub children: bool,
    /// Signatures and other referrers: by subject, and by cosign-style tag. Registries that cascade
    /// take those with a subject in any case.
    pub referrers: bool,
}

/// The chosen digests of a repository, each with its chosen tags in order.
pub(in crate::cleanup) type Targets<'a> = BTreeMap<&'a Digest, Vec<&'a TagName>>;

/// The chosen manifests of one repository by digest; the tags that chose one put together.
pub(in crate::cleanup) fn by_digest<'a>(chosen: &[&'a Target]) -> Targets<'a> {
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
