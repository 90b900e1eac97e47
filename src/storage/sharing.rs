//! Sharing: the stored bytes of each repository and of the registry, split by their users.

use std::ops::Range;

use crate::model::order::sort_by;
use crate::model::{Amount, Digest, KeptOnce, RepositoryName};
use crate::storage::figures::{BlobFigures, BlobUser};
use crate::storage::graph::{Graph, RepositoryNode};
use crate::storage::rest::{Work, rest};

/// Bytes of the distinct digests of a repository, of several, or of the registry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Split {
    /// All digests in use.
    pub(super) stored: Amount,
    /// Digests that nothing else uses, as an amount that comes back with them. Of the registry: that one repository
    /// alone uses.
    pub(super) exclusive: Amount,
    /// The other digests.
    pub(super) shared: Amount,
}

/// One split for each repository.
pub(super) async fn by_repository(graph: &Graph) -> Vec<Split> {
    let mut work = Work::default();
    let mut splits = Vec::with_capacity(graph.repositories.len());
    for (number, repository) in graph.repositories.iter().enumerate() {
        let mut split = Split::default();
        for &blob in graph.held.of(number as u32) {
            split.add(graph, blob, 1);
        }
        splits.push(split.with_gaps(graph, std::slice::from_ref(repository)));
        if work.fills(graph.held.of(number as u32).len()) {
            rest().await;
        }
    }
    splits
}

/// One split for each group of repositories. A group is a range of them, and no two overlap.
pub(super) fn by_group(graph: &Graph, groups: &[Range<usize>]) -> Vec<Split> {
    // For each blob, the repositories of the group at hand that use it.
    let mut users = vec![0_u32; graph.blobs.len()];
    let mut used = Vec::new();
    let mut splits = Vec::with_capacity(groups.len());
    for group in groups {
        for &blob in group.clone().flat_map(|number| graph.held.of(number as u32)) {
            if users[blob as usize] == 0 {
                used.push(blob);
            }
            users[blob as usize] += 1;
        }
        let mut split = Split::default();
        for blob in used.drain(..) {
            split.add(graph, blob, std::mem::take(&mut users[blob as usize]));
        }
        splits.push(split.with_gaps(graph, &graph.repositories[group.clone()]));
    }
    splits
}

/// The split of the whole registry.
pub(super) fn of_registry(graph: &Graph) -> Split {
    let mut split = Split::default();
    for blob in 0..graph.blobs.len() as u32 {
        split.add(graph, blob, 1);
    }
    let gaps = has_gaps(graph);
    split.stored = split.stored.with_gap(gaps);
    split.shared = split.shared.with_gap(gaps);
    split
}

/// Whether a manifest of the registry may use more blobs than is known.
pub(super) fn has_gaps(graph: &Graph) -> bool {
    hides_some(graph) || graph.not_understood > 0
}

/// Whether there may be manifests that were not read.
pub(super) fn hides_some(graph: &Graph) -> bool {
    !graph.complete || !graph.lists_untagged || graph.sees_part
}

/// The figures of a digest; `None` if no manifest uses it.
pub(super) fn blob(graph: &Graph, digest: &Digest) -> Option<BlobFigures> {
    let blobs = &graph.blobs;
    let one = |(_, blob): (u32, u32)| BlobFigures {
        digest: digest.clone(),
        amount: blobs.amount(blob),
        stored: blobs.is_stored(blob),
        copies: usize::from(blobs.is_stored(blob)),
        disputed: blobs.is_disputed(blob),
        manifests: blobs.users(blob) as usize,
        repositories: blobs.repositories(blob) as usize,
    };
    graph.copies(digest).into_iter().map(one).reduce(|all, next| {
        // A size that is stated in one store only is the size in all. Of different sizes the larger counts.
        let bytes = all.amount.bytes.max(next.amount.bytes);
        let has_gaps = bytes == 0 && (all.amount.has_gaps || next.amount.has_gaps);
        BlobFigures {
            amount: Amount { bytes, has_gaps },
            stored: all.stored || next.stored,
            copies: all.copies + next.copies,
            disputed: all.disputed || next.disputed,
            manifests: all.manifests + next.manifests,
            repositories: all.repositories + next.repositories,
            digest: next.digest,
        }
    })
}

