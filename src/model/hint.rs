//! What a registry's search says of a repository before anything in it is read.

use std::collections::BTreeMap;

use crate::model::{Digest, ManifestEntry, TagName};

/// What a search tells: not verified, perhaps late, and only of what tags lead to. It is shown until
/// the repository is read, and decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hint {
    /// How many bytes the registry says to keep for the repository, every blob once.
    pub stored: Option<u64>,
    /// What tags point to.
    pub tags: BTreeMap<TagName, Digest>,
    /// What it says of these manifests.
    pub manifests: BTreeMap<Digest, ManifestEntry>,
}

impl Hint {
    /// What it says of the manifest that `tag` points to.
    #[must_use]
    pub fn of_tag(&self, tag: &TagName) -> Option<&ManifestEntry> {
        self.manifests.get(self.tags.get(tag)?)
    }

    /// What `tags` add up to, where it tells the size of every one of them.
    pub fn logical<'a>(&self, tags: impl Iterator<Item = &'a TagName>) -> Option<u64> {
        let mut sum = 0_u64;
        for tag in tags {
            sum = sum.saturating_add(self.of_tag(tag)?.size?);
        }
        Some(sum)
    }
}
