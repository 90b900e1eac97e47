//! Counts from lists alone, for a repository whose manifests are still being read.
//!
//! A list states each image's size in full: layers that images share, and the children of an index,
//! count in every one of them. The sum over tags is compared with the logical size, and with no other
//! figure. It is no bound: a registry may list any number.

use crate::model::{ReadState, Repository};
use crate::storage::figures::{ListedFigures, RepositoryFigures};

impl ListedFigures {
    /// Counts of a repository that lists its manifests: from the end of its lists until the manifests
    /// are read.
    pub(super) fn of(repository: &Repository) -> Option<Self> {
        let has_ended = repository.lists >= ReadState::Incomplete;
        let is_listed = !repository.listed.is_empty() || repository.tags.is_empty();
        if repository.state != ReadState::Reading || !has_ended || !is_listed {
            return None;
        }
        let entries = repository.listed.values();
        let size = |digest| repository.listed.get(digest)?.size;
        let mut logical = Some(0_u64).filter(|_| repository.lists == ReadState::Complete);
        for tag in repository.tags.values() {
            let size = tag.digest().and_then(size);
            logical = logical.zip(size).and_then(|(sum, size)| sum.checked_add(size));
        }
        Some(Self {
            tags: repository.tags.len(),
            manifests: repository.listed.len(),
            untagged: entries.filter(|entry| !entry.tagged).count(),
            logical,
        })
    }

    /// Counts of a repository that was read, to be added to those of the others.
    pub(super) fn of_read(figures: &RepositoryFigures) -> Option<Self> {
        (figures.state >= ReadState::Incomplete).then_some(Self {
            tags: figures.tags,
            manifests: figures.manifests,
            untagged: figures.untagged_manifests,
            logical: Some(figures.logical.bytes).filter(|_| !figures.logical.has_gaps),
        })
    }

    /// No tags and no manifests.
    pub(super) const NONE: Self = Self { tags: 0, manifests: 0, untagged: 0, logical: Some(0) };

    /// A repository without lists so far: a sum with it is unknown.
    pub(super) const UNKNOWN: Self = Self { logical: None, ..Self::NONE };

    /// The sum of both.
    pub(super) fn and(self, other: Self) -> Self {
        let logical = self.logical.zip(other.logical);
        Self {
            tags: self.tags + other.tags,
            manifests: self.manifests + other.manifests,
            untagged: self.untagged + other.untagged,
            logical: logical.and_then(|(a, b)| a.checked_add(b)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Digest, ManifestEntry, Tag, TagTarget};

    fn entry(size: Option<u64>, tagged: bool, attributes: Attributes) -> ManifestEntry {
        ManifestEntry { size, tagged, attributes, ..ManifestEntry::default() }
    }

    fn repository() -> Repository {
        let digest = |name: &str| Digest::of(name.as_bytes());
        let (open, locked) = (Attributes::OPEN, Attributes::LOCKED);
        let mut repository = Repository {
            state: ReadState::Reading,
            lists: ReadState::Complete,
            ..Repository::default()
        };
        repository.take_entry(digest("index"), entry(Some(100), true, open));
        repository.take_entry(digest("child"), entry(Some(60), false, locked));
        repository.take_entry(digest("image"), entry(Some(7), true, open));
        for (tag, on) in [("v1", "index"), ("latest", "index"), ("v0", "image")] {
            let target = TagTarget::Digest(digest(on));
            let tag_entry = Tag { target, last_updated: None, attributes: open };
            repository.tags.insert(tag.parse().expect("a tag"), tag_entry);
        }
        repository
    }

    #[test]
    fn lists_count_and_add_up_what_they_say() {
        let figures = ListedFigures::of(&repository()).expect("listed");
        // Twice the index of 100, and the image of 7.
        let expected = ListedFigures { tags: 3, manifests: 3, untagged: 1, logical: Some(207) };
        assert_eq!(figures, expected);
        let both = figures.and(ListedFigures { logical: None, ..figures });
        assert_eq!((both.tags, both.logical), (6, None));
    }

    #[test]
    fn where_a_list_says_too_little_there_is_no_figure() {
        let check = |change: fn(&mut Repository), expected: Option<Option<u64>>| {
            let mut repository = repository();
            change(&mut repository);
            let figures = ListedFigures::of(&repository);
            assert_eq!(figures.map(|figures| figures.logical), expected);
        };
        check(|_| {}, Some(Some(207)));
        // Cut short, a size not stated, a tag on something unlisted.
        check(|repository| repository.lists = ReadState::Incomplete, Some(None));
        check(|repo| repo.listed.values_mut().for_each(|entry| entry.size = None), Some(None));
        check(|repo| drop(repo.listed.remove(&Digest::of(b"image"))), Some(None));
        // Lists under way; manifests that are not listed; manifests that were read.
        check(|repository| repository.lists = ReadState::Reading, None);
        check(|repository| repository.listed.clear(), None);
        check(|repository| repository.state = ReadState::Complete, None);
    }
}
