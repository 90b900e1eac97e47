//! The bin: deleted manifests and tags wait in it, and may come back.
//!
//! Reference: Microsoft's `container-registry-soft-delete-policy.md`: an index comes back without its
//! children, a referrer only when its subject is there, a digest in the bin cannot be pushed.

use std::collections::BTreeMap;

use crate::model::{Digest, Timestamp};
use crate::sample::store::{Removed, Repository, Store, StoredTag};

const DAY_MILLIS: i64 = 86_400_000;

/// Deleted manifests and tags. Its maps are of the types of the store's: each further type of map is kilobytes of wasm.
#[derive(Clone)]
pub struct Bin {
    keeps_days: u32,
    /// By name the repositories that something was deleted from: their deleted manifests, and in `deleted` the dates of
    /// deletion by digest. Their `tags` are empty.
    pub repositories: BTreeMap<String, Repository>,
    /// Deleted tags, oldest deletion first. A name may be repeated.
    tags: Vec<DeletedTag>,
}

/// A tag in the bin.
#[derive(Clone)]
pub struct DeletedTag {
    repository: String,
    /// The tag's name.
    pub name: String,
    /// The tag as it was.
    pub stored: StoredTag,
    /// The date of deletion.
    pub when: Timestamp,
}

/// Reasons for refusing to restore a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The manifest is not in the bin.
    NotThere,
    /// The subject is not in the registry.
    SubjectGone,
    /// The tag is on another manifest, and the request does not force it.
    TagInUse,
    /// Writing to the tag or the repository is locked.
    Locked,
}

impl Bin {
    /// An empty bin that keeps manifests for so many days.
    #[must_use]
    pub fn keeping(days: u32) -> Self {
        Self { keeps_days: days, repositories: BTreeMap::new(), tags: Vec::new() }
    }

    /// Takes in manifests and tags that were deleted just now.
    pub fn take(&mut self, name: &str, removed: &Removed, now: Timestamp) {
        let repository = self.repositories.entry(name.to_owned()).or_default();
        for (digest, manifest) in &removed.manifests {
            repository.manifests.insert(digest.clone(), manifest.clone());
            repository.deleted.insert(digest.to_string(), now);
        }
        self.tags.extend(removed.tags.iter().map(|(tag, stored)| DeletedTag {
            repository: name.to_owned(),
            name: tag.clone(),
            stored: stored.clone(),
            when: now,
        }));
        self.forget_empty();
    }

    /// Drops manifests and tags whose days are over.
    pub fn purge(&mut self, now: Timestamp) {
        let oldest = now.millis().saturating_sub(i64::from(self.keeps_days) * DAY_MILLIS);
        for repository in self.repositories.values_mut() {
            let is_over = |digest: &&Digest| deleted_at(repository, digest).millis() <= oldest;
            let over: Vec<Digest> = repository.manifests.keys().filter(is_over).cloned().collect();
            for digest in over {
                repository.manifests.remove(&digest);
            }
        }
        self.tags.retain(|tag| tag.when.millis() > oldest);
        self.forget_empty();
    }

    /// Whether the bin holds a manifest of that repository.
    #[must_use]
    pub fn holds(&self, name: &str, digest: &Digest) -> bool {
        self.repositories.get(name).is_some_and(|deleted| deleted.manifests.contains_key(digest))
    }

    /// The deleted tags of a repository, oldest deletion first.
    pub fn tags_of(&self, name: &str) -> impl Iterator<Item = &DeletedTag> {
        self.tags.iter().filter(move |tag| tag.repository == name)
    }

    /// Puts a manifest back into the store, with `tag` on it if one is named; or only the tag, if the
    /// manifest is there. Children and referrers stay where they are. The repository comes back too.
    ///
    /// # Errors
    /// The obstacle; then nothing was changed.
    pub fn restore(
        &mut self,
        store: &mut Store,
        (name, digest): (&str, &Digest),
        tag: Option<&str>,
        force: bool,
        now: Timestamp,
    ) -> Result<(), Obstacle> {
        let tags = self.tags.iter().filter(|tag| tag.repository == name);
        let deleted = self.repositories.get_mut(name).ok_or(Obstacle::NotThere)?;
        let live = store.repositories.get(name);
        let is_live = live.is_some_and(|live| live.manifests.contains_key(digest));
        let is_tag_deleted =
            |tag: &str| tags.clone().any(|t| t.name == tag && t.stored.digest == *digest);
        match deleted.manifests.get(digest) {
            Some(manifest) => {
                let subject = manifest.subject.as_ref();
                let has = |digest| live.is_some_and(|live| live.manifests.contains_key(digest));
                if subject.is_some_and(|subject| !has(subject)) {
                    return Err(Obstacle::SubjectGone);
                }
            }
            None if is_live && tag.is_some_and(is_tag_deleted) => {}
            None => return Err(Obstacle::NotThere),
        }
        let in_use = tag.and_then(|tag| live.and_then(|live| live.tags.get(tag)));
        if in_use.is_some_and(|tag| tag.digest != *digest) && !force {
            return Err(Obstacle::TagInUse);
        }
        let is_locked = live.is_some_and(|live| !live.attributes.write)
            || in_use.is_some_and(|tag| tag.digest != *digest && !tag.attributes.write);
        if is_locked {
            return Err(Obstacle::Locked);
        }
        let manifest = deleted.manifests.remove(digest);
        self.tags.retain(|deleted| {
            let is_named = deleted.repository == name && tag == Some(deleted.name.as_str());
            !(is_named && deleted.stored.digest == *digest)
        });
        self.forget_empty();
        let live: &mut Repository = store.repositories.entry(name.to_owned()).or_default();
        if let Some(manifest) = manifest {
            live.manifests.insert(digest.clone(), manifest);
        }
        if let Some(tag) = tag {
            let new = || StoredTag::new(digest.clone(), now);
            let tag = live.tags.entry(tag.to_owned()).or_insert_with(new);
            (tag.digest, tag.updated) = (digest.clone(), now);
        }
        Ok(())
    }

    fn forget_empty(&mut self) {
        let is_empty = |(name, repository): &(&String, &Repository)| {
            repository.manifests.is_empty() && self.tags_of(name).next().is_none()
        };
        let empty = self.repositories.iter().filter(is_empty).map(|(name, _)| name.clone());
        for name in empty.collect::<Vec<_>>() {
            self.repositories.remove(&name);
        }
    }
}

/// The moment when a manifest of the bin was deleted.
pub(super) fn deleted_at(repository: &Repository, digest: &Digest) -> Timestamp {
    let when = repository.deleted.get(&digest.to_string()).copied();
    when.unwrap_or(Timestamp::from_millis(0))
}
