//! Content: the bytes of a manifest and everything below it.

use std::collections::BTreeSet;

use crate::model::Amount;
use crate::storage::graph::Graph;

/// A manifest with all its descendants, itself first, each once.
pub(super) fn family(graph: &Graph, node: u32) -> Vec<u32> {
    let mut family = vec![node];
    let mut seen = BTreeSet::from([node]);
    let mut next = 0;
    while let Some(&member) = family.get(next) {
        family
            .extend(graph.children.of(member).iter().copied().filter(|&child| seen.insert(child)));
        next += 1;
    }
    family
}

/// The blobs in a manifest's content, each once, in the order of their numbers.
pub(super) fn blobs(graph: &Graph, node: u32) -> Vec<u32> {
    used_by(graph, &family(graph, node))
}

fn used_by(graph: &Graph, nodes: &[u32]) -> Vec<u32> {
    let own = |&member: &u32| graph.own.of(member).iter().copied();
    let mut blobs: Vec<u32> = nodes.iter().flat_map(own).collect();
    blobs.sort_unstable();
    blobs.dedup();
    blobs
}

/// The bytes of a manifest's content.
pub(super) fn content(graph: &Graph, node: u32) -> Amount {
    weighed(graph, node).0
}

/// The bytes of a manifest's content, and the work of counting them, in uses of blobs.
pub(super) fn weighed(graph: &Graph, node: u32) -> (Amount, usize) {
    let (own, members);
    let (blobs, family): (&[u32], &[u32]) = if graph.children.of(node).is_empty() {
        (graph.own.of(node), &[node])
    } else {
        members = family(graph, node);
        own = used_by(graph, &members);
        (&own, &members)
    };
    let is_known = |&member: &u32| {
        let node = &graph.nodes[member as usize];
        node.understood && !node.unread_child
    };
    let gap = !family.iter().all(is_known);
    let sum = Amount::default().with_gap(gap);
    let sum = blobs.iter().fold(sum, |sum, &blob| sum + graph.blobs.amount(blob));
    (sum, blobs.len() + family.len())
}
