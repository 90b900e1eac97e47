//! The inventory: all repositories, tags and manifests of a registry that were read, and the gaps.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Attributes, Digest, Hint, ImageConfig, KnownLayers, Manifest, ManifestEntry, Missing, Platform,
    RepositoryEntry, RepositoryName, TagName, Timestamp,
};

/// The inventory of one registry.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Every repository that was named so far, read or not.
    pub repositories: BTreeMap<RepositoryName, Repository>,
    /// Progress of reading the list of repositories.
    pub state: ReadState,
    /// The registry may hold repositories that this sign-in is not shown, and that may use the same
    /// blobs.
    pub sees_part: bool,
    /// Gaps of the registry itself. Each repository lists its own.
    pub missing: Vec<Missing>,
}

/// The inventory of one repository.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// The registry's own statement about the repository, where it makes one.
    pub entry: Option<RepositoryEntry>,
    /// Every listed tag, by name.
    pub tags: BTreeMap<TagName, Tag>,
    /// The manifests that were read, by their verified digest.
    pub manifests: BTreeMap<Digest, ManifestRecord>,
    /// Entries of the registry's list of manifests, read or not.
    pub listed: BTreeMap<Digest, ManifestEntry>,
    /// Search results, where the registry has a search.
    pub hint: Hint,
    /// Manifests with hidden tags: the list of manifests names tags that the list of tags does not
    /// show. These tags keep their manifest, even if all other tags go.
    pub hidden_tags: BTreeSet<Digest>,
    /// Progress of reading the lists. Until they end, counts are "so far".
    pub lists: ReadState,
    /// Manifests that a tag, an index or a list names and the registry does not hold (404).
    pub absent: BTreeSet<Digest>,
    /// Children of long indexes that were not asked for, because the registry holds none of a sample of them. Each
    /// may be there all the same.
    pub unasked: BTreeSet<Digest>,
    /// Progress of reading the whole repository.
    pub state: ReadState,
    /// The registry listed every manifest, untagged ones too. If not, manifests that no tag reaches
    /// are invisible.
    pub lists_untagged: bool,
    /// Gaps of the repository, each with its reason.
    pub missing: Vec<Missing>,
    /// The layers of the manifests, each in memory once.
    pub layers: KnownLayers,
}

/// Progress of reading a list or a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum ReadState {
    /// Reading has not begun.
    #[default]
    Unread,
    /// Under way: figures are "at least".
    Reading,
    /// Ended with gaps, or cancelled.
    Incomplete,
    /// Read to the end without gaps.
    Complete,
}

/// A tag of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The manifest that the tag points to, if known.
    pub target: TagTarget,
    /// The date of the last push, where the registry states one.
    pub last_updated: Option<Timestamp>,
    /// The tag's own locks; its manifest has others.
    pub attributes: Attributes,
}

/// The target of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagTarget {
    /// Not read yet, or not readable.
    Unread,
    /// The digest of a manifest.
    Digest(Digest),
    /// No target: the registry lists the tag and answers 404 for it.
    Absent,
}

/// A manifest that was read, with the registry's statements about it.
#[derive(Debug, Clone)]
pub struct ManifestRecord {
    /// The manifest, its digest verified against its bytes. Boxed, as is the config: the map of manifests has room
    /// for half as many again.
    pub manifest: Box<Manifest>,
    /// The image's config, if it was read.
    pub config: Option<Box<ImageConfig>>,
    /// The date of the last push, where the registry states one.
    pub last_updated: Option<Timestamp>,
    /// The manifest's own locks; its tags have others.
    pub attributes: Attributes,
}

impl Inventory {
    /// All gaps: first those of the registry, then those of each repository.
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

    /// Whether `tag` is listed and points to nothing: the registry says that the tag, or the manifest that
    /// its list names, does not exist.
    #[must_use]
    pub fn is_dangling(&self, tag: &Tag) -> bool {
        match &tag.target {
            TagTarget::Absent => true,
            TagTarget::Unread => false,
            TagTarget::Digest(digest) => {
                !self.manifests.contains_key(digest) && self.absent.contains(digest)
            }
        }
    }

