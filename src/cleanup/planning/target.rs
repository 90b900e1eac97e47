//! Targets: manifests that somebody chose to delete, and which others are to be deleted along with them.

use std::collections::BTreeMap;

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Capabilities;

/// A manifest that somebody wants deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The repository that holds it.
    pub repository: RepositoryName,
    /// The digest of the manifest to delete.
    pub digest: Digest,
    /// The tags by which it was chosen; empty where it was chosen itself. Any other tag on it is removed
    /// unasked.
    pub tags: Vec<TagName>,
}

/// Choices of the manifests that are deleted along with the chosen ones. The default deletes none along; what the page
/// begins with is [`Along::by_default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Along {
    /// The children of indexes, and theirs, that have no tag and no lock, and that no index that stays
    /// lists. Some registries delete them in any case.
    pub children: bool,
    /// Signatures and other referrers: by subject, and by cosign-style tag. Some registries delete those
    /// with a subject in any case.
    pub referrers: bool,
    /// Manifests that one which was not understood might list, and would break without. This overrides
    /// [`Refusal::MayBePartOf`](crate::cleanup::Refusal::MayBePartOf).
    pub unclear: bool,
}

impl Along {
    /// The choice of a registry with these capabilities, until a person chooses otherwise. Platform images and
    /// signatures are deleted along where the registry lists its untagged manifests: there nothing unseen can use
    /// them, and they would be orphans without their image.
    #[must_use]
    pub fn by_default(capabilities: &Capabilities) -> Self {
        let is_proven = capabilities.lists_untagged;
        Self { children: is_proven, referrers: is_proven, unclear: false }
    }

    /// The choice that keeps what this one deletes along, and deletes along what this one keeps. Overrides stay.
    pub(in crate::cleanup) fn opposite(self) -> Self {
        Self { children: !self.children, referrers: !self.referrers, ..self }
    }
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
