//! Roles: image, index, child, referrer, orphan or unknown.

use serde::{Deserialize, Serialize};

use crate::storage::graph::Graph;
use crate::storage::reach::Reach;

/// The role of a manifest in its repository. [`Role::of`] tries its rules in order; the first fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// An image that is kept for its own sake, or that only a referrer keeps.
    Image,
    /// An index that is kept in the same way.
    Index,
    /// A manifest that an index of the repository lists, and that is no root.
    Child,
    /// A manifest about another one: it has a subject, or only cosign-style tags.
    Referrer,
    /// A manifest that no root reaches.
    Orphan,
    /// A manifest that is not understood, or that no root reaches in a repository with gaps.
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
