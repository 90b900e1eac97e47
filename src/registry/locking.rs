//! Locks: the thing that a lock is on, a change of it, and the same change in an inventory.

use crate::model::{Attributes, Digest, Inventory, RepositoryName, TagName};

/// The thing in a repository that a lock is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockTarget {
    /// The repository as a whole.
    Repository,
    /// A tag: not the manifest that it points to.
    Tag(TagName),
    /// A manifest: not the tags on it.
    Manifest(Digest),
}

/// A change of locks: the permissions from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockChange {
    /// Whether the target may be deleted.
    pub delete: bool,
    /// Whether the target may be overwritten. A target that may not be overwritten cannot be deleted,
    /// either.
    pub write: bool,
}

impl LockChange {
    /// The target may be deleted and overwritten.
    pub const UNLOCK: Self = Self { delete: true, write: true };
    /// The target may be neither deleted nor overwritten.
    pub const LOCK: Self = Self { delete: false, write: false };
    /// The target may not be deleted; tags may still be moved.
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
