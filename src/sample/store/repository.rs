//! A repository as the registry keeps it: its tags and manifests, its locks, and traces of deletions.

use std::collections::BTreeMap;

use crate::model::{Attributes, Digest, Timestamp};
use crate::sample::store::manifest::StoredManifest;

/// One repository.
#[derive(Clone, Default)]
pub struct Repository {
    /// Tags by name.
    pub tags: BTreeMap<String, StoredTag>,
    /// Manifests by digest.
    pub manifests: BTreeMap<Digest, StoredManifest>,
    /// Its own locks.
    pub attributes: Attributes,
    /// Tags and digests that were deleted, with their last update: a list by time that was begun
    /// before goes on behind them.
    pub went: BTreeMap<String, Timestamp>,
    /// The oldest push of what was deleted.
    pub oldest_gone: Option<Timestamp>,
}

/// A tag.
#[derive(Clone)]
pub struct StoredTag {
    /// What it points to.
    pub digest: Digest,
    /// When it was first pushed.
    pub created: Timestamp,
    /// When it was last pushed.
    pub updated: Timestamp,
    /// Locks.
    pub attributes: Attributes,
}

impl StoredTag {
    /// A tag that was not there before.
    pub fn new(digest: Digest, when: Timestamp) -> Self {
        Self { digest, created: when, updated: when, attributes: Attributes::OPEN }
    }
}

impl Repository {
    /// The names of the tags that point to `digest`, in order; with `hidden` also of those that are
    /// not listed.
    pub fn tags_of(&self, digest: &Digest, hidden: bool) -> impl Iterator<Item = &str> {
        let tags = self.tags.iter().filter(move |(_, tag)| tag.digest == *digest);
        tags.filter(move |(_, tag)| hidden || tag.attributes.list).map(|(name, _)| &**name)
    }

    /// ACR's `imageSize`: for an image its own bytes, config and layers; for an index its own bytes
    /// and the `imageSize` of the children that are there. Layers kept elsewhere count nothing.
    pub fn image_size(&self, manifest: &StoredManifest) -> u64 {
        let blobs: u64 = manifest.blobs.iter().filter(|blob| blob.stored).map(|b| b.size).sum();
        let children = manifest.children.iter().filter_map(|digest| self.manifests.get(digest));
        let children: u64 = children.map(|child| self.image_size(child)).sum();
        manifest.bytes.len() as u64 + blobs + children
    }

    /// The oldest push, of what is there and of what was; `None` where nothing ever was.
    pub fn created(&self) -> Option<Timestamp> {
        self.manifests.values().map(|manifest| manifest.pushed).chain(self.oldest_gone).min()
    }

    /// The youngest push of a manifest or tag; `None` in an empty repository.
    pub fn updated(&self) -> Option<Timestamp> {
        let tags = self.tags.values().map(|tag| tag.updated);
        tags.chain(self.manifests.values().map(|manifest| manifest.updated)).max()
    }
}
