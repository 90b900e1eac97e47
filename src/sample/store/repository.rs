//! Repositories as the registry keeps them: tags, manifests, locks, and traces of deletions.

use std::collections::BTreeMap;

use crate::model::{Attributes, Digest, Timestamp};
use crate::sample::store::manifest::StoredManifest;

/// One repository, with traces of what was deleted in it.
#[derive(Clone, Default)]
pub struct Repository {
    /// The tags by name, hidden ones too.
    pub tags: BTreeMap<String, StoredTag>,
    /// The manifests by digest, untagged ones too.
    pub manifests: BTreeMap<Digest, StoredManifest>,
    /// The repository's own locks.
    pub attributes: Attributes,
    /// Deleted tags and digests with their last update. A list by time that a client began before goes
    /// on behind them.
    pub deleted: BTreeMap<String, Timestamp>,
    /// The date of the oldest deleted manifest.
    pub oldest_deleted: Option<Timestamp>,
}

/// A tag with its dates and locks.
#[derive(Clone)]
pub struct StoredTag {
    /// The digest that the tag points to.
    pub digest: Digest,
    /// The date of the first push.
    pub created: Timestamp,
    /// The date of the last push.
    pub updated: Timestamp,
    /// The tag's own locks.
    pub attributes: Attributes,
}

impl StoredTag {
    /// A tag that was first pushed at `when`, without locks.
    pub fn new(digest: Digest, when: Timestamp) -> Self {
        Self { digest, created: when, updated: when, attributes: Attributes::OPEN }
    }
}

impl Repository {
    /// The names of the tags that point to `digest`, in order; with `hidden` also of unlisted tags.
    pub fn tags_of(&self, digest: &Digest, hidden: bool) -> impl Iterator<Item = &str> {
        let tags = self.tags.iter().filter(move |(_, tag)| tag.digest == *digest);
        tags.filter(move |(_, tag)| hidden || tag.attributes.list).map(|(name, _)| &**name)
    }

    /// ACR's `imageSize`, in bytes: for an image its own bytes, config and layers; for an index its own
    /// bytes and the `imageSize` of its present children. Layers kept elsewhere count 0.
    pub fn image_size(&self, manifest: &StoredManifest) -> u64 {
        let blobs: u64 = manifest.blobs.iter().filter(|blob| blob.stored).map(|b| b.size).sum();
        let children = manifest.children.iter().filter_map(|digest| self.manifests.get(digest));
        let children: u64 = children.map(|child| self.image_size(child)).sum();
        manifest.bytes.len() as u64 + blobs + children
    }

    /// The date of the oldest push, of deleted manifests too; `None` if there never was one.
    pub fn created(&self) -> Option<Timestamp> {
        self.manifests.values().map(|manifest| manifest.pushed).chain(self.oldest_deleted).min()
    }

    /// The date of the youngest push of a manifest or tag; `None` in an empty repository.
    pub fn updated(&self) -> Option<Timestamp> {
        let tags = self.tags.values().map(|tag| tag.updated);
        tags.chain(self.manifests.values().map(|manifest| manifest.updated)).max()
    }
}
