//! Hints: a registry's search results for a repository that is not read yet.

use std::collections::BTreeMap;

use crate::model::{Digest, ManifestEntry, TagName};

/// Search results for one repository: not verified, perhaps late, and only about manifests with tags.
/// The page shows them until the repository is read; no decision rests on them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hint {
    /// The registry's own figure of stored bytes, each blob counted once.
    pub stored: Option<u64>,
    /// Tags with the digests that they point to.
    pub tags: BTreeMap<TagName, Digest>,
    /// Entries of the manifests that `tags` point to.
    pub manifests: BTreeMap<Digest, ManifestEntry>,
}

impl Hint {
    /// The entry of the manifest that `tag` points to.
    #[must_use]
    pub fn of_tag(&self, tag: &TagName) -> Option<&ManifestEntry> {
        self.manifests.get(self.tags.get(tag)?)
    }

    /// The sum of the sizes of `tags`, in bytes; `None` where the size of one is not
    /// stated.
    pub fn logical<'a>(&self, tags: impl Iterator<Item = &'a TagName>) -> Option<u64> {
        let mut sum = 0_u64;
        for tag in tags {
            sum = sum.checked_add(self.of_tag(tag)?.size?)?;
        }
        Some(sum)
    }
}
