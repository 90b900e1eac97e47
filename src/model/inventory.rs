//! The inventory: everything that was read of a registry, and everything that was not.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Digest, ImageConfig, Manifest, RepositoryName, TagName, Timestamp};

/// What is known of one registry.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Repositories by name.
    pub repositories: BTreeMap<RepositoryName, Repository>,
    /// How far the list of repositories was read.
    pub state: ReadState,
    /// What could not be read, beyond what each repository lists itself.
    pub missing: Vec<Missing>,
}

/// What is known of one repository.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// Tags by name.
    pub tags: BTreeMap<TagName, Tag>,
    /// The manifests that were read, by their verified digest.
    pub manifests: BTreeMap<Digest, ManifestRecord>,
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
    /// Whether the registry says that it is locked.
    pub locked: bool,
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
    /// Whether the registry says that it is locked.
    pub locked: bool,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Where; `None` for the registry as a whole.
    pub repository: Option<RepositoryName>,
    /// Which tag, digest or listed name; `None` for a whole list. A server's text: show it as text.
    pub reference: Option<String>,
    /// What it is.
    pub what: MissingWhat,
    /// The reason, one sentence for a person.
    pub why: String,
}

/// Kinds of things that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingWhat {
    /// The list of repositories, or a name in it.
    Catalog,
    /// A list of tags, or a name in it.
    Tags,
    /// A list of manifests.
    Manifests,
    /// A manifest.
    Manifest,
    /// A list of referrers.
    Referrers,
    /// An image config: dates and platforms are unknown, bytes are not.
    Config,
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
        tags.chain(self.manifests.values().filter_map(ManifestRecord::date)).max()
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
        Self { manifest, config: None, last_updated: None, locked: false }
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

impl MissingWhat {
    /// The word used on the page and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Tags => "tags",
            Self::Manifests => "manifests",
            Self::Manifest => "manifest",
            Self::Referrers => "referrers",
            Self::Config => "config",
        }
    }

    /// Whether a byte figure may be too low for it: a config's own bytes are known without it.
    #[must_use]
    pub fn affects_figures(self) -> bool {
        self != Self::Config
    }
}
