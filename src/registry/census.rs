//! A census of a repository: the lengths of its lists, compared with the registry's own counts.

use std::collections::BTreeSet;

use crate::model::order::set_of;
use crate::model::{Digest, RepositoryEntry, TagName};
use crate::registry::answer::listing::{ListedManifest, ListedTag};

/// The lists of a repository so far, counted, and the registry's own counts.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// The registry's own counts, where it gives them.
    pub entry: Option<RepositoryEntry>,
    tags: u64,
    manifests: u64,
    /// Tags that the list of tags names.
    listed: BTreeSet<TagName>,
    /// Tags that the list of manifests names, with their manifests. Registries may cut these short.
    named: BTreeSet<(TagName, Digest)>,
}

/// A difference between the registry's own count and the length of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Entries that the registry counts.
    pub counted: u64,
    /// Entries that it lists.
    pub listed: u64,
}

impl Census {
    /// Takes in tags of the list of tags.
    pub fn add_tags(&mut self, tags: &[ListedTag]) {
        self.tags += tags.len() as u64;
        self.listed.extend(tags.iter().map(|tag| tag.name.clone()));
    }

    /// Takes in manifests of the list of manifests.
    pub fn add_manifests(&mut self, manifests: &[ListedManifest]) {
        self.manifests += manifests.len() as u64;
        for manifest in manifests {
            let named = manifest.tags.iter().map(|tag| (tag.clone(), manifest.digest.clone()));
            self.named.extend(named);
        }
    }

    /// Tags that the list of manifests names and the list of tags does not, with their manifests. Such tags
    /// are hidden, or were pushed between the two lists.
    pub fn hidden(&self) -> impl Iterator<Item = (&TagName, &Digest)> {
        let hidden = self.named.iter().filter(|(tag, _)| !self.listed.contains(tag));
        hidden.map(|(tag, digest)| (tag, digest))
    }

    /// The difference between the registry's count of tags and its list; `None` where they agree, or it
    /// gives no count. Hidden tags may be counted or not.
    #[must_use]
    pub fn difference_in_tags(&self) -> Option<Difference> {
        let hidden = set_of(self.hidden().map(|(tag, _)| tag));
        let with_hidden = self.tags + hidden.len() as u64;
        let counted = self.entry?.tags?;
        let differs = counted != self.tags && counted != with_hidden;
        differs.then_some(Difference { counted, listed: self.tags })
    }

    /// The difference between the registry's count of manifests and its list; `None` where they agree, or
    /// it gives no count.
    #[must_use]
    pub fn difference_in_manifests(&self) -> Option<Difference> {
        let counted = self.entry?.manifests?;
        let differs = counted != self.manifests;
        differs.then_some(Difference { counted, listed: self.manifests })
    }
}
