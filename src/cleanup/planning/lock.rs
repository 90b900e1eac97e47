//! Locks that forbid a deletion, as far as they are known.

use std::collections::BTreeSet;

use crate::cleanup::planning::refusal::Refusal;
use crate::model::order::set_of;
use crate::model::{Digest, Repository, Tag, TagName};

/// The lock that keeps a manifest with these tags from being deleted.
pub(in crate::cleanup) fn on_manifest(
    repository: &Repository,
    digest: &Digest,
    tags: &[&TagName],
) -> Option<Refusal> {
    if repository.is_write_locked() {
        return Some(Refusal::RepositoryLocked);
    }
    if repository.hidden_tags.contains(digest) {
        return Some(Refusal::HiddenTag);
    }
    if repository.manifests.get(digest).is_some_and(|record| record.attributes.is_locked()) {
        return Some(Refusal::Locked);
    }
    let locked = tags.iter().find(|tag| is_locked(repository, tag));
    locked.map(|&tag| Refusal::TagLocked(tag.clone()))
}

/// The lock that keeps a tag from being taken off. A lock on its manifest does not.
pub(in crate::cleanup) fn on_tag(repository: &Repository, tag: &TagName) -> Option<Refusal> {
    if repository.is_write_locked() {
        return Some(Refusal::RepositoryLocked);
    }
    is_locked(repository, tag).then_some(Refusal::Locked)
}

/// The manifests that a locked tag is on.
pub(in crate::cleanup) fn under_locked_tags(repository: &Repository) -> BTreeSet<&Digest> {
    let locked = repository.tags.values().filter(|tag| tag.attributes.is_locked());
    set_of(locked.filter_map(Tag::digest))
}

fn is_locked(repository: &Repository, tag: &TagName) -> bool {
    repository.tags.get(tag).is_some_and(|tag| tag.attributes.is_locked())
}
