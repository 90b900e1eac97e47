//! Entries of a registry's lists, before anything listed was read, and the results of deletions.

use crate::model::{Attributes, Descriptor, Digest, ManifestEntry, TagName, Timestamp};

/// The tags of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagListing {
    /// Tags, in the registry's order.
    pub tags: Vec<ListedTag>,
    /// Entries that cannot be used, cut short: a server's text.
    pub invalid: Vec<String>,
}

/// A tag as the list names it, before its manifest is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTag {
    /// The name of the tag.
    pub name: TagName,
    /// The digest that the tag points to; `None` where the list does not say.
    pub digest: Option<Digest>,
    /// The time when the tag was last written; `None` where the list does not say.
    pub last_updated: Option<Timestamp>,
    /// The locks on the tag; open where the list does not say.
    pub attributes: Attributes,
}

/// The manifests of a repository, untagged ones too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ManifestListing {
    /// Manifests, in the registry's order.
    pub manifests: Vec<ListedManifest>,
    /// Entries that cannot be used, cut short: a server's text.
    pub invalid: Vec<String>,
}

/// A manifest as the list names it, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedManifest {
    /// The digest as the registry states it, not verified yet.
    pub digest: Digest,
    /// Size, dates, types and locks, as far as the list states them.
    pub entry: ManifestEntry,
    /// Tags on the manifest, as far as the list names them: registries may cut them short.
    pub tags: Vec<TagName>,
}

/// A project as the list names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The project's name: the first part of its repositories' names.
    pub name: String,
    /// The number of its repositories by the registry's count; `None` where it does not say.
    pub repositories: Option<u64>,
}

/// The quota of a project, by the registry's own count: every blob once in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectQuota {
    /// The name of the project that the quota is of.
    pub project: String,
    /// Bytes that the project may store; `None` without a limit.
    pub limit: Option<u64>,
    /// Bytes that the project stores; `None` where the registry does not say.
    pub used: Option<u64>,
}

/// The referrers of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Referrers {
    /// The list of referrers, perhaps empty.
    Supported(Vec<Descriptor>),
    /// The registry has no such list.
    Unsupported,
}

/// The result of deleting a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryDeletion {
    /// Whether there was anything to delete.
    pub deletion: Deletion,
    /// Every manifest that was deleted; `None` where the registry does not say.
    pub manifests: Option<Vec<Digest>>,
    /// Every tag that was deleted; `None` where the registry does not say.
    pub tags: Option<Vec<TagName>>,
}

impl RepositoryDeletion {
    /// A deletion whose answer names no manifests and tags.
    pub(crate) fn of(deletion: Deletion) -> Self {
        Self { deletion, manifests: None, tags: None }
    }
}

/// The result of a deletion that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// The registry deleted it.
    Accepted,
    /// The registry says that the object does not exist.
    AlreadyGone,
}
