//! The bin: deleted manifests and tags that can come back.

use std::collections::BTreeSet;

use crate::model::{Digest, ManifestEntry, TagName, Timestamp};

/// A manifest that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedManifest {
    /// The digest of the deleted manifest.
    pub digest: Digest,
    /// The time of the deletion; `None` where the registry does not say.
    pub deleted: Option<Timestamp>,
    /// Size, dates and types, as far as the bin's list states them.
    pub entry: ManifestEntry,
}

/// A tag that was deleted, by itself or with its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedTag {
    /// The tag that was deleted.
    pub name: TagName,
    /// The digest that it pointed to.
    pub digest: Digest,
    /// The time of the deletion; `None` where the registry does not say.
    pub deleted: Option<Timestamp>,
}

/// The manifests and tags of one repository that are in the bin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeletedContent {
    /// Manifests, in the registry's order.
    pub manifests: Vec<DeletedManifest>,
    /// Tags, in the registry's order. A tag whose manifest is not among `manifests` was taken off a
    /// manifest that is still there.
    pub tags: Vec<DeletedTag>,
}

/// Whether deleted manifests wait in a bin first, and keep their space until they are purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keeps {
    /// Deleted manifests are gone at once.
    #[default]
    No,
    /// Deleted manifests wait in the bin.
    Yes,
    /// The registry does not tell this sign-in, so deleted manifests may wait in a bin.
    Unknown,
}

impl DeletedContent {
    /// Makes times of deletion unknown that lie in the future of `now`.
    pub(in crate::registry) fn forget_future(&mut self, now: Timestamp) {
        let manifests = self.manifests.iter_mut().map(|manifest| &mut manifest.deleted);
        let tags = self.tags.iter_mut().map(|tag| &mut tag.deleted);
        manifests.chain(tags).for_each(|date| Timestamp::forget_future(date, now));
    }

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
