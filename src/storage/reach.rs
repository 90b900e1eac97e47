//! Reach: the manifests that roots keep. All others may be called orphans.

use std::ops::Range;

use crate::storage::graph::{Graph, RepositoryNode};

/// For each node, whether a root reaches it.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    reached: Vec<bool>,
    /// Repositories of which enough is known to call their manifests orphans.
    judged: Vec<bool>,
}

impl Reach {
    /// Begins at every tagged or locked manifest, and goes on
    /// - from an index to its children;
    /// - from a manifest to its referrers, and to its own subject: some registries delete referrers
    ///   with their subject, so a subject must stay for its referrers' sake;
    /// - from a cosign-style tag to the manifest that it names.
    ///
    /// A reached manifest that is not understood may list any other, and so may a child that was not asked for. Then
    /// no manifest of its repository is called an orphan, as in a repository that was not read whole.
    pub(super) fn of(graph: &Graph) -> Self {
        let reached = reached(graph, 0..graph.nodes.len() as u32, |_| false);
        let understood = |at: u32| {
            let node = &graph.nodes[at as usize];
            node.understood && !node.unread_child || !reached[at as usize]
        };
        let judge = |repository: &RepositoryNode| {
            repository.whole && (repository.first..repository.end).all(understood)
        };
        let judged = graph.repositories.iter().map(judge).collect();
        Self { reached, judged }
    }

    /// Whether a root reaches the node.
    pub(super) fn is_reached(&self, node: u32) -> bool {
        self.reached[node as usize]
    }

    /// Whether it is certain that no root reaches the node.
    pub(super) fn is_orphan(&self, graph: &Graph, node: u32) -> bool {
        let repository = graph.nodes[node as usize].repository;
        !self.reached[node as usize] && self.judged[repository as usize]
    }

    /// Whether enough is known of a repository to call its manifests orphans.
    pub(super) fn is_judged(&self, repository: usize) -> bool {
        self.judged[repository]
    }

    /// The orphans of a repository, in the order of their digests.
    pub(super) fn orphans(&self, graph: &Graph, repository: usize) -> Vec<u32> {
        let RepositoryNode { first, end, .. } = graph.repositories[repository];
        (first..end).filter(|&node| self.is_orphan(graph, node)).collect()
    }

    /// The nodes of a repository that a root reaches now, and none would without `gone` (sorted).
    pub(super) fn lost_without(&self, graph: &Graph, repository: usize, gone: &[u32]) -> Vec<u32> {
        let RepositoryNode { first, end, .. } = graph.repositories[repository];
        let is_gone = |node: u32| gone.binary_search(&node).is_ok();
        let after = reached(graph, first..end, is_gone);
        let lost =
            |&node: &u32| self.reached[node as usize] && !after[node as usize] && !is_gone(node);
        (first..end).filter(lost).collect()
    }
}

/// For each node of the graph, whether a root among `nodes` reaches it once some nodes are gone.
fn reached(graph: &Graph, nodes: Range<u32>, is_gone: impl Fn(u32) -> bool) -> Vec<bool> {
    let is_root = |&node: &u32| graph.nodes[node as usize].is_root() && !is_gone(node);
    reached_from(graph, nodes.filter(is_root).collect(), &is_gone)
}

/// For each node of the graph, whether one of `open` reaches it.
pub(super) fn reached_from(
    graph: &Graph,
    mut open: Vec<u32>,
    is_gone: &dyn Fn(u32) -> bool,
) -> Vec<bool> {
    let mut reached = vec![false; graph.nodes.len()];
    open.iter().for_each(|&root| reached[root as usize] = true);
    while let Some(node) = open.pop() {
        let links = [&graph.children, &graph.referrers, &graph.attached_to];
        let linked = links.into_iter().flat_map(|lists| lists.of(node)).copied();
        for next in linked.chain(graph.subject(node)) {
            if !reached[next as usize] && !is_gone(next) {
                reached[next as usize] = true;
                open.push(next);
            }
        }
    }
    reached
}
