//! What the sample registry holds: repositories, their tags and manifests.

#[cfg(not(target_arch = "wasm32"))]
mod bin;
mod change;
mod deletion;
mod manifest;

use std::collections::BTreeMap;
#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeSet;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use bin::{Bin, Deleted, Obstacle};
pub(super) use change::Change;
pub(super) use deletion::Refusal;
#[cfg(not(target_arch = "wasm32"))]
pub(super) use manifest::Text;
pub(super) use manifest::{StoredBlob, StoredManifest};

use crate::model::{Attributes, Digest, Timestamp};

/// Everything in the registry.
#[derive(Clone, Default)]
pub(super) struct Store {
    /// Repositories by name.
    pub(super) repositories: BTreeMap<String, Repository>,
    /// Blobs that were uploaded, by the name of their repository, which need not be there yet.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) uploaded: BTreeMap<String, BTreeMap<Digest, Arc<[u8]>>>,
    /// Layers of the registry's own contents that were mounted into another repository, by its name:
    /// their sizes, for nobody has their bytes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) mounted: BTreeMap<String, BTreeMap<Digest, u64>>,
    /// Blobs that were deleted by their own endpoint, by the name of their repository, though a
    /// manifest may list them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) blobs_gone: BTreeMap<String, BTreeSet<Digest>>,
    /// What was deleted and may come back, if there is a bin.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) bin: Option<Bin>,
}

/// One repository.
#[derive(Clone, Default)]
pub(super) struct Repository {
    /// Tags by name.
    pub(super) tags: BTreeMap<String, StoredTag>,
    /// Manifests by digest.
    pub(super) manifests: BTreeMap<Digest, StoredManifest>,
    /// Its own locks.
    pub(super) attributes: Attributes,
    /// Tags and digests that were deleted, with their last update: a list by time that was begun
    /// before goes on behind them.
    pub(super) went: BTreeMap<String, Timestamp>,
    /// The oldest push of what was deleted.
    pub(super) oldest_gone: Option<Timestamp>,
}

/// A tag.
#[derive(Clone)]
pub(super) struct StoredTag {
    /// What it points to.
    pub(super) digest: Digest,
    /// When it was first pushed.
    pub(super) created: Timestamp,
    /// When it was last pushed.
    pub(super) updated: Timestamp,
    /// Locks.
    pub(super) attributes: Attributes,
}

impl StoredTag {
    /// A tag that was not there before.
    pub(super) fn new(digest: Digest, when: Timestamp) -> Self {
        Self { digest, created: when, updated: when, attributes: Attributes::OPEN }
    }
}

impl Repository {
    /// The names of the tags that point to `digest`, in order; with `hidden` also of those that are
    /// not listed.
    pub(super) fn tags_of(&self, digest: &Digest, hidden: bool) -> impl Iterator<Item = &str> {
        let tags = self.tags.iter().filter(move |(_, tag)| tag.digest == *digest);
        tags.filter(move |(_, tag)| hidden || tag.attributes.list).map(|(name, _)| &**name)
    }

    /// ACR's `imageSize`: for an image its own bytes, config and layers; for an index its own bytes
    /// and the `imageSize` of the children that are there. Layers kept elsewhere count nothing.
    pub(super) fn image_size(&self, manifest: &StoredManifest) -> u64 {
        let blobs: u64 = manifest.blobs.iter().filter(|blob| blob.stored).map(|b| b.size).sum();
        let children = manifest.children.iter().filter_map(|digest| self.manifests.get(digest));
        let children: u64 = children.map(|child| self.image_size(child)).sum();
        manifest.bytes.len() as u64 + blobs + children
    }

    /// The oldest push, of what is there and of what was; `None` where nothing ever was.
    pub(super) fn created(&self) -> Option<Timestamp> {
        self.manifests.values().map(|manifest| manifest.pushed).chain(self.oldest_gone).min()
    }

    /// The youngest push of a manifest or tag; `None` in an empty repository.
    pub(super) fn updated(&self) -> Option<Timestamp> {
        let tags = self.tags.values().map(|tag| tag.updated);
        tags.chain(self.manifests.values().map(|manifest| manifest.updated)).max()
    }
}
