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

/// A tag as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTag {
    /// Its name.
    pub name: TagName,
    /// The digest that it points to, where the list says.
    pub digest: Option<Digest>,
    /// When it was last written, where the list says.
    pub last_updated: Option<Timestamp>,
    /// Its locks, as the list says.
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

/// A manifest as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedManifest {
    /// Its digest, not verified yet.
    pub digest: Digest,
    /// The rest of the entry.
    pub entry: ManifestEntry,
    /// Tags on it, as far as the list names them: it may cut them short.
    pub tags: Vec<TagName>,
}

/// A project, as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its name: the first part of its repositories' names.
    pub name: String,
    /// Repositories that the registry counts in it, where it says.
    pub repositories: Option<u64>,
}

/// The quota of a project, by the registry's own count: every blob once in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectQuota {
    /// Its name.
    pub project: String,
    /// Bytes that it may store; `None` without a limit.
    pub limit: Option<u64>,
    /// Bytes that it stores; `None` where the registry does not say.
    pub used: Option<u64>,
}

/// The referrers of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Referrers {
    /// The list of them.
    Supported(Vec<Descriptor>),
    /// The registry has no such list.
    Unsupported,
}

/// The answer to the deletion of a repository that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryDeletion {
    /// Whether there was anything to delete.
    pub deletion: Deletion,
    /// Every manifest that was deleted, where the registry says.
    pub manifests: Option<Vec<Digest>>,
    /// Every tag that was deleted, where the registry says.
    pub tags: Option<Vec<TagName>>,
}

impl RepositoryDeletion {
    /// A deletion of which nothing more is known.
    pub(crate) fn of(deletion: Deletion) -> Self {
        Self { deletion, manifests: None, tags: None }
    }
}

/// The answer to a deletion that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// The registry deleted it.
    Accepted,
    /// The registry says that it does not exist.
    AlreadyGone,
}
