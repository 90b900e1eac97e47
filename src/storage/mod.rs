//! FIGURES: inventory in, numbers out. Cannot fail.
//!
//! The words are those of the design (§1): content, logical, stored, shared, exclusive, reclaimable,
//! root, child, orphan. Digests become numbers once, lists are flat, and nothing is hashed after that:
//! a registry of 100 000 manifests is analysed again with each batch of a scan.

mod blobs;
mod content;
mod figures;
mod graph;
mod intern;
mod listed;
mod lists;
mod reach;
mod reclaim;
mod role;
mod sharing;

use std::collections::BTreeMap;

pub use figures::{BlobFigures, BlobUser, ManifestFigures, RepositoryFigures, Totals};
pub use listed::ListedFigures;
pub use role::Role;

use crate::model::{Amount, Digest, FreedRange, Inventory, Repository, RepositoryName};
use graph::{Graph, Node};
use lists::Lists;
use reach::Reach;
use sharing::Split;

/// All figures of an inventory, and the graph to ask for more.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Of the whole registry.
    pub totals: Totals,
    /// Of each repository.
    pub repositories: BTreeMap<RepositoryName, RepositoryFigures>,
    graph: Graph,
    /// By node.
    content: Vec<Amount>,
    reach: Reach,
}

impl Analysis {
    /// Analyses what was read, whole or not.
    #[must_use]
    pub fn of(inventory: &Inventory) -> Self {
        let graph = Graph::of(inventory);
        let content = content::contents(&graph);
        let reach = Reach::of(&graph);

        let splits = sharing::by_repository(&graph);
        let mut repositories = BTreeMap::new();
        let mut orphans = Vec::new();
        for (number, (name, repository)) in inventory.repositories.iter().enumerate() {
            let own_orphans = reach.orphans(&graph, number);
            let figures = RepositoryFigures {
                judged: reach.is_judged(number),
                ..repository_figures(
                    &graph,
                    &content,
                    number,
                    repository,
                    splits[number],
                    &own_orphans,
                )
            };
            repositories.insert(name.clone(), figures);
            orphans.extend(own_orphans);
        }
        let totals = totals(&graph, &repositories, &orphans);
        Self { totals, repositories, graph, content, reach }
    }

    /// The figures of a manifest that was read.
    #[must_use]
    pub fn manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Option<ManifestFigures> {
        let number = self.graph.node(repository, digest)?;
        let node = &self.graph.nodes[number as usize];
        let content = self.content[number as usize];
        let exclusive = reclaim::exclusive(&self.graph, &[number]);
        let companions = reclaim::companions(&self.graph, number);
        let with_children = if companions.is_empty() {
            exclusive
        } else {
            let set: Vec<u32> = companions.into_iter().chain([number]).collect();
            reclaim::exclusive(&self.graph, &set)
        };
        Some(ManifestFigures {
            role: Role::of(&self.graph, &self.reach, number),
            is_root: node.is_root(),
            tags: node.tags as usize,
            content,
            exclusive,
            with_children,
            shared: reclaim::shared(&self.graph, number, content),
        })
    }

    /// What a manifest that was read is to its repository.
    #[must_use]
    pub fn role(&self, repository: &RepositoryName, digest: &Digest) -> Option<Role> {
        let node = self.graph.node(repository, digest)?;
        Some(Role::of(&self.graph, &self.reach, node))
    }

    /// The bytes of the content of a manifest that was read.
    #[must_use]
    pub fn content(&self, repository: &RepositoryName, digest: &Digest) -> Option<Amount> {
        let node = self.graph.node(repository, digest)?;
        Some(self.content[node as usize])
    }

