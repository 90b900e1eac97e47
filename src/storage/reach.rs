//! What the roots reach, and with it what may be called an orphan.

use std::ops::Range;

use crate::storage::graph::{Graph, RepositoryNode};

/// For each node, whether it is tied to a manifest that is kept for its own sake.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    reached: Vec<bool>,
    /// By repository: whether enough is known to call anything in it an orphan.
    judged: Vec<bool>,
}

impl Reach {
    /// Follows, from every tagged or locked manifest:
    /// - an index to its children;
    /// - a manifest to those whose subject it is, and to its own subject: some registries delete
    ///   referrers with their subject, so that a subject must stay for its referrers' sake;
    /// - a cosign-style tag to the manifest that it names.
    ///
    /// A reached manifest that is not understood may list any other: then nothing in its repository
    /// is called an orphan, as in a repository that was not read whole.
    pub(super) fn of(graph: &Graph) -> Self {
        let reached = reached(graph, 0..graph.nodes.len() as u32, |_| false);
        let understood =
            |node: u32| graph.nodes[node as usize].understood || !reached[node as usize];
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

    /// Whether no root reaches the node, for certain.
    pub(super) fn is_orphan(&self, graph: &Graph, node: u32) -> bool {
        let repository = graph.nodes[node as usize].repository;
        !self.reached[node as usize] && self.judged[repository as usize]
    }

    /// Whether enough is known of a repository to call anything in it an orphan.
    pub(super) fn is_judged(&self, repository: usize) -> bool {
        self.judged[repository]
    }

    /// The orphans of a repository, in the order of their digests.
    pub(super) fn orphans(&self, graph: &Graph, repository: usize) -> Vec<u32> {
        let RepositoryNode { first, end, .. } = graph.repositories[repository];
        (first..end).filter(|&node| self.is_orphan(graph, node)).collect()
    }

    /// The nodes of a repository that are reached now, and would not be without `gone` (sorted).
    pub(super) fn lost_without(&self, graph: &Graph, repository: usize, gone: &[u32]) -> Vec<u32> {
        let RepositoryNode { first, end, .. } = graph.repositories[repository];
        let is_gone = |node: u32| gone.binary_search(&node).is_ok();
        let after = reached(graph, first..end, is_gone);
        let lost =
            |&node: &u32| self.reached[node as usize] && !after[node as usize] && !is_gone(node);
        (first..end).filter(lost).collect()
    }
}

/// For each node of the graph, whether the roots among `nodes` reach it, if some are gone.
fn reached(graph: &Graph, nodes: Range<u32>, is_gone: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut reached = vec![false; graph.nodes.len()];
    let is_root = |&node: &u32| graph.nodes[node as usize].is_root() && !is_gone(node);
    let mut open: Vec<u32> = nodes.filter(is_root).collect();
    open.iter().for_each(|&root| reached[root as usize] = true);
    while let Some(node) = open.pop() {
        let ties = [&graph.children, &graph.referrers, &graph.attached_to];
        let tied = ties.into_iter().flat_map(|lists| lists.of(node)).copied();
        for next in tied.chain(graph.subject(node)) {
            if !reached[next as usize] && !is_gone(next) {
                reached[next as usize] = true;
                open.push(next);
            }
        }
    }
    reached
}