/// The figures of a numbered blob: those of its digest.
pub(super) fn numbered(graph: &Graph, number: u32) -> Option<BlobFigures> {
    blob(graph, graph.digests.digest(number))
}

/// The nodes that use a digest themselves, by repository, then by digest.
pub(super) fn user_nodes(graph: &Graph, digest: &Digest) -> impl Iterator<Item = u32> {
    let copies = graph.copies(digest);
    (0..graph.nodes.len() as u32).filter(move |&node| {
        let store = graph.repositories[graph.nodes[node as usize].repository as usize].store;
        let place = copies.binary_search_by_key(&store, |(store, _)| *store);
        place.is_ok_and(|place| graph.own.of(node).contains(&copies[place].1))
    })
}

/// The manifests that use a digest themselves, by repository, then by digest.
pub(super) fn users(graph: &Graph, digest: &Digest) -> Vec<BlobUser> {
    let user = |node: u32| BlobUser {
        repository: name_of(graph, node).clone(),
        manifest: graph.digest(node).clone(),
    };
    user_nodes(graph, digest).map(user).collect()
}

/// The layers of a repository, or of the registry, each once, largest first: at most `limit`, and the number of all.
pub(super) fn layers(graph: &Graph, repository: Option<usize>, limit: usize) -> (Vec<u32>, usize) {
    let mut blobs: Vec<u32> = match repository {
        Some(number) => graph.held.of(number as u32).to_vec(),
        None => (0..graph.blobs.len() as u32).collect(),
    };
    blobs.retain(|&blob| graph.blobs.is_layer(blob));
    if repository.is_none() && graph.kept_once != KeptOnce::Registry {
        // Copies of a layer are one row, in the place of the largest.
        let size = |blob| std::cmp::Reverse(graph.blobs.amount(blob).bytes);
        blobs.sort_unstable_by_key(|&blob| (graph.digests.digest(blob).address(), size(blob)));
        blobs.dedup_by_key(|blob| graph.digests.digest(*blob));
    }
    let count = blobs.len();
    // Ties in a fixed order, so that the page does not shuffle while it is redrawn.
    let order = |&a: &u32, &b: &u32| {
        let (size_a, size_b) = (graph.blobs.amount(a).bytes, graph.blobs.amount(b).bytes);
        size_b.cmp(&size_a).then_with(|| graph.digests.digest(a).cmp(graph.digests.digest(b)))
    };
    if limit < blobs.len() {
        blobs.select_nth_unstable_by(limit, order);
        blobs.truncate(limit);
    }
    blobs.sort_unstable_by(order);
    (blobs, count)
}

/// The blobs whose size is stated nowhere, or stated differently, in the order of their digests.
pub(super) fn size_gaps(graph: &Graph) -> Vec<BlobFigures> {
    let is_gap =
        |&number: &u32| graph.blobs.amount(number).has_gaps || graph.blobs.is_disputed(number);
    let mut gaps: Vec<BlobFigures> = (0..graph.blobs.len() as u32)
        .filter(is_gap)
        .filter_map(|number| numbered(graph, number))
        .collect();
    sort_by(&mut gaps, |a, b| a.digest.cmp(&b.digest));
    gaps.dedup_by(|a, b| a.digest == b.digest);
    gaps
}

/// The repository of a node.
pub(super) fn name_of(graph: &Graph, node: u32) -> &RepositoryName {
    &graph.names[graph.nodes[node as usize].repository as usize]
}

impl Split {
    /// Adds a blob that so many repositories of the group use.
    fn add(&mut self, graph: &Graph, blob: u32, users: u32) {
        let amount = graph.blobs.amount(blob);
        self.stored += amount;
        if graph.blobs.repositories(blob) > users {
            self.shared += amount;
        } else {
            self.exclusive += graph.blobs.freed(blob);
        }
    }

    /// The split of these repositories, once all of their blobs are added.
    fn with_gaps(self, graph: &Graph, repositories: &[RepositoryNode]) -> Self {
        let has_gap = |repository: &RepositoryNode| {
            let RepositoryNode { whole, lists_untagged, not_understood, .. } = repository;
            !whole || !lists_untagged || *not_understood > 0
        };
        Self {
            stored: self.stored.with_gap(repositories.iter().any(has_gap)),
            // Unread manifests anywhere may share more of it.
            shared: self.shared.with_gap(has_gaps(graph)),
            ..self
        }
    }
}