    /// What deleting exactly these manifests, with their tags, frees in the whole registry. Those
    /// that were not read count nothing.
    pub fn exclusive_of<'a>(
        &self,
        chosen: impl IntoIterator<Item = (&'a RepositoryName, &'a Digest)>,
    ) -> FreedRange {
        let set: Vec<u32> =
            chosen.into_iter().filter_map(|(name, digest)| self.graph.node(name, digest)).collect();
        reclaim::exclusive(&self.graph, &set)
    }

    /// The orphans of a repository, in the order of their digests.
    #[must_use]
    pub fn orphans(&self, repository: &RepositoryName) -> Vec<Digest> {
        let Some(number) = self.graph.repository(repository) else { return Vec::new() };
        self.digests(&self.reach.orphans(&self.graph, number))
    }

    /// Those (grand)children of a manifest that nothing else in the repository needs: what can go
    /// along with it.
    #[must_use]
    pub fn companions(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        let Some(node) = self.graph.node(repository, digest) else { return Vec::new() };
        self.digests(&reclaim::companions(&self.graph, node))
    }

    /// The manifests of a repository that something reaches now, and nothing would once these are
    /// gone: what a deletion leaves behind.
    pub fn lost_without<'a>(
        &self,
        repository: &RepositoryName,
        gone: impl IntoIterator<Item = &'a Digest>,
    ) -> Vec<Digest> {
        let Some(number) = self.graph.repository(repository) else { return Vec::new() };
        let gone = gone.into_iter().filter_map(|digest| self.graph.node(repository, digest));
        let mut gone: Vec<u32> = gone.collect();
        gone.sort_unstable();
        self.digests(&self.reach.lost_without(&self.graph, number, &gone))
    }

    /// The manifests that it lists and that were read, in its order.
    #[must_use]
    pub fn children_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.children)
    }

    /// The indexes that list it.
    #[must_use]
    pub fn parents_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.parents)
    }

    /// The manifests that were read whose subject it is.
    #[must_use]
    pub fn referrers_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.referrers)
    }

    /// The manifests with a cosign-style tag that names it: signatures, and the fallback index of its
    /// referrers.
    #[must_use]
    pub fn attachments_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.attachments)
    }

    /// What is known of a blob, or of a manifest as a blob.
    #[must_use]
    pub fn blob(&self, digest: &Digest) -> Option<BlobFigures> {
        let blob = self.graph.digests.find(digest)?;
        Some(sharing::blob(&self.graph, blob))
    }

    /// The manifests that use a blob themselves, by repository, then by digest.
    #[must_use]
    pub fn blob_users(&self, digest: &Digest) -> Vec<BlobUser> {
        let Some(blob) = self.graph.digests.find(digest) else { return Vec::new() };
        sharing::users(&self.graph, blob)
    }

    /// The largest layers of a repository, or with `None` of the registry; at most `limit`.
    #[must_use]
    pub fn layers(&self, repository: Option<&RepositoryName>, limit: usize) -> Vec<BlobFigures> {
        let number = repository.map(|name| self.graph.repository(name));
        if number == Some(None) {
            return Vec::new();
        }
        sharing::layers(&self.graph, number.flatten(), limit)
    }

    /// The digests whose size nobody states, or not all alike, in the order of the digests.
    #[must_use]
    pub fn size_gaps(&self) -> Vec<BlobFigures> {
        sharing::size_gaps(&self.graph)
    }

    fn neighbours(&self, name: &RepositoryName, digest: &Digest, lists: &Lists) -> Vec<Digest> {
        let Some(node) = self.graph.node(name, digest) else { return Vec::new() };
        self.digests(lists.of(node))
    }

    fn digests(&self, nodes: &[u32]) -> Vec<Digest> {
        nodes.iter().map(|&node| self.graph.digest(node).clone()).collect()
    }
}

fn repository_figures(
    graph: &Graph,
    content: &[Amount],
    number: usize,
    repository: &Repository,
    split: Split,
    orphans: &[u32],
) -> RepositoryFigures {
    let node = &graph.repositories[number];
    let mut logical = Amount::default().with_gap(!node.whole);
    let mut untagged = 0;
    for manifest in node.first..node.end {
        let Node { tags, .. } = graph.nodes[manifest as usize];
        untagged += usize::from(tags == 0);
        if tags > 0 {
            let Amount { bytes, has_gaps } = content[manifest as usize];
            logical += Amount { bytes: bytes.saturating_mul(u64::from(tags)), has_gaps };
        }
    }
    RepositoryFigures {
        tags: repository.tags.len(),
        manifests: (node.end - node.first) as usize,
        untagged_manifests: untagged,
        orphans: orphans.len(),
        logical,
        stored: split.stored,
        // Its own unread manifests may hold more that goes with it.
        exclusive: match reclaim::range(graph, split.exclusive, node.not_understood) {
            range if node.whole => range,
            range => FreedRange { at_most: None, ..range },
        },
        shared: split.shared,
        reclaimable: reclaim::exclusive(graph, orphans),
        last_updated: repository.last_updated(),
        state: repository.state,
        read_whole: node.whole,
        judged: false,
        listed: ListedFigures::of(repository),
    }
}

fn totals(
    graph: &Graph,
    repositories: &BTreeMap<RepositoryName, RepositoryFigures>,
    orphans: &[u32],
) -> Totals {
    let sum = |count: fn(&RepositoryFigures) -> usize| repositories.values().map(count).sum();
    let mut logical = Amount::default().with_gap(!graph.complete || graph.sees_part);
    let mut listed = ListedFigures::NONE;
    let mut is_listed = false;
    for figures in repositories.values() {
        logical += figures.logical;
        is_listed |= figures.listed.is_some();
        let own = figures.listed.or_else(|| ListedFigures::of_read(figures));
        listed = listed.and(own.unwrap_or(ListedFigures::UNKNOWN));
    }
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
        complete: graph.complete,
        lists_untagged: graph.lists_untagged,
        sees_part: graph.sees_part,
        size_conflicts: blobs.clone().filter(|&blob| graph.blobs.is_disputed(blob)).count(),
        unknown_sizes: blobs.filter(|&blob| graph.blobs.amount(blob).has_gaps).count(),
        not_understood: graph.not_understood,
        judged: graph.complete && repositories.values().all(|figures| figures.judged),
        listed: is_listed.then_some(listed),
    }
}
