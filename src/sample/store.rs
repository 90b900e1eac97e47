//! What the sample registry holds, and what a deletion takes away.

use std::collections::BTreeMap;

use crate::model::order::set_of;
use crate::model::{Digest, Timestamp};

/// Everything in the registry.
#[derive(Clone, Default)]
pub(super) struct Store {
    /// Repositories by name.
    pub(super) repositories: BTreeMap<String, Repository>,
}

/// One repository.
#[derive(Clone, Default)]
pub(super) struct Repository {
    /// Tags by name.
    pub(super) tags: BTreeMap<String, StoredTag>,
    /// Manifests by digest.
    pub(super) manifests: BTreeMap<Digest, StoredManifest>,
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

/// A manifest, with what its listings say of it.
#[derive(Clone)]
pub(super) struct StoredManifest {
    /// The raw bytes.
    pub(super) bytes: Box<[u8]>,
    /// The `Content-Type`.
    pub(super) media_type: &'static str,
    /// When it was pushed.
    pub(super) pushed: Timestamp,
    /// Config, then layers, as the manifest lists them; empty for an index.
    pub(super) blobs: Vec<StoredBlob>,
    /// The config's media type and bytes.
    pub(super) config: Option<(&'static str, Box<[u8]>)>,
    /// Operating system and processor of an image.
    pub(super) platform: Option<(&'static str, &'static str)>,
    /// Digests of an index's children.
    pub(super) children: Vec<Digest>,
    /// What it refers to.
    pub(super) subject: Option<Digest>,
    /// The kind of artifact, where it states one.
    pub(super) artifact_type: Option<&'static str>,
    /// Locks.
    pub(super) attributes: Attributes,
}

/// A blob that a manifest lists.
#[derive(Clone)]
pub(super) struct StoredBlob {
    /// Its name.
    pub(super) digest: Digest,
    /// Its bytes as stored; 0 for schema 1, which states none.
    pub(super) size: u64,
    /// Whether the registry keeps it: not so for layers with `urls`.
    pub(super) stored: bool,
}

/// ACR's "changeable attributes": a lock stands on a tag or on a manifest, not on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attributes {
    /// `deleteEnabled`
    pub(super) delete: bool,
    /// `writeEnabled`: false forbids deleting, too.
    pub(super) write: bool,
}

/// Why a deletion was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No such repository.
    NoRepository,
    /// No such manifest or tag.
    NotThere,
    /// It, or a tag on it, is locked.
    Locked,
}

impl Default for Attributes {
    fn default() -> Self {
        Self { delete: true, write: true }
    }
}

impl Attributes {
    /// Whether deleting is allowed.
    pub(super) fn may_go(self) -> bool {
        self.delete && self.write
    }
}

impl StoredManifest {
    /// A manifest of which nothing is said yet beyond its bytes.
    pub(super) fn of(text: String, media_type: &'static str, pushed: Timestamp) -> Self {
        Self {
            bytes: text.into_bytes().into_boxed_slice(),
            media_type,
            pushed,
            blobs: Vec::new(),
            config: None,
            platform: None,
            children: Vec::new(),
            subject: None,
            artifact_type: None,
            attributes: Attributes::default(),
        }
    }
}

impl StoredBlob {
    /// A blob of these very bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { digest: Digest::of(bytes), size: bytes.len() as u64, stored: true }
    }
}

impl Repository {
    /// The names of the tags that point to `digest`, in order.
    pub(super) fn tags_of(&self, digest: &Digest) -> impl Iterator<Item = &str> {
        self.tags.iter().filter(move |(_, tag)| tag.digest == *digest).map(|(name, _)| &**name)
    }

    /// ACR's `imageSize`: for an image its own bytes, config and layers; for an index its own bytes
    /// and the `imageSize` of the children that are there. Layers kept elsewhere count nothing.
    pub(super) fn image_size(&self, manifest: &StoredManifest) -> u64 {
        let blobs: u64 = manifest.blobs.iter().filter(|blob| blob.stored).map(|b| b.size).sum();
        let children = manifest.children.iter().filter_map(|digest| self.manifests.get(digest));
        let children: u64 = children.map(|child| self.image_size(child)).sum();
        manifest.bytes.len() as u64 + blobs + children
    }

    /// The oldest push; `None` in an empty repository.
    pub(super) fn created(&self) -> Option<Timestamp> {
        self.manifests.values().map(|manifest| manifest.pushed).min()
    }

    /// The youngest push of a manifest or tag; `None` in an empty repository.
    pub(super) fn updated(&self) -> Option<Timestamp> {
        let tags = self.tags.values().map(|tag| tag.updated);
        tags.chain(self.manifests.values().map(|manifest| manifest.pushed)).max()
    }
}

impl Store {
    /// Removes a manifest and every tag on it; with `cascade` also what refers to it, recursively,
    /// except what is locked. Children of an index stay, and a child of an index may go. With its
    /// last manifest the repository goes, as in ACR.
    pub(super) fn delete_manifest(
        &mut self,
        name: &str,
        digest: &Digest,
        cascade: bool,
    ) -> Result<(), Refusal> {
        let repository = self.repositories.get_mut(name).ok_or(Refusal::NoRepository)?;
        if !repository.manifests.contains_key(digest) {
            return Err(Refusal::NotThere);
        }
        if repository.is_locked(digest) {
            return Err(Refusal::Locked);
        }
        let mut going = set_of([digest.clone()]);
        let mut newest = vec![digest.clone()];
        while let Some(subject) = newest.pop().filter(|_| cascade) {
            for (referrer, manifest) in &repository.manifests {
                if manifest.subject.as_ref() == Some(&subject)
                    && !repository.is_locked(referrer)
                    && going.insert(referrer.clone())
                {
                    newest.push(referrer.clone());
                }
            }
        }
        repository.manifests.retain(|digest, _| !going.contains(digest));
        repository.tags.retain(|_, tag| !going.contains(&tag.digest));
        if repository.manifests.is_empty() {
            self.repositories.remove(name);
        }
        Ok(())
    }

    /// Removes one tag; the manifest stays.
    pub(super) fn untag(&mut self, name: &str, tag: &str) -> Result<(), Refusal> {
        let repository = self.repositories.get_mut(name).ok_or(Refusal::NoRepository)?;
        let stored = repository.tags.get(tag).ok_or(Refusal::NotThere)?;
        if !stored.attributes.may_go() {
            return Err(Refusal::Locked);
        }
        repository.tags.remove(tag);
        Ok(())
    }
}

impl Repository {
    /// Whether a manifest or a tag on it is locked.
    fn is_locked(&self, digest: &Digest) -> bool {
        self.manifests.get(digest).is_some_and(|manifest| !manifest.attributes.may_go())
            || self.tags.values().any(|tag| tag.digest == *digest && !tag.attributes.may_go())
    }
}
