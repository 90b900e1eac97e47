//! Sums: the figures of each repository, and of the registry.

use std::collections::BTreeMap;

use crate::model::{Amount, FreedRange, Repository, RepositoryName};
use crate::storage::content::weighed;
use crate::storage::figures::{ListedFigures, RepositoryFigures, Totals};
use crate::storage::graph::{Graph, Node};
use crate::storage::rest::{Work, rest};
use crate::storage::sharing::Split;
use crate::storage::{reclaim, sharing};

/// The figures of one repository, from its orphans and from the bytes that only it uses.
pub(super) async fn repository_figures(
    graph: &Graph,
    number: usize,
    repository: &Repository,
    split: Split,
    orphans: &[u32],
    work: &mut Work,
) -> RepositoryFigures {
    let node = &graph.repositories[number];
    let mut logical = Amount::default().with_gap(!node.whole);
    let mut untagged = 0;
    for manifest in node.first..node.end {
        let Node { tags, .. } = graph.nodes[manifest as usize];
        untagged += usize::from(tags == 0);
        if tags > 0 {
            let (content, uses) = weighed(graph, manifest);
            logical += content.times(u64::from(tags));
            if work.fills(uses) {
                rest().await;
            }
        }
    }
    let exclusive = reclaim::range(graph, split.exclusive, node.not_understood);
    RepositoryFigures {
        tags: repository.tags.len(),
        manifests: (node.end - node.first) as usize,
        untagged_manifests: untagged,
        orphans: orphans.len(),
        logical,
        stored: split.stored,
        // Unread manifests of the repository go with it, and may free more.
        exclusive: FreedRange { or_more: !node.whole || exclusive.or_more, ..exclusive },
        shared: split.shared,
        reclaimable: reclaim::exclusive(graph, orphans),
        last_updated: repository.last_updated(),
        state: repository.state,
        read_whole: node.whole,
        judged: false,
        listed: ListedFigures::of(repository),
    }
}

/// The figures of the registry, from those of its repositories.
pub(super) fn totals(
    graph: &Graph,
    repositories: &BTreeMap<RepositoryName, RepositoryFigures>,
    orphans: &[u32],
) -> Totals {
    let sum = |count: fn(&RepositoryFigures) -> usize| repositories.values().map(count).sum();
    let mut logical = Amount::default().with_gap(!graph.complete || graph.sees_part);
    repositories.values().for_each(|figures| logical += figures.logical);
    let Split { stored, shared, .. } = sharing::of_registry(graph);
    let blobs = 0..graph.blobs.len() as u32;
    Totals {
        repositories: repositories.len(),
        tags: sum(|figures| figures.tags),
        manifests: graph.nodes.len(),
        untagged_manifests: sum(|figures| figures.untagged_manifests),
        orphans: orphans.len(),
        blobs: graph.blobs.len(),
        logical,
        stored,
        shared,
        reclaimable: reclaim::exclusive(graph, orphans),
        kept_once: graph.kept_once,
        complete: graph.complete,
        lists_untagged: graph.lists_untagged,
        sees_part: graph.sees_part,
        size_conflicts: blobs.clone().filter(|&blob| graph.blobs.is_disputed(blob)).count(),
        unknown_sizes: blobs.filter(|&blob| graph.blobs.amount(blob).has_gaps).count(),
        not_understood: graph.not_understood,
        judged: graph.complete && repositories.values().all(|figures| figures.judged),
        listed: listed_in(repositories.values()),
    }
}

/// Counts from lists, of repositories of which some are being read; `None` if none is.
pub(super) fn listed_in<'a>(
    repositories: impl Iterator<Item = &'a RepositoryFigures>,
) -> Option<ListedFigures> {
    let (mut listed, mut is_any) = (ListedFigures::NONE, false);
    for figures in repositories {
        is_any |= figures.listed.is_some();
        let own = figures.listed.or_else(|| ListedFigures::of_read(figures));
        listed = listed.and(own.unwrap_or(ListedFigures::UNKNOWN));
    }
    is_any.then_some(listed)
}
