//! The bin: deleted manifests and tags that can come back.

use std::collections::BTreeSet;

use crate::model::{Digest, ManifestEntry, TagName, Timestamp};

/// A manifest that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedManifest {
    /// Its digest.
    pub digest: Digest,
    /// When it was deleted, where the registry says.
    pub deleted: Option<Timestamp>,
    /// The rest of its entry.
    pub entry: ManifestEntry,
}

/// A tag that was deleted, by itself or with its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedTag {
    /// Its name.
    pub name: TagName,
    /// The digest that it pointed to.
    pub digest: Digest,
    /// When it was deleted, where the registry says.
    pub deleted: Option<Timestamp>,
}

/// The manifests and tags that were deleted of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeletedContent {
    /// Manifests.
    pub manifests: Vec<DeletedManifest>,
    /// Tags. One whose manifest is not among `manifests` was taken off a manifest that is still
    /// there.
    pub tags: Vec<DeletedTag>,
}

/// Whether deleted manifests wait in a bin first, and keep their space until they are purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keeps {
    /// They do not.
    #[default]
    No,
    /// They do.
    Yes,
    /// They may: the registry does not tell this sign-in.
    Unknown,
}

impl DeletedContent {
    /// The tags that were on a manifest, each once, in order.
    #[must_use]
    pub fn tags_of(&self, digest: &Digest) -> BTreeSet<&TagName> {
        let mut tags = BTreeSet::new();
        for tag in self.tags.iter().filter(|tag| tag.digest == *digest) {
            tags.insert(&tag.name);
        }
        tags
    }
}
