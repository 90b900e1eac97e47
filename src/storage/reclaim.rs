//! Reclaiming: the bytes that come back when manifests are deleted.

use crate::model::{Amount, FreedRange};
use crate::storage::content::{blobs, family};
use crate::storage::graph::Graph;
use crate::storage::sharing::{has_gaps, hides_some};

/// Bytes freed by deleting exactly these nodes: the digests in their contents that are in the content
/// of no node outside the set.
///
/// A node's own blobs are in the content of every index above it, too: they are freed only when all these
/// indexes are deleted as well. A blob is freed only when every node that uses it itself is deleted.
pub(super) fn exclusive(graph: &Graph, set: &[u32]) -> FreedRange {
    let set = sorted(set);
    let not_understood = set.iter().filter(|&&node| !graph.nodes[node as usize].understood).count();
    let mut known = Amount::default();
    for blob in freed_blobs(graph, &set) {
        known += graph.blobs.freed(blob);
    }
    range(graph, known, not_understood)
}

/// The range around `known` bytes, when `not_understood` of the deleted manifests are not understood.
pub(super) fn range(graph: &Graph, known: Amount, not_understood: usize) -> FreedRange {
    // Manifests that stay and are unread, in no list or not understood may use any of these blobs.
    let certain = !hides_some(graph) && graph.not_understood == not_understood;
    let bounded = !known.has_gaps && not_understood == 0;
    FreedRange { known: known.bytes, or_less: !certain && known.bytes > 0, or_more: !bounded }
}

/// The part of [`exclusive`] of all these groups that each frees by itself: the freed blobs that no other group uses.
/// The rest is what groups share.
pub(super) fn parts(graph: &Graph, groups: &[Vec<u32>]) -> Vec<FreedRange> {
    let all = sorted(&groups.concat());
    let freed = freed_blobs(graph, &all);
    let mut used: Vec<(u32, usize)> = Vec::new();
    for (number, nodes) in groups.iter().enumerate() {
        let blobs = nodes.iter().flat_map(|&node| graph.own.of(node));
        used.extend(blobs.map(|&blob| (blob, number)));
    }
    used.sort_unstable();
    let mut known = vec![Amount::default(); groups.len()];
    for run in used.chunk_by(|a, b| a.0 == b.0) {
        let (blob, number) = run[0];
        if run[run.len() - 1].1 == number && freed.binary_search(&blob).is_ok() {
            known[number] += graph.blobs.freed(blob);
        }
    }
    let odd = |nodes: &[u32]| {
        nodes.iter().filter(|&&node| !graph.nodes[node as usize].understood).count()
    };
    let whole = range(graph, Amount::exact(1), odd(&all));
    let part = |(known, nodes): (Amount, &Vec<u32>)| FreedRange {
        known: known.bytes,
        or_less: whole.or_less && known.bytes > 0,
        or_more: known.has_gaps || odd(nodes) > 0,
    };
    known.into_iter().zip(groups).map(part).collect()
}

/// Bytes of a node's content that other nodes use too, its children included: the content without
/// [`exclusive`] of the node alone.
pub(super) fn shared(graph: &Graph, node: u32, content: Amount) -> Amount {
    let own = freed_blobs(graph, &[node]);
    let blobs = blobs(graph, node).into_iter().filter(|blob| own.binary_search(blob).is_err());
    let gap = has_gaps(graph) || content.has_gaps;
    blobs.fold(Amount::default().with_gap(gap), |sum, blob| sum + graph.blobs.amount(blob))
}

/// Children and grandchildren of a node that no other node of the repository needs: not tagged, not
/// locked, and listed only by the node itself or by one another.
pub(super) fn companions(graph: &Graph, node: u32) -> Vec<u32> {
    if graph.children.of(node).is_empty() {
        return Vec::new();
    }
    let mut set = family(graph, node);
    set.retain(|&member| member == node || !graph.nodes[member as usize].is_root());
    set.sort_unstable();
    let blocked = listed_from_outside(graph, &set, Some(node));
    set.into_iter()
        .zip(blocked)
        .filter(|&(member, blocked)| member != node && !blocked)
        .map(|(member, _)| member)
        .collect()
}

fn sorted(set: &[u32]) -> Vec<u32> {
    let mut set = set.to_vec();
    set.sort_unstable();
    set.dedup();
    set
}

/// The blobs that only nodes of the set use, each once.
fn freed_blobs(graph: &Graph, set: &[u32]) -> Vec<u32> {
    let blocked = listed_from_outside(graph, set, None);
    let free = set.iter().zip(&blocked).filter(|(_, blocked)| !**blocked);
    let own = free.map(|(&node, _)| graph.own.of(node));
    if own.clone().map(<[u32]>::len).sum::<usize>() > graph.blobs.len() / 4 {
        return freed_of_many(graph, own);
    }
    let mut used: Vec<u32> = own.flatten().copied().collect();
    used.sort_unstable();
    // One entry for each node of the set that uses the blob: freed if these are all of its users.
    let mut blobs = Vec::new();
    for run in used.chunk_by(|a, b| a == b) {
        if run.len() as u32 == graph.blobs.users(run[0]) {
            blobs.push(run[0]);
        }
    }
    blobs
}

/// The blobs that all of their users are counted for, where each of `lists` is what one node uses. A count for each
/// blob of the registry takes less time than sorting, where the nodes use a good part of it.
fn freed_of_many<'a>(graph: &Graph, lists: impl Iterator<Item = &'a [u32]>) -> Vec<u32> {
    let mut counts = vec![0_u32; graph.blobs.len()];
    for &blob in lists.flatten() {
        counts[blob as usize] += 1;
    }
    let is_freed = |(blob, &count): (usize, &u32)| {
        (count > 0 && count == graph.blobs.users(blob as u32)).then_some(blob as u32)
    };
    counts.iter().enumerate().filter_map(is_freed).collect()
}

/// For each node of a sorted set, whether an index outside the set lists the node, or an index above
/// it. `exempt` is deleted anyway, so the indexes that list it do not count.
fn listed_from_outside(graph: &Graph, set: &[u32], exempt: Option<u32>) -> Vec<bool> {
    let mut blocked = vec![false; set.len()];
    let mut open = Vec::new();
    for (place, &node) in set.iter().enumerate() {
        let outside = |parent: &u32| set.binary_search(parent).is_err();
        if Some(node) != exempt && graph.parents.of(node).iter().any(outside) {
            blocked[place] = true;
            open.push(node);
        }
    }
    while let Some(node) = open.pop() {
        for child in graph.children.of(node) {
            if let Ok(place) = set.binary_search(child)
                && Some(*child) != exempt
                && !blocked[place]
            {
                blocked[place] = true;
                open.push(*child);
            }
        }
    }
    blocked
}
