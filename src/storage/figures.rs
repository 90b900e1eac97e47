//! The figures, as the page and the exports show them.
//!
//! An `Amount` with gaps means "at least". A [`FreedRange`] states what a deletion frees: the known
//! bytes count in any case. While a manifest of the registry is unread or in no list, it may use any
//! blob, and the deletion may free less. Where a size is stated nowhere, it may free more.

use crate::model::{Amount, Digest, FreedRange, KeptOnce, ReadState, RepositoryName, Timestamp};
use crate::storage::role::Role;

/// Figures of the whole registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Repositories known so far.
    pub repositories: usize,
    /// Tags in all repositories.
    pub tags: usize,
    /// Manifests that were read; one digest in two repositories counts twice.
    pub manifests: usize,
    /// Read manifests without a tag: children of indexes as well as orphans.
    pub untagged_manifests: usize,
    /// Read manifests that no root reaches.
    pub orphans: usize,
    /// Distinct digests that the read manifests use, their own included.
    pub blobs: usize,
    /// The sum over tags of each tag's content.
    pub logical: Amount,
    /// Bytes of the distinct digests, as the registry keeps them.
    pub stored: Amount,
    /// The part of `stored` that more than one repository uses.
    pub shared: Amount,
    /// Bytes freed by deleting all orphans; by those found so far while not `complete`.
    pub reclaimable: FreedRange,
    /// The part of the registry that keeps a blob once.
    pub kept_once: KeptOnce,
    /// Everything was read that figures depend on.
    pub complete: bool,
    /// The registry lists its untagged manifests. If not, it may hold some that no list shows: it
    /// stores "at least" `stored`, and a deletion frees "up to" the known bytes.
    pub lists_untagged: bool,
    /// The registry may hold repositories that this sign-in is not shown, with the same effect.
    pub sees_part: bool,
    /// Used digests with two different stated sizes. The larger one counts; for a manifest that was
    /// read, its length.
    pub size_conflicts: usize,
    /// Stored digests whose size is stated nowhere.
    pub unknown_sizes: usize,
    /// Manifests that are not understood; their blobs are unknown.
    pub not_understood: usize,
    /// Everything is known that may keep a manifest. If not, there may be more orphans than found.
    pub judged: bool,
    /// While some repositories are being read: counts from their lists, and from what was read of the
    /// other repositories.
    pub listed: Option<ListedFigures>,
}

/// Figures of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryFigures {
    /// Tags in the repository.
    pub tags: usize,
    /// Manifests that were read.
    pub manifests: usize,
    /// Read manifests without a tag.
    pub untagged_manifests: usize,
    /// Read manifests that no root reaches.
    pub orphans: usize,
    /// The sum over tags of each tag's content.
    pub logical: Amount,
    /// Bytes of the distinct digests.
    pub stored: Amount,
    /// Bytes freed by deleting all known manifests. While `stored` has gaps, there may be more.
    pub exclusive: FreedRange,
    /// The part of `stored` that other repositories use too.
    pub shared: Amount,
    /// Bytes freed by deleting the orphans; those found so far while `state` is not complete.
    pub reclaimable: FreedRange,
    /// The youngest date of a tag or manifest.
    pub last_updated: Option<Timestamp>,
    /// Progress of reading the repository.
    pub state: ReadState,
    /// Everything is known that a deletion depends on: the repository was read to its end without
    /// gaps, with every manifest that its tags and indexes name.
    pub read_whole: bool,
    /// Everything is known that may keep a manifest. If not, no manifest here is called an orphan, and
    /// "no orphans" is not known either.
    pub judged: bool,
    /// Counts from the lists, while the manifests are being read.
    pub listed: Option<ListedFigures>,
}

/// The range that deleting the orphans frees, where it is known how many there are: all manifests
/// are listed and everything is known that may keep one, or some orphans were found.
fn reclaimable_if_known(freed: FreedRange, orphans: usize, is_known: bool) -> Option<FreedRange> {
    (is_known || orphans > 0).then_some(freed)
}

impl RepositoryFigures {
    /// Bytes freed by deleting the orphans; `None` where nobody can know of orphans.
    #[must_use]
    pub fn known_reclaimable(&self, lists_untagged: bool) -> Option<FreedRange> {
        reclaimable_if_known(self.reclaimable, self.orphans, lists_untagged && self.judged)
    }
}

impl Totals {
    /// Bytes freed by deleting all orphans; `None` where nobody can know of orphans.
    #[must_use]
    pub fn known_reclaimable(&self, lists_untagged: bool) -> Option<FreedRange> {
        reclaimable_if_known(self.reclaimable, self.orphans, lists_untagged && self.judged)
    }

    /// The stored bytes, as the range from which a deletion takes its part.
    #[must_use]
    pub fn held(&self) -> FreedRange {
        let is_seen = self.complete && self.lists_untagged && !self.sees_part;
        FreedRange {
            known: self.stored.bytes,
            or_less: !is_seen || self.not_understood > 0,
            or_more: self.unknown_sizes + self.not_understood > 0,
        }
    }
}

/// Counts and a sum from lists alone, for one repository or for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedFigures {
    /// Tags in the lists.
    pub tags: usize,
    /// Manifests in the lists, read or not.
    pub manifests: usize,
    /// Listed manifests without a tag in the list.
    pub untagged: usize,
    /// The listed sizes of all tags added up, in bytes; `None` where the size of one is not listed.
    pub logical: Option<u64>,
}

/// Figures of one manifest in one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestFigures {
    /// Role in its repository.
    pub role: Role,
    /// The manifest is kept for its own sake: tagged or locked.
    pub is_root: bool,
    /// Tags that point to it.
    pub tags: usize,
    /// Bytes of its content.
    pub content: Amount,
    /// Bytes freed by deleting the manifest alone, with its tags. Its children keep theirs.
    pub exclusive: FreedRange,
    /// Bytes freed by deleting it with its [companions](crate::storage::Analysis::companions).
    pub with_children: FreedRange,
    /// The part of `content` that other manifests use too, its own children included.
    pub shared: Amount,
}

/// Figures of one digest in the whole registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobFigures {
    /// The digest, which names the blob.
    pub digest: Digest,
    /// Bytes of one copy, as stored; a gap where the size is stated nowhere.
    pub amount: Amount,
    /// Copies that the registry keeps: one for each part of it that keeps a blob once.
    pub copies: usize,
    /// The registry keeps the bytes.
    pub stored: bool,
    /// Two stated sizes disagree.
    pub disputed: bool,
    /// Manifests that use it themselves, as layer, config or own bytes.
    pub manifests: usize,
    /// Repositories of those manifests.
    pub repositories: usize,
}

/// A manifest that uses a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobUser {
    /// The repository that holds the manifest.
    pub repository: RepositoryName,
    /// The digest of the manifest.
    pub manifest: Digest,
}
