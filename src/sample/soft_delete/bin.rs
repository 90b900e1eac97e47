//! The bin: deleted manifests and tags wait in it, and may come back.
//!
//! Reference: Microsoft's `container-registry-soft-delete-policy.md`: an index comes back without its
//! children, a referrer only when its subject is there, a digest in the bin cannot be pushed.

use std::collections::BTreeMap;

use crate::model::{Digest, Timestamp};
use crate::sample::store::{Removed, Repository, Store, StoredManifest, StoredTag};

const DAY_MILLIS: i64 = 86_400_000;

/// Deleted manifests and tags, by repository.
#[derive(Clone)]
pub struct Bin {
    keeps_days: u32,
    /// Repositories by name, without empty ones.
    pub repositories: BTreeMap<String, Deleted>,
}

/// Deleted manifests and tags of one repository.
#[derive(Clone, Default)]
pub struct Deleted {
    /// Manifests by digest, with the date of deletion.
    pub manifests: BTreeMap<Digest, (StoredManifest, Timestamp)>,
    /// Tags with the date of deletion, oldest deletion first. A name may be repeated.
    pub tags: Vec<(String, StoredTag, Timestamp)>,
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
        Self { keeps_days: days, repositories: BTreeMap::new() }
    }

    /// Takes in manifests and tags that were deleted just now.
    pub fn take(&mut self, name: &str, removed: &Removed, now: Timestamp) {
        let deleted = self.repositories.entry(name.to_owned()).or_default();
        for (digest, manifest) in &removed.manifests {
            deleted.manifests.insert(digest.clone(), (manifest.clone(), now));
        }
        let tags = removed.tags.iter().map(|(tag, stored)| (tag.clone(), stored.clone(), now));
        deleted.tags.extend(tags);
        self.forget_empty();
    }

    /// Drops manifests and tags whose days are over.
    pub fn purge(&mut self, now: Timestamp) {
        let oldest = now.millis().saturating_sub(i64::from(self.keeps_days) * DAY_MILLIS);
        for deleted in self.repositories.values_mut() {
            deleted.manifests.retain(|_, (_, when)| when.millis() > oldest);
            deleted.tags.retain(|(_, _, when)| when.millis() > oldest);
        }
        self.forget_empty();
    }

    /// Whether the bin holds a manifest of that repository.
    #[must_use]
    pub fn holds(&self, name: &str, digest: &Digest) -> bool {
        self.repositories.get(name).is_some_and(|deleted| deleted.manifests.contains_key(digest))
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
        let deleted = self.repositories.get_mut(name).ok_or(Obstacle::NotThere)?;
        let live = store.repositories.get(name);
        let is_live = live.is_some_and(|live| live.manifests.contains_key(digest));
        let is_tag_deleted =
            |tag: &str| deleted.tags.iter().any(|(name, t, _)| name == tag && t.digest == *digest);
        match deleted.manifests.get(digest) {
            Some((manifest, _)) => {
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
        deleted.tags.retain(|(name, t, _)| !(tag == Some(name.as_str()) && t.digest == *digest));
        self.forget_empty();
        let live: &mut Repository = store.repositories.entry(name.to_owned()).or_default();
        if let Some((manifest, _)) = manifest {
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
        self.repositories.retain(|_, d| !(d.manifests.is_empty() && d.tags.is_empty()));
    }
}
