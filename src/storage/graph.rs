//! The graph of a registry: manifests, their blobs, and the four kinds of links between manifests
//! (children, subjects, cosign-style tags, and each of these backwards).

use crate::model::{Digest, KeptOnce, RepositoryName};
use crate::storage::blobs::Blobs;
use crate::storage::intern::Interner;
use crate::storage::lists::Lists;

/// Stands for "no node".
pub(super) const NONE: u32 = u32::MAX;

/// The graph that figures are computed from. A node is a manifest in a repository: one digest in two
/// repositories is two nodes, and one blob where their store is the same. The nodes of a repository follow
/// each other, in the order of their digests.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    /// Repository names, in order.
    pub(super) names: Vec<RepositoryName>,
    pub(super) repositories: Vec<RepositoryNode>,
    pub(super) nodes: Vec<Node>,
    pub(super) digests: Interner,
    pub(super) blobs: Blobs,
    /// Blobs that each node uses itself, each once: its own bytes, config, layers.
    pub(super) own: Lists,
    /// Blobs that the nodes of each repository use, each once.
    pub(super) held: Lists,
    /// Children of each node, as far as they are present in the same repository.
    pub(super) children: Lists,
    /// Indexes that list each node.
    pub(super) parents: Lists,
    /// Manifests that have each node as subject.
    pub(super) referrers: Lists,
    /// Manifests that the cosign-style tags of each node name.
    pub(super) attached_to: Lists,
    /// Manifests with a cosign-style tag that names each node.
    pub(super) attachments: Lists,
    pub(super) kept_once: KeptOnce,
    /// Everything was read that figures depend on.
    pub(super) complete: bool,
    /// The list of repositories was read to its end without gaps.
    pub(super) lists_repositories: bool,
    /// No repository that was read whole may hold manifests that no list shows.
    pub(super) lists_untagged: bool,
    /// The registry may hold repositories that the sign-in is not shown.
    pub(super) sees_part: bool,
    /// Manifests of the whole registry that are not understood.
    pub(super) not_understood: usize,
}

/// A repository's place in the graph.
#[derive(Debug, Clone)]
pub(super) struct RepositoryNode {
    /// Nodes `first..end` are its manifests.
    pub(super) first: u32,
    pub(super) end: u32,
    /// The number of the store that keeps its blobs: that of the first repository with the same one.
    pub(super) store: u32,
    /// The repository was read whole, with every manifest that its tags and indexes name.
    pub(super) whole: bool,
    /// The list showed untagged manifests. If not, the repository may hold some that nobody sees.
    pub(super) lists_untagged: bool,
    /// Manifests that are not understood.
    pub(super) not_understood: usize,
}

/// A manifest in a repository.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) repository: u32,
    /// The number of its own digest.
    pub(super) blob: u32,
    /// Tags that point to the manifest.
    pub(super) tags: u32,
    /// The cosign-style tags among them.
    pub(super) attached_tags: u32,
    /// The node of its subject, or [`NONE`].
    pub(super) subject: u32,
    pub(super) locked: bool,
    /// A tag that no list shows points to the manifest.
    pub(super) hidden_tag: bool,
    pub(super) is_index: bool,
    pub(super) understood: bool,
    /// The manifest states a subject, present or not.
    pub(super) has_subject: bool,
    /// The manifest lists a child that was neither read nor found absent.
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

    /// The blob of a digest in each store that has it, with the store, in the order of the stores.
    pub(super) fn copies(&self, digest: &Digest) -> Vec<(u32, u32)> {
        let find = |store: u32| Some((store, self.digests.find(store, digest)?));
        if self.kept_once == KeptOnce::Registry {
            return find(0).into_iter().collect();
        }
        let is_first = |(number, store): &(usize, u32)| *number == *store as usize;
        let stores = self.repositories.iter().map(|one| one.store).enumerate().filter(is_first);
        stores.filter_map(|(_, store)| find(store)).collect()
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
    /// Whether the manifest is kept for its own sake.
    pub(super) fn is_root(&self) -> bool {
        self.tags > 0 || self.locked || self.hidden_tag
    }
}
