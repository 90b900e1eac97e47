//! Blobs beyond the sample's own contents: uploaded ones, mounted ones, deleted ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plimsoll::model::Digest;
use plimsoll::sample::store::{Removed, Repository};

/// Blobs by repository name; the repository need not exist yet.
#[derive(Default)]
pub(crate) struct Blobs {
    /// Uploaded blobs with their bytes.
    pub(crate) uploaded: BTreeMap<String, BTreeMap<Digest, Arc<[u8]>>>,
    /// Layers of the sample's own contents that were mounted from another repository, with their
    /// sizes: the sample has no bytes of them.
    pub(crate) mounted: BTreeMap<String, BTreeMap<Digest, u64>>,
    /// Blobs deleted by their own endpoint. A manifest may still list them.
    pub(crate) deleted: BTreeMap<String, BTreeSet<Digest>>,
}

impl Blobs {
    /// Drops the uploaded blobs of deleted manifests, unless another manifest of the repository `now`
    /// lists them.
    pub(crate) fn collect(&mut self, name: &str, now: Option<&Repository>, removed: &Removed) {
        let Some(blobs) = self.uploaded.get_mut(name) else { return };
        let manifests = now.into_iter().flat_map(|repository| repository.manifests.values());
        let used: BTreeSet<&Digest> =
            manifests.flat_map(|manifest| &manifest.blobs).map(|blob| &blob.digest).collect();
        for blob in removed.manifests.iter().flat_map(|(_, manifest)| &manifest.blobs) {
            if !used.contains(&blob.digest) {
                blobs.remove(&blob.digest);
            }
        }
    }
}
