//! The figures, as the page and the exports show them.
//!
//! `Amount`s are "at least" while `has_gaps`. What a deletion frees is a [`FreedRange`]: it may be
//! less than `at_most` while anything in the registry is unread or in no list, for such a manifest may
//! use any blob; and it is open above where a size is stated nowhere.

use crate::model::{Amount, Digest, FreedRange, ReadState, RepositoryName, Timestamp};
use crate::storage::role::Role;

/// Of the whole registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// How many repositories are known.
    pub repositories: usize,
    /// How many tags they have.
    pub tags: usize,
    /// How many manifests were read; the same digest in two repositories is two.
    pub manifests: usize,
    /// Those of them that no tag points to: children of indexes and orphans alike.
    pub untagged_manifests: usize,
    /// Those of them that no root reaches.
    pub orphans: usize,
    /// How many different digests all of them use, their own included.
    pub blobs: usize,
    /// The sum over tags of each tag's content.
    pub logical: Amount,
    /// Bytes of the distinct digests: what the registry keeps.
    pub stored: Amount,
    /// The part of `stored` that more than one repository uses.
    pub shared: Amount,
    /// What deleting all orphans frees; of those found so far while not `complete`.
    pub reclaimable: FreedRange,
    /// Whether everything was read that figures depend on.
    pub complete: bool,
    /// Whether the registry lists its untagged manifests. Where it does not, it may hold some that no
    /// list shows: it stores "at least" this, and a deletion frees "up to" so much.
    pub lists_untagged: bool,
    /// Whether the registry may hold repositories that the sign-in is not shown: with the same effect.
    pub sees_part: bool,
    /// Digests in use that two statements give different sizes; the larger counts, or the length of
    /// the manifest itself.
    pub size_conflicts: usize,
    /// Digests that the registry keeps and whose size is stated nowhere.
    pub unknown_sizes: usize,
    /// Manifests that are not understood: what they use is unknown.
    pub not_understood: usize,
    /// Whether all is known that may keep a manifest: else there may be more orphans than were found.
    pub judged: bool,
    /// While some repositories are still being read: what their lists say, with what was read of the
    /// others.
    pub listed: Option<ListedFigures>,
}

/// Of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryFigures {
    /// How many tags it has.
    pub tags: usize,
    /// How many of its manifests were read.
    pub manifests: usize,
    /// Those of them that no tag points to.
    pub untagged_manifests: usize,
    /// Those of them that no root reaches.
    pub orphans: usize,
    /// The sum over its tags of each tag's content.
    pub logical: Amount,
    /// Bytes of the distinct digests in it.
    pub stored: Amount,
    /// What deleting all its known manifests frees. While `stored` has gaps it may hold more.
    pub exclusive: FreedRange,
    /// The part of `stored` that other repositories use too.
    pub shared: Amount,
    /// What deleting its orphans frees; of those found so far while `state` is not complete.
    pub reclaimable: FreedRange,
    /// The youngest date in it.
    pub last_updated: Option<Timestamp>,
    /// How far it was read.
    pub state: ReadState,
    /// Whether everything in it is known that a deletion depends on: read to the end without gaps,
    /// with every manifest that its tags and indexes name.
    pub read_whole: bool,
    /// Whether all is known that may keep a manifest in it: else nothing in it is called an orphan, and
    /// that there is none is not known.
    pub judged: bool,
    /// What its lists say while it is being read.
    pub listed: Option<ListedFigures>,
}

impl RepositoryFigures {
    /// Bytes of `stored` that no other repository is known to use: what `exclusive` is about, whatever
    /// its ends are.
    #[must_use]
    pub fn only_here(&self) -> u64 {
        self.stored.bytes.saturating_sub(self.shared.bytes)
    }
}

/// Counts and a bound from lists alone, for one repository or for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedFigures {
    /// Listed tags.
    pub tags: usize,
    /// Listed manifests.
    pub manifests: usize,
    /// Listed manifests without a tag in the list.
    pub untagged: usize,
    /// Upper bound of the logical size, in bytes; `None` where the size of one tag is not listed.
    pub logical: Option<u64>,
}

/// Of one manifest in one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestFigures {
    /// What it is to its repository.
    pub role: Role,
    /// Whether it is kept for its own sake: tagged or locked.
    pub is_root: bool,
    /// How many tags point to it.
    pub tags: usize,
    /// Bytes of its content.
    pub content: Amount,
    /// What deleting it alone, with its tags, frees. Its children keep theirs.
    pub exclusive: FreedRange,
    /// What deleting it together with its [companions](crate::storage::Analysis::companions) frees.
    pub with_children: FreedRange,
    /// The part of `content` that something else uses too, its own children included.
    pub shared: Amount,
}

/// Of one digest in the whole registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobFigures {
    /// The digest.
    pub digest: Digest,
    /// Bytes that the registry keeps for it; a gap where its size is stated nowhere.
    pub amount: Amount,
    /// Whether the registry keeps it.
    pub stored: bool,
    /// Whether statements of its size disagree.
    pub disputed: bool,
    /// How many manifests use it themselves, as layer, config or own bytes.
    pub manifests: usize,
    /// In how many repositories they are.
    pub repositories: usize,
}

/// A manifest that uses a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobUser {
    /// Where.
    pub repository: RepositoryName,
    /// Which.
    pub manifest: Digest,
}
