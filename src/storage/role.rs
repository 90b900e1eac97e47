//! What a manifest is to its repository.

use crate::storage::graph::Graph;
use crate::storage::reach::Reach;

/// The role of a manifest. The first that fits, in the order of [`Role::of`]'s rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Kept for its own sake, with content of its own; also what only a referrer ties to a root.
    Image,
    /// The same, and it lists manifests.
    Index,
    /// Not a root, listed by an index of the repository.
    Child,
    /// About another manifest: it has a subject, or nothing but cosign-style tags.
    Referrer,
    /// Nothing that is kept reaches it.
    Orphan,
    /// Not understood, or nothing reaches it in a repository that is not known whole.
    Unknown,
}

impl Role {
    /// The word used on the page and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Index => "index",
            Self::Child => "child",
            Self::Referrer => "referrer",
            Self::Orphan => "orphan",
            Self::Unknown => "unknown",
        }
    }

    pub(super) fn of(graph: &Graph, reach: &Reach, number: u32) -> Self {
        let node = &graph.nodes[number as usize];
        if reach.is_orphan(graph, number) {
            Self::Orphan
        } else if !node.understood || !reach.is_reached(number) {
            Self::Unknown
        } else if node.has_subject || (node.tags > 0 && node.attached_tags == node.tags) {
            Self::Referrer
        } else if !node.is_root() && !graph.parents.of(number).is_empty() {
            Self::Child
        } else if node.is_index {
            Self::Index
        } else {
            Self::Image
        }
    }
}
