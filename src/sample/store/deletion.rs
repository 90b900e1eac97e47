//! Deletions of manifests, tags and repositories, and their refusals.
//!
//! Not verified, because no document and no recorded answer states it:
//! - a locked referrer outlives its subject;
//! - a tag may go though its manifest is locked;
//! - one locked tag or manifest keeps its whole repository;
//! - a repository whose deletion is locked outlives its last manifest;
//! - every kind of lock is answered with 405.
//!
//! Reference: Microsoft's `container-registry-delete.md`, `container-registry-image-lock.md`,
//! `container-registry-manage-artifact.md` ("deleting the graph"); for empty repositories the support
//! article `delete-operation-issues.md`.

use crate::model::Digest;
use crate::model::order::set_of;
use crate::sample::store::{Repository, Store, StoredManifest, StoredTag};

/// Reasons for refusing a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The repository does not exist, or is empty and was to be deleted as a whole.
    NoRepository,
    /// The manifest or tag does not exist.
    NotThere,
    /// The manifest, a tag on it, or its repository is locked.
    Locked,
}

/// Manifests and tags that a deletion removed.
#[derive(Default)]
pub struct Removed {
    /// The removed manifests with their digests.
    pub manifests: Vec<(Digest, StoredManifest)>,
    /// The removed tags with their names.
    pub tags: Vec<(String, StoredTag)>,
}

impl Store {
    /// Removes a manifest and every tag on it; with `cascade` also its referrers, recursively, except
    /// locked ones. Children of an index stay; a child of an index may be deleted. As in ACR, the
    /// repository is deleted with its last manifest, unless its deletion is locked.
    ///
    /// # Errors
    /// The refusal; then nothing was removed.
    pub fn delete_manifest(
        &mut self,
        name: &str,
        digest: &Digest,
        cascade: bool,
    ) -> Result<Removed, Refusal> {
        let repository = self.repositories.get_mut(name).ok_or(Refusal::NoRepository)?;
        if !repository.manifests.contains_key(digest) {
            return Err(Refusal::NotThere);
        }
        if repository.is_locked(digest) || !repository.attributes.write {
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
        let mut removed = Removed::default();
        for digest in going {
            let tags: Vec<String> = repository.tags_of(&digest, true).map(str::to_owned).collect();
            for tag in tags {
                removed.tags.extend(repository.tags.remove_entry(&tag));
            }
            removed.manifests.extend(repository.manifests.remove_entry(&digest));
        }
        repository.remember(&removed);
        if repository.manifests.is_empty() && repository.attributes.delete {
            self.repositories.remove(name);
        }
        Ok(removed)
    }

    /// Removes one tag; the manifest stays. The locks of the tag and of the repository count, the
    /// manifest's does not.
    ///
    /// # Errors
    /// The refusal; then nothing was removed.
    pub fn untag(&mut self, name: &str, tag: &str) -> Result<Removed, Refusal> {
        let repository = self.repositories.get_mut(name).ok_or(Refusal::NoRepository)?;
        let stored = repository.tags.get(tag).ok_or(Refusal::NotThere)?;
        if stored.attributes.is_locked() || !repository.attributes.write {
            return Err(Refusal::Locked);
        }
        let tags = repository.tags.remove_entry(tag).into_iter().collect();
        let removed = Removed { manifests: Vec::new(), tags };
        repository.remember(&removed);
        Ok(removed)
    }

    /// Removes a repository with its tags and manifests. One locked tag or manifest keeps all of them.
    /// An empty repository is unknown to the service, which keeps it.
    ///
    /// # Errors
    /// The refusal; then nothing was removed.
    pub fn delete_repository(&mut self, name: &str) -> Result<Removed, Refusal> {
        let repository = self.repositories.get(name).ok_or(Refusal::NoRepository)?;
        let is_locked = repository.attributes.is_locked()
            || repository.manifests.values().any(|manifest| manifest.attributes.is_locked())
            || repository.tags.values().any(|tag| tag.attributes.is_locked());
        if is_locked {
            return Err(Refusal::Locked);
        }
        if repository.manifests.is_empty() {
            return Err(Refusal::NoRepository);
        }
        let repository = self.repositories.remove(name).unwrap_or_default();
        let removed = Removed {
            manifests: repository.manifests.into_iter().collect(),
            tags: repository.tags.into_iter().collect(),
        };
        Ok(removed)
    }
}

impl Repository {
    fn remember(&mut self, removed: &Removed) {
        let pushed = removed.manifests.iter().map(|(_, manifest)| manifest.pushed);
        self.oldest_deleted = pushed.chain(self.oldest_deleted).min();
        let manifests = removed.manifests.iter().map(|(digest, m)| (digest.to_string(), m.updated));
        let tags = removed.tags.iter().map(|(tag, stored)| (tag.clone(), stored.updated));
        self.deleted.extend(manifests.chain(tags));
    }

    /// Whether a manifest or a tag on it is locked.
    fn is_locked(&self, digest: &Digest) -> bool {
        self.manifests.get(digest).is_some_and(|manifest| manifest.attributes.is_locked())
            || self.tags.values().any(|tag| tag.digest == *digest && tag.attributes.is_locked())
    }
}
