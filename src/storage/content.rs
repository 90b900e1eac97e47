//! Content: the bytes of a manifest and everything below it.

use crate::model::Amount;
use crate::storage::graph::Graph;
use crate::storage::rest::{Work, rest};

/// A manifest with all its descendants, itself first, each once.
pub(super) fn family(graph: &Graph, node: u32, seen: &mut impl FnMut(u32) -> bool) -> Vec<u32> {
    seen(node);
    let mut family = vec![node];
    let mut next = 0;
    while let Some(&member) = family.get(next) {
        let unseen = graph.children.of(member).iter().copied().filter(|&child| !seen(child));
        family.extend(unseen);
        next += 1;
    }
    family
}

/// The bytes of each node's content, by node.
pub(super) async fn contents(graph: &Graph) -> Vec<Amount> {
    // The last node that counted a node or blob, as its number plus one: nothing is cleared between.
    let mut node_seen = vec![0_u32; graph.nodes.len()];
    let mut blob_seen = vec![0_u32; graph.blobs.len()];
    let mut content = |node: u32| {
        let stamp = node + 1;
        if graph.children.of(node).is_empty() {
            return own(graph, node, |_| true);
        }
        let family = family(graph, node, &mut |member| {
            std::mem::replace(&mut node_seen[member as usize], stamp) == stamp
        });
        let mut total = Amount::default();
        for member in family {
            total += own(graph, member, |blob| {
                std::mem::replace(&mut blob_seen[blob as usize], stamp) != stamp
            });
        }
        total
    };
    let mut contents = Vec::with_capacity(graph.nodes.len());
    let mut work = Work::default();
    for node in 0..graph.nodes.len() as u32 {
        contents.push(content(node));
        if work.fills(graph.own.of(node).len() + graph.children.of(node).len()) {
            rest().await;
        }
    }
    contents
}

/// The bytes of the blobs that a node uses itself and that `counts` accepts.
fn own(graph: &Graph, node: u32, mut counts: impl FnMut(u32) -> bool) -> Amount {
    let record = &graph.nodes[node as usize];
    let mut total = Amount::default().with_gap(!record.understood || record.unread_child);
    for &blob in graph.own.of(node) {
        if counts(blob) {
            total += graph.blobs.amount(blob);
        }
    }
    total
}