    /// The youngest date of a tag or manifest: its last push, or the date of an image's build.
    #[must_use]
    pub fn last_updated(&self) -> Option<Timestamp> {
        let tags = self.tags.values().filter_map(|tag| tag.last_updated);
        let listed = self.listed.values().chain(self.hint.manifests.values());
        let listed = listed.filter_map(|entry| entry.last_updated);
        tags.chain(listed).chain(self.manifests.values().filter_map(ManifestRecord::date)).max()
    }

    /// Whether the registry lets nobody write to the repository, and so delete a tag or manifest.
    #[must_use]
    pub fn is_write_locked(&self) -> bool {
        self.entry.is_some_and(|entry| !entry.attributes.write)
    }

    /// The children of a manifest that were not asked for.
    #[must_use]
    pub fn unasked_of(&self, manifest: &Manifest) -> usize {
        if self.unasked.is_empty() {
            return 0;
        }
        let children = manifest.children().iter();
        children.filter(|child| self.unasked.contains(&child.digest)).count()
    }

    /// The date of a manifest's last pull; `None` also for never.
    #[must_use]
    pub fn last_pulled(&self, digest: &Digest) -> Option<Timestamp> {
        self.said_of(digest)?.last_pulled
    }

    /// The list's entry of a manifest, or else the search's.
    fn said_of(&self, digest: &Digest) -> Option<&ManifestEntry> {
        self.listed.get(digest).or_else(|| self.hint.manifests.get(digest))
    }

    /// Takes in search results, before or after manifests are read.
    pub fn take_hint(&mut self, hint: Hint) {
        for (digest, entry) in &hint.manifests {
            if let Some(record) = self.manifests.get_mut(digest) {
                record.take(entry);
            }
        }
        self.hint = hint;
    }

    /// Takes in a list's entry of a manifest, read already or not.
    pub fn take_entry(&mut self, digest: Digest, entry: ManifestEntry) {
        if let Some(record) = self.manifests.get_mut(&digest) {
            record.take(&entry);
        }
        self.listed.insert(digest, entry);
    }

    /// Takes in a manifest that was read, with the entry that a list has given for it.
    pub fn take_manifest(&mut self, mut record: ManifestRecord) {
        let digest = record.manifest.digest.clone();
        if let Some(entry) = self.said_of(&digest) {
            record.take(entry);
        }
        // A manifest that was absent and has been pushed since.
        self.absent.remove(&digest);
        self.unasked.remove(&digest);
        record.manifest.share_layers(&mut self.layers);
        self.manifests.insert(digest, record);
    }

    /// Gives back memory that only reading needs: maps have room for half as many again.
    pub fn pack(&mut self) {
        self.layers = KnownLayers::default();
        self.manifests = std::mem::take(&mut self.manifests).into_iter().collect();
        self.tags = std::mem::take(&mut self.tags).into_iter().collect();
    }

    /// Takes out a manifest that the registry does not hold (any more). An index that lists it then
    /// has an absent child, not an unread one.
    pub fn take_out(&mut self, digest: &Digest) {
        self.manifests.remove(digest);
        self.listed.remove(digest);
        self.hidden_tags.remove(digest);
        self.unasked.remove(digest);
        self.absent.insert(digest.clone());
    }
}

impl Tag {
    /// The digest that the tag points to, where it is known.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        match &self.target {
            TagTarget::Digest(digest) => Some(digest),
            TagTarget::Unread | TagTarget::Absent => None,
        }
    }
}

impl ManifestRecord {
    /// A record without config, date or locks.
    #[must_use]
    pub fn of(manifest: Manifest) -> Self {
        Self {
            manifest: Box::new(manifest),
            config: None,
            last_updated: None,
            attributes: Attributes::OPEN,
        }
    }

    fn take(&mut self, entry: &ManifestEntry) {
        self.last_updated = entry.last_updated;
        self.attributes = entry.attributes;
        if self.manifest.subject.is_none() {
            self.manifest.subject.clone_from(&entry.subject);
        }
    }

    /// The platform that the image's config states.
    #[must_use]
    pub fn platform(&self) -> Option<&Platform> {
        self.config.as_ref()?.platform.as_deref()
    }

    /// The date of the image's build, where its config states one.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        self.config.as_ref().and_then(|config| config.created)
    }

    /// The date of the last push, or else of the build.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        self.last_updated.or(self.created())
    }
}
