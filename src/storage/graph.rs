//! The graph of a registry: manifests, the blobs they use, and the four ways they hang together.

use crate::model::{Digest, RepositoryName};
use crate::storage::blobs::Blobs;
use crate::storage::intern::Interner;
use crate::storage::lists::Lists;

/// No such node.
pub(super) const NONE: u32 = u32::MAX;

/// Everything that figures are computed from. A node is a manifest in a repository: the same digest
/// in two repositories is two nodes and one blob. Nodes of a repository are neighbours, in the order
/// of their digests.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    /// Repository names, in order.
    pub(super) names: Vec<RepositoryName>,
    pub(super) repositories: Vec<RepositoryNode>,
    pub(super) nodes: Vec<Node>,
    pub(super) digests: Interner,
    pub(super) blobs: Blobs,
    /// By node: the blobs that it uses itself, each once: its own bytes, config, layers.
    pub(super) own: Lists,
    /// By repository: the blobs that its nodes use, each once.
    pub(super) held: Lists,
    /// By node: the manifests of the same repository that it lists and that are there.
    pub(super) children: Lists,
    /// By node: the indexes that list it.
    pub(super) parents: Lists,
    /// By node: the manifests whose subject it is.
    pub(super) referrers: Lists,
    /// By node: the manifests that its cosign-style tags name.
    pub(super) attached_to: Lists,
    /// By node: the manifests that have a cosign-style tag that names it.
    pub(super) attachments: Lists,
    /// Whether everything was read that figures depend on.
    pub(super) complete: bool,
    /// Whether no repository that was read whole may hold manifests that no list shows.
    pub(super) lists_untagged: bool,
    /// Whether there may be repositories that the sign-in is not shown.
    pub(super) sees_part: bool,
    /// How many manifests are not understood, in the whole registry.
    pub(super) not_understood: usize,
}

/// A repository's place in the graph.
#[derive(Debug, Clone)]
pub(super) struct RepositoryNode {
    /// Its nodes: `first..end`.
    pub(super) first: u32,
    pub(super) end: u32,
    /// Whether it was read whole, with every manifest that its tags and indexes name.
    pub(super) whole: bool,
    /// Whether its untagged manifests were listed: else it may hold some that nobody can see.
    pub(super) lists_untagged: bool,
    /// How many of its manifests are not understood.
    pub(super) not_understood: usize,
}

/// A manifest in a repository.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) repository: u32,
    /// The number of its own digest.
    pub(super) blob: u32,
    /// How many tags point to it.
    pub(super) tags: u32,
    /// How many of them are cosign-style.
    pub(super) attached_tags: u32,
    /// The node that is its subject, or [`NONE`].
    pub(super) subject: u32,
    pub(super) locked: bool,
    /// Whether a tag holds it that no list shows.
    pub(super) hidden_tag: bool,
    pub(super) is_index: bool,
    pub(super) understood: bool,
    /// Whether it says that it is about another manifest, present or not.
    pub(super) has_subject: bool,
    /// Whether it lists a manifest that was neither read nor found absent.
    pub(super) unread_child: bool,
}

impl Graph {
    /// The number of a repository.
    pub(super) fn repository(&self, name: &RepositoryName) -> Option<usize> {
        self.names.binary_search(name).ok()
    }

    /// The node of a manifest.
    pub(super) fn node(&self, name: &RepositoryName, digest: &Digest) -> Option<u32> {
        let repository = &self.repositories[self.repository(name)?];
        let nodes = &self.nodes[repository.first as usize..repository.end as usize];
        let place =
            nodes.binary_search_by(|node| self.digests.digest(node.blob).cmp(digest)).ok()?;
        Some(repository.first + place as u32)
    }

    /// The digest of a node.
    pub(super) fn digest(&self, node: u32) -> &Digest {
        self.digests.digest(self.nodes[node as usize].blob)
    }

    /// The present subject of a node.
    pub(super) fn subject(&self, node: u32) -> Option<u32> {
        let subject = self.nodes[node as usize].subject;
        (subject != NONE).then_some(subject)
    }
}

impl Node {
    /// Whether it is kept for its own sake.
    pub(super) fn is_root(&self) -> bool {
        self.tags > 0 || self.locked || self.hidden_tag
    }
}
