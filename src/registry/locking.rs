//! Locks: what they stand on, what they allow, and how an inventory follows a change of one.

use crate::model::{Attributes, Digest, Inventory, RepositoryName, TagName};

/// The thing in a repository that a lock is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockTarget {
    /// The repository itself.
    Repository,
    /// A tag: not the manifest that it points to.
    Tag(TagName),
    /// A manifest: not the tags on it.
    Manifest(Digest),
}

/// The locks from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockChange {
    /// Whether it may be deleted.
    pub delete: bool,
    /// Whether it may be overwritten. A thing that may not be overwritten is not deleted, either.
    pub write: bool,
}

impl LockChange {
    /// Everything is allowed.
    pub const UNLOCK: Self = Self { delete: true, write: true };
    /// Neither deleted nor overwritten.
    pub const LOCK: Self = Self { delete: false, write: false };
    /// Not deleted; tags may still be moved.
    pub const KEEP: Self = Self { delete: false, write: true };
}

impl LockTarget {
    /// Puts the changed lock into an inventory.
    pub fn apply(
        &self,
        repository: &RepositoryName,
        attributes: Attributes,
        inventory: &mut Inventory,
    ) {
        let Some(repository) = inventory.repositories.get_mut(repository) else { return };
        match self {
            Self::Repository => {
                repository.entry.get_or_insert_default().attributes = attributes;
            }
            Self::Tag(tag) => {
                if let Some(tag) = repository.tags.get_mut(tag) {
                    tag.attributes = attributes;
                }
            }
            Self::Manifest(digest) => {
                if let Some(record) = repository.manifests.get_mut(digest) {
                    record.attributes = attributes;
                }
                if let Some(entry) = repository.listed.get_mut(digest) {
                    entry.attributes = attributes;
                }
            }
        }
    }
}
