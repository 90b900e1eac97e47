//! What a deletion takes away, what stays, and what refuses to go.
//!
//! Not verified, for no document and no recorded answer says it: that a locked referrer outlives its
//! subject, that a tag may go though its manifest is locked, that anything locked in a repository keeps
//! the whole of it, that a repository which must not be deleted outlives its last manifest, and that 405
//! is the answer to every kind of lock.
//!
//! Reference: Microsoft's `container-registry-delete.md`, `container-registry-image-lock.md`,
//! `container-registry-manage-artifact.md` ("deleting the graph"); of empty repositories the support
//! article `delete-operation-issues.md`.

use crate::model::order::set_of;
use crate::model::{Digest, Timestamp};
use crate::sample::store::{Repository, Store, StoredManifest, StoredTag};

/// Why something was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sample) enum Refusal {
    /// No such repository; or, to the deletion of a whole one, none with anything in it.
    NoRepository,
    /// No such manifest or tag.
    NotThere,
    /// It, a tag on it, or its repository is locked.
    Locked,
}

/// What a deletion took away.
#[derive(Default)]
pub(in crate::sample) struct Removed {
    /// Manifests.
    pub(in crate::sample) manifests: Vec<(Digest, StoredManifest)>,
    /// Tags.
    pub(in crate::sample) tags: Vec<(String, StoredTag)>,
}

impl Store {
    /// Removes a manifest and every tag on it; with `cascade` also what refers to it, recursively,
    /// except what is locked. Children of an index stay, and a child of an index may go. With its
    /// last manifest the repository goes, as in ACR, unless it must not be deleted.
    pub(in crate::sample) fn delete_manifest(
        &mut self,
        name: &str,
        digest: &Digest,
        cascade: bool,
        now: Timestamp,
    ) -> Result<(), Refusal> {
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
        self.went(name, &removed, now);
        Ok(())
    }

    /// Removes one tag; the manifest stays. Its own lock counts, and the repository's, not the
    /// manifest's.
    pub(in crate::sample) fn untag(
        &mut self,
        name: &str,
        tag: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let repository = self.repositories.get_mut(name).ok_or(Refusal::NoRepository)?;
        let stored = repository.tags.get(tag).ok_or(Refusal::NotThere)?;
        if stored.attributes.is_locked() || !repository.attributes.write {
            return Err(Refusal::Locked);
        }
        let tags = repository.tags.remove_entry(tag).into_iter().collect();
        let removed = Removed { manifests: Vec::new(), tags };
        repository.remember(&removed);
        self.went(name, &removed, now);
        Ok(())
    }

    /// Removes a repository with all that is in it; with anything locked in it, nothing goes. One that
    /// is empty is not known to the service, which keeps it.
    pub(in crate::sample) fn delete_repository(
        &mut self,
        name: &str,
        now: Timestamp,
    ) -> Result<Removed, Refusal> {
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
        self.went(name, &removed, now);
        Ok(removed)
    }

    /// Into the bin, if there is one; and uploaded layers that nothing uses any more go.
    #[cfg(not(target_arch = "wasm32"))]
    fn went(&mut self, name: &str, removed: &Removed, now: Timestamp) {
        if let Some(bin) = &mut self.bin {
            bin.take(name, removed, now);
            return;
        }
        let Some(blobs) = self.uploaded.get_mut(name) else { return };
        let used: Vec<&Digest> = match self.repositories.get(name) {
            None => Vec::new(),
            Some(repository) => {
                let manifests = repository.manifests.values();
                manifests.flat_map(|manifest| &manifest.blobs).map(|blob| &blob.digest).collect()
            }
        };
        for blob in removed.manifests.iter().flat_map(|(_, manifest)| &manifest.blobs) {
            if !used.contains(&&blob.digest) {
                blobs.remove(&blob.digest);
            }
        }
    }

    /// The page's demo has no bin and no uploads.
    #[cfg(target_arch = "wasm32")]
    #[allow(clippy::unused_self, reason = "a served registry has something to do here")]
    fn went(&mut self, _name: &str, _removed: &Removed, _now: Timestamp) {}
}

impl Repository {
    fn remember(&mut self, removed: &Removed) {
        let pushed = removed.manifests.iter().map(|(_, manifest)| manifest.pushed);
        self.oldest_gone = pushed.chain(self.oldest_gone).min();
        let manifests = removed.manifests.iter().map(|(digest, m)| (digest.to_string(), m.updated));
        let tags = removed.tags.iter().map(|(tag, stored)| (tag.clone(), stored.updated));
        self.went.extend(manifests.chain(tags));
    }

    /// Whether a manifest or a tag on it is locked.
    fn is_locked(&self, digest: &Digest) -> bool {
        self.manifests.get(digest).is_some_and(|manifest| manifest.attributes.is_locked())
            || self.tags.values().any(|tag| tag.digest == *digest && tag.attributes.is_locked())
    }
}
