//! The inventory: everything that was read of a registry, and everything that was not.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Attributes, Digest, Hint, ImageConfig, Manifest, ManifestEntry, Missing, RepositoryEntry,
    RepositoryName, TagName, Timestamp,
};

/// What is known of one registry.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Repositories by name.
    pub repositories: BTreeMap<RepositoryName, Repository>,
    /// How far the list of repositories was read.
    pub state: ReadState,
    /// Whether the registry may hold repositories that this sign-in is not shown, and that may use the
    /// same blobs.
    pub sees_part: bool,
    /// What could not be read, beyond what each repository lists itself.
    pub missing: Vec<Missing>,
}

/// What is known of one repository.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// What the registry says of it as a whole, where it does.
    pub entry: Option<RepositoryEntry>,
    /// Tags by name.
    pub tags: BTreeMap<TagName, Tag>,
    /// The manifests that were read, by their verified digest.
    pub manifests: BTreeMap<Digest, ManifestRecord>,
    /// What the registry's list of manifests says, of those that were read and of the others.
    pub listed: BTreeMap<Digest, ManifestEntry>,
    /// What the registry's search says, where it has one.
    pub hint: Hint,
    /// Manifests with tags that the list of manifests knows of and the list of tags does not show.
    /// Hidden tags hold them, whatever other tags do.
    pub hidden_tags: BTreeSet<Digest>,
    /// How far its lists were read: before that, counts are "so far".
    pub lists: ReadState,
    /// Manifests that something names and the registry does not hold (404): nothing is stored.
    pub absent: BTreeSet<Digest>,
    /// How far it was read.
    pub state: ReadState,
    /// Whether the registry listed every manifest, untagged ones too. Where it did not, manifests
    /// that no tag reaches are invisible.
    pub lists_untagged: bool,
    /// What could not be read, each with its reason.
    pub missing: Vec<Missing>,
}

/// How far something was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum ReadState {
    /// Not begun.
    #[default]
    Unread,
    /// Being read: figures are "at least".
    Reading,
    /// Ended with gaps, or was cancelled.
    Incomplete,
    /// Read whole.
    Complete,
}

/// A tag and what it points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// What it points to.
    pub target: TagTarget,
    /// When it was last written, where the registry says.
    pub last_updated: Option<Timestamp>,
    /// Its locks, as the registry says.
    pub attributes: Attributes,
}

/// What a tag points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagTarget {
    /// Not read yet, or not readable.
    Unread,
    /// A manifest.
    Digest(Digest),
    /// Nothing: the registry lists the tag and answers 404 for it.
    Absent,
}

/// A manifest that was read, and what the registry says of it.
#[derive(Debug, Clone)]
pub struct ManifestRecord {
    /// The manifest, its digest verified against its bytes.
    pub manifest: Manifest,
    /// Its config, for an image whose config was read.
    pub config: Option<ImageConfig>,
    /// When it was last written, where the registry says.
    pub last_updated: Option<Timestamp>,
    /// Its locks, as the registry says.
    pub attributes: Attributes,
}

impl Inventory {
    /// Everything that could not be read, of the registry first, then by repository.
    pub fn all_missing(&self) -> impl Iterator<Item = &Missing> {
        self.missing.iter().chain(self.repositories.values().flat_map(|repo| &repo.missing))
    }

    /// Whether everything that figures depend on was read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.state == ReadState::Complete
            && self.repositories.values().all(|repo| repo.state == ReadState::Complete)
    }
}

impl Repository {
    /// The tags that point to `digest`, in order.
    pub fn tags_of(&self, digest: &Digest) -> impl Iterator<Item = &TagName> {
        self.tags.iter().filter(move |(_, tag)| tag.digest() == Some(digest)).map(|(name, _)| name)
    }

    /// The youngest date that anything in it gives: a tag's or a manifest's last update, or the
    /// date an image was made.
    #[must_use]
    pub fn last_updated(&self) -> Option<Timestamp> {
        let tags = self.tags.values().filter_map(|tag| tag.last_updated);
        let listed = self.listed.values().chain(self.hint.manifests.values());
        let listed = listed.filter_map(|entry| entry.last_updated);
        tags.chain(listed).chain(self.manifests.values().filter_map(ManifestRecord::date)).max()
    }

    /// Whether the registry lets nobody write to the repository, and so delete nothing in it.
    #[must_use]
    pub fn is_write_locked(&self) -> bool {
        self.entry.is_some_and(|entry| !entry.attributes.write)
    }

    /// When the registry says that a manifest was pulled last; `None` for never, too.
    #[must_use]
    pub fn last_pulled(&self, digest: &Digest) -> Option<Timestamp> {
        self.said_of(digest)?.last_pulled
    }

    /// What the registry says of a manifest beyond the manifest itself.
    fn said_of(&self, digest: &Digest) -> Option<&ManifestEntry> {
        self.listed.get(digest).or_else(|| self.hint.manifests.get(digest))
    }

    /// Takes in what the registry's search says, before or after manifests are read.
    pub fn take_hint(&mut self, hint: Hint) {
        for (digest, entry) in &hint.manifests {
            if let Some(record) = self.manifests.get_mut(digest) {
                record.take(entry);
            }
        }
        self.hint = hint;
    }

    /// Takes in what a list says of a manifest, read already or not.
    pub fn list(&mut self, digest: Digest, entry: ManifestEntry) {
        if let Some(record) = self.manifests.get_mut(&digest) {
            record.take(&entry);
        }
        self.listed.insert(digest, entry);
    }

    /// Takes in a manifest that was read, with what a list has said of it.
    pub fn hold(&mut self, mut record: ManifestRecord) {
        let digest = record.manifest.digest.clone();
        if let Some(entry) = self.said_of(&digest) {
            record.take(entry);
        }
        // Named by a list before, and pushed since.
        self.absent.remove(&digest);
        self.manifests.insert(digest, record);
    }

    /// Takes out a manifest that the registry does not hold (any more). An index that lists it is
    /// sparse from now on, not unread.
    pub fn lose(&mut self, digest: &Digest) {
        self.manifests.remove(digest);
        self.listed.remove(digest);
        self.hidden_tags.remove(digest);
        self.absent.insert(digest.clone());
    }
}

impl Tag {
    /// The digest it points to, where that is known.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        match &self.target {
            TagTarget::Digest(digest) => Some(digest),
            TagTarget::Unread | TagTarget::Absent => None,
        }
    }
}

impl ManifestRecord {
    /// A record with nothing known beyond the manifest itself.
    #[must_use]
    pub fn of(manifest: Manifest) -> Self {
        Self { manifest, config: None, last_updated: None, attributes: Attributes::OPEN }
    }

    fn take(&mut self, entry: &ManifestEntry) {
        self.last_updated = entry.last_updated;
        self.attributes = entry.attributes;
        if self.manifest.subject.is_none() {
            self.manifest.subject.clone_from(&entry.subject);
        }
    }

    /// When the image was made, where its config says.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        self.config.as_ref().and_then(|config| config.created)
    }

    /// The registry's date, or else the image's own.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        self.last_updated.or(self.created())
    }
}
